//! Writing reports, collecting them before a round opens, and keeping what stood in them.

use std::collections::HashMap;

use domain::rating::{REPORT, RoundState, duty_year};
use entity::rating_round;
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;
use uuid::Uuid;

use super::{
    store,
    view::{DutyReport, DutyReportForm, MissingReports, RemindedReports},
};
use crate::{
    app::App,
    caller::{Caller, Sight},
    error::{ApiError, ApiResult},
    http::page,
    identity,
    job::{self, Work},
    journal::{self, Subject},
    locale::Lang,
    notify::Mail,
    rating::{self, service::record},
    roster, typed,
};

/// Mails enqueued in one transaction: the only writer is not held for long.
const AT_ONCE: u64 = 200;

/// Everybody's for the county, one's own for an official.
async fn in_sight(db: &impl ConnectionTrait, sight: &Sight, official_id: Uuid) -> ApiResult<()> {
    let seen = sight.is_county() || sight.own_links() == Some(official_id);
    let there = seen && roster::service::official(db, official_id).await?.is_some();
    if there { Ok(()) } else { Err(ApiError::not_found()) }
}

/// An official's report of the year that a round of today would ask about.
pub(super) async fn get(caller: &Caller, sight: &Sight, official_id: Uuid) -> ApiResult<DutyReport> {
    let app = &caller.app;
    let db = app.db.reader();
    in_sight(db, sight, official_id).await?;
    let year = duty_year(app.clock.today());
    let row = store::report(db, official_id, year).await?;
    Ok(DutyReport {
        official_id,
        year,
        written_at: row.as_ref().map(|row| row.written_at),
        text: row.map(|row| row.text),
        frozen_in: store::open_rounds_of(db, official_id).await?,
    })
}

/// Writes it.
pub(super) async fn put(
    caller: &Caller,
    sight: &Sight,
    official_id: Uuid,
    form: &DutyReportForm,
) -> ApiResult<DutyReport> {
    let app = &caller.app;
    in_sight(app.db.reader(), sight, official_id).await?;
    let text = typed::required("text", &form.text)?;
    if text.chars().count() > REPORT {
        return Err(ApiError::field("text", "too_long"));
    }
    let (now, year) = (app.clock.now(), duty_year(app.clock.today()));
    let tx = app.db.begin().await?;
    store::put_report(&tx, official_id, year, text, (now, caller.account_id)).await?;
    let (subject, detail) = (Subject::new("official", official_id), json!({ "year": year }));
    journal::record(&tx, app.clock.id(), now, caller, "write_duty_report", subject, detail).await?;
    tx.commit().await?;
    get(caller, sight, official_id).await
}

/// A round that is not open yet: from its opening on nothing is collected any more.
async fn collecting(app: &App, round_id: Uuid) -> ApiResult<(rating_round::Model, i32)> {
    let round = rating::store::round(app.db.reader(), round_id).await?.ok_or_else(ApiError::not_found)?;
    let state: RoundState = round.state.parse().map_err(ApiError::internal)?;
    if !matches!(state, RoundState::Draft | RoundState::Preparing | RoundState::Ready) {
        return Err(ApiError::conflict("reports_frozen"));
    }
    let year = duty_year(round.opens_on);
    Ok((round, year))
}

/// Who has not reported yet.
pub(super) async fn missing(
    caller: &Caller,
    round_id: Uuid,
    limit: Option<u32>,
    cursor: Option<&str>,
) -> ApiResult<MissingReports> {
    let app = &caller.app;
    let db = app.db.reader();
    let (round, year) = collecting(app, round_id).await?;
    let limit = page::limit(limit);
    let after: Option<String> = page::cursor(cursor)?;
    let ids = store::missing(db, round.id, year, after.as_deref(), limit + 1).await?;
    let mut officials = roster::service::official_refs(db, ids.clone()).await?;
    let mut items: Vec<_> = ids.iter().filter_map(|id| officials.remove(id)).collect();
    let next_cursor = page::next(&mut items, limit, |official| official.number.clone());
    Ok(MissingReports {
        year,
        officials: store::rated(db, round.id).await?,
        missing: store::count_missing(db, round.id, year).await?,
        items,
        next_cursor,
    })
}

/// Mails those who have not reported, once a day each.
pub(super) async fn remind(caller: &Caller, round_id: Uuid) -> ApiResult<RemindedReports> {
    let app = &caller.app;
    let db = app.db.reader();
    let (round, year) = collecting(app, round_id).await?;
    let mut told = RemindedReports { missing: store::count_missing(db, round.id, year).await?, mailed: 0 };
    let mut after: Option<String> = None;
    loop {
        let ids = store::missing(db, round.id, year, after.as_deref(), AT_ONCE).await?;
        let Some(last) = ids.last().copied() else { break };
        let Some(last) = roster::service::official_ref(db, last).await? else { break };
        after = Some(last.number);
        let mails = identity::people::mails_of_officials(db, app, ids).await?;
        told.mailed += mails.len() as u64;
        send(app, &round, year, mails).await?;
    }
    let tx = app.db.begin().await?;
    let detail = json!({ "missing": told.missing, "mailed": told.mailed });
    record(&tx, caller, "remind_duty_reports", round.id, detail).await?;
    tx.commit().await?;
    Ok(told)
}

async fn send(
    app: &App,
    round: &rating_round::Model,
    year: i32,
    mails: HashMap<Uuid, String>,
) -> ApiResult<()> {
    let lang = Lang::default();
    let (year, opens, url) =
        (year.to_string(), round.opens_on.to_string(), format!("{}/app/mine/duty-report", app.public_url()));
    let params = [
        ("round", round.name.as_str()),
        ("year", year.as_str()),
        ("opens", opens.as_str()),
        ("url", url.as_str()),
    ];
    let (subject, body) =
        (lang.text("mail.duty_report.subject", &params), lang.text("mail.duty_report.body", &params));
    let today = app.clock.today();
    let tx = app.db.begin().await?;
    for (official, to) in mails {
        let mail = Mail { to, subject: subject.clone(), body: body.clone() };
        let key = format!("duty_report|{}|{today}|{official}", round.id);
        job::enqueue_once(&tx, app, &key, &Work::Mail(mail)).await?;
    }
    Ok(tx.commit().await?)
}

/// Keeps the reports of a round's officials as they stand. Refused while reports are missing, unless exactly so many
/// were said to be; `None` asks nobody.
pub async fn freeze(
    tx: &impl ConnectionTrait,
    round: &rating_round::Model,
    agreed: Option<u64>,
) -> ApiResult<()> {
    let missing = store::freeze(tx, round.id, duty_year(round.opens_on)).await?;
    if agreed.is_some_and(|agreed| agreed != missing) && missing > 0 {
        return Err(ApiError::conflict("reports_missing").with("missing", missing));
    }
    Ok(())
}

/// What a round shows of an official's work.
pub async fn frozen(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    official_id: Uuid,
) -> Result<Option<String>, DbErr> {
    store::frozen(db, round_id, official_id).await
}
