//! What a draw at a desk does.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::audit::pdraw1::{
    Announced, Announcement, Bundle, BundleRound, Dice6, Digest, Draft, Exclusions, Locked, Opening,
    Recusals, Roster, StepCall,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::view::{DeskDraw, DeskPair, DeskPurpose, DeskRoster, DeskState, DeskTyping};
use crate::{
    audit::refusal,
    caller::Caller,
    error::{ApiError, ApiResult},
    follow_up, inspection,
    journal::{self, Subject},
    rating, spot_check, version,
};
use entity::desk_draw::{Column, Entity, Model};

/// The one step of a draw at a desk.
pub const STEP: &str = "s1";
const ANNOUNCED: &str = "announced";
const LOCKED: &str = "locked";
const DRAWN: &str = "drawn";

/// What is frozen and published.
#[derive(Debug)]
pub struct NewDraw<'a> {
    pub purpose: DeskPurpose,
    pub subject_id: Uuid,
    /// Protocol id.
    pub code: String,
    /// In the order of use.
    pub rosters: Vec<Roster>,
    /// Exactly when the plan has `pair=`.
    pub recusals: Option<Recusals>,
    /// Opening sources as typed, joined by commas.
    pub sources: &'a str,
    /// Tip of the notary's chain of codes.
    pub otc_tip: &'a str,
    /// Of the step [`STEP`].
    pub plan: String,
    /// Who stands behind a label, for the program alone.
    pub people: BTreeMap<String, Uuid>,
}

/// What the first of two people typed.
#[derive(Debug, Deserialize, Serialize)]
struct Typed {
    by: Uuid,
    opening: String,
    dice: String,
}

/// Checks and publishes a draw.
pub async fn announce(tx: &impl ConnectionTrait, caller: &Caller, new: NewDraw<'_>) -> ApiResult<Model> {
    let clock = &caller.app.clock;
    let row = frozen(new, clock.id(), caller.account_id, clock.now())?;
    Entity::insert(row.clone().into_active_model()).exec_without_returning(tx).await?;
    let detail = json!({ "code": row.code, "announcement": row.announcement_hash });
    record(tx, caller, "announce_desk_draw", row.id, detail).await?;
    Ok(row)
}

/// A draw as it is announced.
pub fn frozen(new: NewDraw<'_>, id: Uuid, by: Uuid, at: DateTime<Utc>) -> ApiResult<Model> {
    let sources: Vec<String> = new.sources.split([',', ';']).map(|name| name.trim().to_owned()).collect();
    let otc_tip = Digest::from_hex(new.otc_tip.trim()).ok_or_else(|| ApiError::field("otc_tip", "hex64"))?;
    let exclusions = Exclusions::default();
    let lines: Vec<_> = new.rosters.iter().map(Roster::line).collect();
    let draft = Draft {
        id: &new.code,
        rosters: &lines,
        exclusions: &exclusions,
        recusals: new.recusals.as_ref(),
        sources: &sources,
        otc_tip,
        plan: &new.plan,
    };
    let announcement = Announcement::build(&draft).map_err(|error| refusal::draw(&error, "sources"))?;
    let texts: BTreeMap<String, String> =
        new.rosters.iter().map(|roster| (roster.name().to_owned(), roster.text().to_owned())).collect();
    let recusals = new.recusals.map(|recusals| recusals.text().to_owned());
    let row = Model {
        id,
        code: new.code,
        purpose: new.purpose.word().to_owned(),
        subject_id: new.subject_id,
        state: ANNOUNCED.to_owned(),
        rosters: serde_json::to_string(&texts).map_err(ApiError::internal)?,
        recusals,
        announcement: announcement.text().to_owned(),
        announcement_hash: announcement.hash().hex(),
        typed: None,
        opening: None,
        dice: None,
        lock_hash: None,
        bundle: None,
        people: serde_json::to_string(&new.people).map_err(ApiError::internal)?,
        announced_by: by,
        announced_at: at,
        drawn_at: None,
        version: 1,
    };
    announced(&row)?;
    Ok(row)
}

/// The draw with its values and dice, on which two people agreed: nothing about it changes any more.
pub fn fixed(before: &Model, opening: String, dice: String) -> ApiResult<Model> {
    let mut after = Model {
        version: before.version + 1,
        typed: None,
        opening: Some(opening),
        dice: Some(dice),
        state: LOCKED.to_owned(),
        ..before.clone()
    };
    after.lock_hash = Some(locked(&after)?.lock().hex());
    Ok(after)
}

/// What the code of the notary's envelope decides, and the bundle that says so.
pub fn decided(before: &Model, otc: &str, at: DateTime<Utc>) -> ApiResult<(Model, BundleRound)> {
    let revealed = locked(before)?.reveal(otc).map_err(|error| refusal::draw(&error, "otc"))?;
    let round = BundleRound::of(&revealed);
    let bundle = Bundle {
        protocol: Bundle::PROTOCOL.to_owned(),
        announcement: before.announcement.clone(),
        rosters: serde_json::from_str(&before.rosters).map_err(ApiError::internal)?,
        exclusions: String::new(),
        recusals: before.recusals.clone(),
        opening: before.opening.clone().unwrap_or_default(),
        rounds: vec![round.clone()],
    };
    let after = Model {
        version: before.version + 1,
        state: DRAWN.to_owned(),
        bundle: Some(serde_json::to_string(&bundle).map_err(ApiError::internal)?),
        drawn_at: Some(at),
        ..before.clone()
    };
    Ok((after, round))
}

/// The published state, rebuilt and checked.
fn announced(row: &Model) -> ApiResult<Announced> {
    let rosters: BTreeMap<String, String> = serde_json::from_str(&row.rosters).map_err(ApiError::internal)?;
    let announcement = Announcement::parse(&row.announcement).map_err(anyhow::Error::from)?;
    Announced::check(announcement, &rosters, "", row.recusals.as_deref())
        .map_err(|error| refusal::draw(&error, "sources"))
}

/// The draw, locked again from what is stored.
fn locked(row: &Model) -> ApiResult<Locked> {
    let announced = announced(row)?;
    let sources = announced.announcement().sources.clone();
    let opening = row.opening.as_deref().unwrap_or_default();
    let opening = Opening::parse(&sources, opening).map_err(anyhow::Error::from)?;
    let dice = row.dice.as_deref().and_then(Dice6::parse);
    let dice = dice.ok_or_else(|| ApiError::internal(anyhow::anyhow!("stored dice are malformed")))?;
    let locked = announced.open(opening).lock(StepCall::parse(STEP), dice).map_err(anyhow::Error::from)?;
    if row.lock_hash.as_deref().is_some_and(|stored| stored != locked.lock().hex()) {
        return Err(ApiError::internal(anyhow::anyhow!("the stored lock of {} was altered", row.code)));
    }
    Ok(locked)
}

/// One draw.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(db).await
}

/// The draws of a subject, the newest first.
pub async fn of_subject(db: &impl ConnectionTrait, subject_id: Uuid) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::SubjectId.eq(subject_id))
        .order_by_desc(Column::AnnouncedAt)
        .order_by_desc(Column::Code)
        .all(db)
        .await
}

/// Whether a draw is over and came to nothing.
pub fn is_void(row: &Model) -> ApiResult<bool> {
    Ok(round(row)?.is_some_and(|round| round.void.is_some()))
}

/// Who stands behind the labels.
pub fn people(row: &Model) -> ApiResult<BTreeMap<String, Uuid>> {
    serde_json::from_str(&row.people).map_err(ApiError::internal)
}

/// The round of the published bundle.
fn round(row: &Model) -> ApiResult<Option<BundleRound>> {
    let Some(bundle) = &row.bundle else { return Ok(None) };
    let mut bundle = Bundle::parse(bundle.as_bytes()).map_err(anyhow::Error::from)?;
    Ok(bundle.rounds.pop())
}

/// One person types the public values and the dice. When a second, different person has typed the same, the draw is
/// locked; when it differs, both type again.
pub async fn type_values(caller: &Caller, id: Uuid, form: DeskTyping) -> ApiResult<Model> {
    let app = &caller.app;
    let tx = app.db.begin().await?;
    let before = find(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    if before.state != ANNOUNCED {
        return Err(ApiError::conflict("desk_draw_state"));
    }
    let announced = announced(&before)?;
    let sources = announced.announcement().sources.clone();
    let values: Vec<(&str, &str)> =
        form.values.iter().map(|value| (value.source.trim(), value.value.trim())).collect();
    let opening = Opening::build(&sources, &values).map_err(|error| refusal::draw(&error, "values"))?.text();
    let dice = Dice6::parse(form.dice.trim()).ok_or_else(|| ApiError::field("dice", "dice"))?;
    let mine = Typed { by: caller.account_id, opening, dice: dice.digits().to_owned() };
    let first: Option<Typed> =
        before.typed.as_deref().map(serde_json::from_str).transpose().map_err(ApiError::internal)?;
    let mut after = Model { version: before.version + 1, typed: None, ..before.clone() };
    let mut differ = false;
    match first.filter(|first| first.by != mine.by) {
        Some(first) if (&first.opening, &first.dice) == (&mine.opening, &mine.dice) => {
            after = fixed(&before, mine.opening, mine.dice)?;
            record(&tx, caller, "lock_desk_draw", id, json!({ "lock": after.lock_hash })).await?;
        }
        Some(_) => differ = true,
        None => after.typed = Some(serde_json::to_string(&mine).map_err(ApiError::internal)?),
    }
    replace(&tx, &before, &after).await?;
    tx.commit().await?;
    if differ { Err(ApiError::invalid("dice_mismatch").and_field("dice", "dice_again")) } else { Ok(after) }
}

/// Opens the notary's envelope: the code decides. The same code again answers the same.
pub async fn reveal(caller: &Caller, id: Uuid, otc: &str) -> ApiResult<Model> {
    let app = &caller.app;
    let otc = otc.trim();
    let tx = app.db.begin().await?;
    let before = find(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    if before.state == DRAWN && round(&before)?.is_some_and(|round| round.entropy.ends_with(otc)) {
        return Ok(before);
    }
    if before.state != LOCKED {
        return Err(ApiError::conflict("desk_draw_state"));
    }
    let (after, round) = decided(&before, otc, app.clock.now())?;
    replace(&tx, &before, &after).await?;
    let detail = json!({ "selected": round.selected, "void": round.void });
    record(&tx, caller, "reveal_desk_draw", id, detail).await?;
    match DeskPurpose::of(&after.purpose) {
        Some(DeskPurpose::Investigation) => follow_up::group::drawn(&tx, caller, &after, &round).await?,
        Some(DeskPurpose::SpotCheck) => spot_check::service::drawn(&tx, &after, &round).await?,
        Some(DeskPurpose::Inspection) => inspection::service::drawn(&tx, caller, &after, &round).await?,
        Some(DeskPurpose::Recontact) => rating::recontact::service::drawn(&tx, app, &after, &round).await?,
        None => return Err(ApiError::internal(anyhow::anyhow!("a draw for {}", after.purpose))),
    }
    tx.commit().await?;
    Ok(after)
}

async fn replace(tx: &impl ConnectionTrait, before: &Model, after: &Model) -> ApiResult<()> {
    let over = (before.id, before.version);
    version::replace::<Entity>(tx, [Column::Id, Column::Version], over, after.clone()).await
}

async fn record(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    action: &str,
    id: Uuid,
    detail: serde_json::Value,
) -> ApiResult<()> {
    let clock = &caller.app.clock;
    journal::record(tx, clock.id(), clock.now(), caller, action, Subject::new("desk_draw", id), detail)
        .await?;
    Ok(())
}

/// A draw as it is published.
pub fn show(row: Model) -> ApiResult<DeskDraw> {
    let round = round(&row)?;
    let texts: BTreeMap<String, String> = serde_json::from_str(&row.rosters).map_err(ApiError::internal)?;
    let announcement = Announcement::parse(&row.announcement).map_err(anyhow::Error::from)?;
    let state = match row.state.as_str() {
        ANNOUNCED => DeskState::Announced,
        LOCKED => DeskState::Locked,
        _ => DeskState::Drawn,
    };
    let purpose = DeskPurpose::of(&row.purpose)
        .ok_or_else(|| ApiError::internal(anyhow::anyhow!("a draw for {}", row.purpose)))?;
    let pairs = round.as_ref().and_then(|round| round.pairs.clone()).unwrap_or_default();
    Ok(DeskDraw {
        id: row.id,
        code: row.code,
        purpose,
        state,
        rosters: texts.into_iter().map(|(name, text)| DeskRoster { name, text }).collect(),
        recusals: row.recusals,
        announcement: row.announcement,
        announcement_hash: row.announcement_hash,
        sources: announcement.sources,
        half_typed: row.typed.is_some(),
        opening: row.opening,
        dice: row.dice,
        lock: row.lock_hash,
        void: round.as_ref().and_then(|round| round.void.clone()),
        selected: round.map(|round| round.selected).unwrap_or_default(),
        pairs: pairs.into_iter().map(|(object, inspectors)| DeskPair { object, inspectors }).collect(),
        announced_at: row.announced_at,
        drawn_at: row.drawn_at,
    })
}
