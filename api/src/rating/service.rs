//! Preparing and opening rounds, and handing out slips.
//!
//! The county's database and the ballot box cannot share a transaction. The box is told first wherever being told
//! for nothing does no harm: a round the county never opened has no slips, and so no ballot comes.

use std::{collections::HashSet, sync::Arc};

use anyhow::{Context, anyhow};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    identity::Operation,
    rating::{Questionnaire, RoundError, RoundKind, RoundState, StoredRound},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use super::{
    duty_report,
    issue::SLIP,
    keys,
    questionnaire::{self, RatingQuestionnaire},
    store, unit,
    view::{
        DrawnReport, PrintForm, PrintedSlips, RatingProgress, RatingRound, RatingRoundForm, ScopeOfRound,
        SecondFactor, TownshipProgress, VoidReport, WhoRates,
    },
};
use crate::{
    app::App,
    ballot_box::{ballot, office},
    caller::Caller,
    clock::china_day,
    error::{ApiError, ApiResult},
    grid,
    journal::{self, Subject},
    notify::sms::{self, Purpose},
    roster,
};
use entity::{rating_issue, rating_round};

/// Prepares a round.
pub async fn create(caller: &Caller, form: RatingRoundForm) -> ApiResult<RatingRound> {
    caller.may(Operation::CreateRound)?;
    let app = &caller.app;
    let (code, name) = (form.code.trim().to_owned(), form.name.trim().to_owned());
    if code.is_empty() {
        return Err(ApiError::field("code", "required"));
    }
    if name.is_empty() {
        return Err(ApiError::field("name", "required"));
    }
    if code.chars().any(|c| c.is_control() || c == '|') {
        // It stands in lines of the ballots and of the count.
        return Err(ApiError::field("code", "format"));
    }
    if form.closes_on < form.opens_on {
        return Err(ApiError::field("closes_on", "before_opening"));
    }
    let keys: Vec<String> = form.trustee_keys.iter().map(|key| key.trim().to_owned()).collect();
    if keys.iter().any(|key| ballot::public_key(key).is_none()) {
        return Err(ApiError::field("trustee_keys", "format"));
    }
    if keys[0] == keys[1] {
        return Err(ApiError::field("trustee_keys", "trustees_differ"));
    }
    let asked =
        form.questionnaire.as_ref().map_or_else(|| Ok(usual(form.kind)), RatingQuestionnaire::read)?;
    if form.factor == SecondFactor::Sms && !sms::is_ready(app, Purpose::RatingCode).await? {
        return Err(ApiError::field("factor", "no_gateway"));
    }
    let scope_id = scope(app, form.scope_kind, form.scope_id).await?;
    unit::check(app, &form).await?;
    let tx = app.db.begin().await?;
    if store::code_taken(&tx, &code).await? {
        return Err(ApiError::conflict("code_taken"));
    }
    let id = app.clock.id();
    let row = rating_round::ActiveModel {
        id: Set(id),
        code: Set(code),
        name: Set(name),
        state: Set(RoundState::Draft.as_str().to_owned()),
        opens_on: Set(form.opens_on),
        closes_on: Set(form.closes_on),
        opened_at: Set(None),
        closed_at: Set(None),
        trustee_keys: Set(json!(keys).to_string()),
        issued_total: Set(0),
        scope_kind: Set(form.scope_kind.as_str().to_owned()),
        scope_id: Set(scope_id),
        factor: Set(form.factor.as_str().to_owned()),
        questionnaire: Set(questionnaire::stored(&asked)),
        keys_needed: Set(0),
        key_list: Set(None),
        first_trustee_id: Set(None),
        kind: Set(form.kind.as_str().to_owned()),
        bundle_id: Set(None),
        most_reissues: Set(form.most_reissues),
    };
    rating_round::Entity::insert(row).exec_without_returning(&tx).await?;
    record(&tx, caller, "create_rating_round", id, json!({})).await?;
    let round = store::round(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    tx.commit().await?;
    show(app, round).await
}

/// What is asked when nobody wrote anything else.
pub(super) fn usual(kind: WhoRates) -> Questionnaire {
    match kind {
        WhoRates::Household => Questionnaire::usual(),
        WhoRates::Unit => Questionnaire::among_colleagues(),
    }
}

/// What narrows a round, which must be there; a round of the whole county names nothing.
async fn scope(app: &App, kind: ScopeOfRound, id: Option<Uuid>) -> ApiResult<Option<Uuid>> {
    let db = app.db.reader();
    let there = match (kind, id) {
        (ScopeOfRound::County, _) => return Ok(None),
        (_, None) => return Err(ApiError::field("scope_id", "required")),
        (ScopeOfRound::Grid, Some(id)) => !grid::service::names(db, vec![id]).await?.is_empty(),
        (ScopeOfRound::Unit, Some(id)) => roster::service::unit_name(db, id).await?.is_some(),
        (ScopeOfRound::Official, Some(id)) => roster::service::official(db, id).await?.is_some(),
    };
    if there { Ok(id) } else { Err(ApiError::field("scope_id", "unknown")) }
}

/// Freezes who rates whom, from the links of today, and what officials have reported, and opens. So many as have not
/// reported must be named: nobody opens a round without knowing.
pub async fn open(caller: &Caller, id: Uuid, missing_reports: u64) -> ApiResult<RatingRound> {
    caller.may(Operation::OpenRound)?;
    let app = &caller.app;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let known = store::round_to_change(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    let officials = freeze_and_open(&tx, app, &known, now, Some(missing_reports)).await?;
    record(&tx, caller, "open_rating_round", id, json!({ "officials": officials })).await?;
    let round = store::round(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    tx.commit().await?;
    show(app, round).await
}

async fn freeze_and_open(
    tx: &impl ConnectionTrait,
    app: &App,
    round: &rating_round::Model,
    now: DateTime<Utc>,
    missing_reports: Option<u64>,
) -> ApiResult<u64> {
    let StoredRound::Ready(ready) = read(round)? else { return Err(ApiError::conflict("round_not_ready")) };
    let officials = store::freeze(tx, round, china_day(now)).await?;
    unit::service::invite(tx, app, round).await?;
    ready.open(officials, store::without_key(tx, round.id).await?, now).map_err(refused)?;
    duty_report::freeze(tx, round, missing_reports).await?;
    // The box first: open in the box alone, the round has no slips and no signatures, and so no ballot comes.
    app.ballot_box.ask(office::Open { round_id: round.id }).await?;
    let with = rating_round::ActiveModel {
        state: Set(RoundState::Open.as_str().to_owned()),
        opened_at: Set(Some(now)),
        ..Default::default()
    };
    store::move_on(tx, round.id, &[RoundState::Ready], with).await?;
    Ok(officials)
}

/// Does at once what a county does over days: makes the keys of a new round and opens it, as of a moment. For the demo.
pub async fn prepare_and_open(
    app: &Arc<App>,
    draft: rating_round::Model,
    at: DateTime<Utc>,
) -> anyhow::Result<()> {
    let id = draft.id;
    let tx = app.db.begin().await?;
    rating_round::Entity::insert(draft.clone().into_active_model()).exec_without_returning(&tx).await?;
    let officials = store::plan_keys(&tx, &draft, china_day(at)).await?;
    let with = rating_round::ActiveModel {
        state: Set(RoundState::Preparing.as_str().to_owned()),
        keys_needed: Set(i32::try_from(officials)?),
        ..Default::default()
    };
    store::move_on(&tx, id, &[RoundState::Draft], with).await?;
    tx.commit().await?;
    keys::make_all(app, id).await?;
    let tx = app.db.begin().await?;
    let ready = store::round(&tx, id).await?.context("the round was written")?;
    freeze_and_open(&tx, app, &ready, at, None).await.map_err(|error| anyhow!("{error:?}"))?;
    Ok(tx.commit().await?)
}

/// Prints slips of one official. There are never more valid slips of him than households.
pub async fn print(caller: &Caller, id: Uuid, form: &PrintForm) -> ApiResult<PrintedSlips> {
    let app = &caller.app;
    opened(caller, Operation::PrintSlips, id).await?;
    let roster = store::roster_of(app.db.reader(), id, form.official_id).await?;
    let roster = roster.ok_or_else(|| ApiError::field("official_id", "not_in_round"))?;
    // Recorded before it is done: a record without slips is harmless, slips without a record are not.
    let tx = app.db.begin().await?;
    let detail = json!({ "official_id": form.official_id, "count": form.count });
    record(&tx, caller, "print_slips", id, detail).await?;
    tx.commit().await?;
    let most = u32::try_from(roster.households).unwrap_or(0);
    let print = office::Print { round_id: id, official_id: form.official_id, count: form.count, most };
    let codes = app.ballot_box.ask(print).await?;
    Ok(PrintedSlips { codes, address: app.slip_url() })
}

/// Ticks households that drew a slip: once per round, without a time. A household that took a ballot on its phone draws
/// none.
pub async fn mark_drawn(caller: &Caller, id: Uuid, households: Vec<Uuid>) -> ApiResult<DrawnReport> {
    let app = &caller.app;
    opened(caller, Operation::MarkDrawn, id).await?;
    let asked: HashSet<Uuid> = households.into_iter().collect();
    let asked: Vec<Uuid> = asked.into_iter().collect();
    let tx = app.db.begin().await?;
    let round = store::round_to_change(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    let StoredRound::Open(_) = read(&round)? else { return Err(ApiError::conflict("round_not_open")) };
    // As it was frozen: a household that moved since still rates whom it had.
    let map = store::mapped(&tx, id, &asked).await?;
    let known: HashSet<Uuid> = map.iter().map(|row| row.rater_id).collect();
    if asked.iter().any(|household| !known.contains(household)) {
        return Err(ApiError::field("household_ids", "not_in_round"));
    }
    let before = store::issued_to(&tx, id, &asked).await?;
    let before: HashSet<(Uuid, Uuid)> =
        before.iter().map(|issue| (issue.rater_id, issue.official_id)).collect();
    let rows: Vec<_> = map
        .into_iter()
        .filter(|row| !before.contains(&(row.rater_id, row.official_id)))
        .map(|row| rating_issue::ActiveModel {
            round_id: Set(id),
            rater_id: Set(row.rater_id),
            official_id: Set(row.official_id),
            way: Set(SLIP.to_owned()),
            blinded_hash: Set(None),
            blind_signature: Set(None),
            reissued: Set(0),
        })
        .collect();
    let report = DrawnReport {
        issued: u32::try_from(rows.len()).unwrap_or(0),
        already: u32::try_from(before.len()).unwrap_or(0),
    };
    if !rows.is_empty() {
        store::add_issues(&tx, rows).await?;
        // Only how many: the journal carries a time, and a household with a time is more than the roster keeps.
        record(&tx, caller, "mark_drawn", id, json!({ "issued": report.issued })).await?;
    }
    tx.commit().await?;
    Ok(report)
}

/// Voids slips that nobody drew.
pub async fn void(caller: &Caller, id: Uuid, codes: Vec<String>) -> ApiResult<VoidReport> {
    let app = &caller.app;
    opened(caller, Operation::VoidSlips, id).await?;
    let report = app.ballot_box.ask(office::Void { round_id: id, codes }).await?;
    let tx = app.db.begin().await?;
    let detail = json!({ "voided": report.voided, "used": report.used, "unknown": report.unknown });
    record(&tx, caller, "void_slips", id, detail).await?;
    tx.commit().await?;
    Ok(VoidReport { voided: report.voided, used: report.used, unknown: report.unknown })
}

/// Issued ballots per township: all that anybody may see while a round is open.
pub async fn progress(caller: &Caller, id: Uuid) -> ApiResult<RatingProgress> {
    let sight = caller.may(Operation::GetProgress)?;
    let db = caller.app.db.reader();
    if !sight.includes_round(id) || store::round(db, id).await?.is_none() {
        return Err(ApiError::not_found());
    }
    let villages = store::issued_by_village(db, id).await?;
    let items = store::townships(db).await?.into_iter().map(|township| {
        let below = format!("{}/", township.path);
        let issued =
            villages.iter().filter(|(path, _)| path.starts_with(&below)).map(|(_, n)| *n).sum::<i64>();
        TownshipProgress {
            township_id: township.id,
            code: township.code,
            name: township.name,
            issued: u32::try_from(issued).unwrap_or(u32::MAX),
        }
    });
    Ok(RatingProgress { items: items.collect() })
}

/// A round that is open, with slips, and that the caller may act on.
async fn opened(caller: &Caller, operation: Operation, id: Uuid) -> ApiResult<()> {
    let sight = caller.may(operation)?;
    let round = store::round(caller.app.db.reader(), id).await?;
    let round = round.filter(|_| sight.includes_round(id)).ok_or_else(ApiError::not_found)?;
    if round.state != RoundState::Open.as_str() {
        return Err(ApiError::conflict("round_not_open"));
    }
    if round.kind == RoundKind::Unit.as_str() {
        return Err(ApiError::conflict("no_slips_among_colleagues"));
    }
    Ok(())
}

/// A round as it is shown. How many were issued in all is nobody's business before the close.
pub async fn show(app: &App, round: rating_round::Model) -> ApiResult<RatingRound> {
    let keys = trustee_keys(&round)?;
    let preparing = round.state == RoundState::Preparing.as_str();
    let made = if preparing { Some(store::keys_made(app.db.reader(), round.id).await?) } else { None };
    let scope_name = match (round.scope_kind.as_str(), round.scope_id) {
        ("grid", Some(id)) => grid::service::names(app.db.reader(), vec![id]).await?.remove(&id),
        ("unit", Some(id)) => roster::service::unit_name(app.db.reader(), id).await?,
        ("official", Some(id)) => {
            roster::service::official_ref(app.db.reader(), id).await?.map(|official| official.name)
        }
        _ => None,
    };
    Ok(RatingRound {
        questionnaire: questionnaire::of(&round)?.into(),
        issued_total: (round.state == RoundState::Closed.as_str()).then_some(round.issued_total),
        id: round.id,
        code: round.code,
        name: round.name,
        kind: round.kind.parse().map_err(|()| ApiError::internal(anyhow!("a round's kind")))?,
        state: round.state,
        opens_on: round.opens_on,
        closes_on: round.closes_on,
        opened_at: round.opened_at,
        closed_at: round.closed_at,
        trustee_keys: keys.to_vec(),
        scope_kind: round.scope_kind.parse().map_err(|()| ApiError::internal(anyhow!("a round's scope")))?,
        scope_id: round.scope_id,
        scope_name,
        factor: round.factor.parse().map_err(|()| ApiError::internal(anyhow!("a round's factor")))?,
        keys_needed: (round.keys_needed > 0).then_some(round.keys_needed),
        keys_made: made.map(|made| i32::try_from(made).unwrap_or(i32::MAX)),
        key_list: round.key_list,
        bundle: round.bundle_id.is_some(),
        most_reissues: round.most_reissues,
    })
}

/// The row as the types of the rules.
pub(super) fn read(round: &rating_round::Model) -> ApiResult<StoredRound> {
    let state: RoundState = round.state.parse().map_err(ApiError::internal)?;
    StoredRound::read(state, round.opened_at, round.closed_at).map_err(ApiError::internal)
}

pub(super) fn trustee_keys(round: &rating_round::Model) -> ApiResult<[String; 2]> {
    serde_json::from_str(&round.trustee_keys).map_err(ApiError::internal)
}

pub(super) fn refused(error: RoundError) -> ApiError {
    match error {
        RoundError::Trustees => ApiError::conflict("round_trustees"),
        RoundError::Empty => ApiError::conflict("round_empty"),
        RoundError::KeysMissing(keys) => ApiError::conflict("keys_missing").with("keys", keys),
        RoundError::UndrawnSlips(slips) => ApiError::conflict("undrawn_slips").with("slips", slips),
        RoundError::Order => ApiError::conflict("round_order"),
        RoundError::Stored(_) => ApiError::internal(error),
    }
}

pub(super) async fn record(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    action: &str,
    id: Uuid,
    detail: serde_json::Value,
) -> ApiResult<()> {
    let app = &caller.app;
    let subject = Subject::new("rating_round", id);
    journal::record(tx, app.clock.id(), app.clock.now(), caller, action, subject, detail).await?;
    Ok(())
}

/// The last day on which an open round was opened: who rates whom is frozen as it was on that day.
pub async fn frozen_on(db: &impl ConnectionTrait) -> Result<Option<NaiveDate>, sea_orm::DbErr> {
    let rounds = store::open_rounds(db, RoundKind::Household).await?;
    Ok(rounds.into_iter().filter_map(|round| round.opened_at).map(china_day).max())
}

/// Whether households can rate now.
pub async fn is_open(db: &impl ConnectionTrait) -> Result<bool, sea_orm::DbErr> {
    Ok(!store::open_rounds(db, RoundKind::Household).await?.is_empty())
}
