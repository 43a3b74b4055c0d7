//! Opening a follow-up, on stage or after the meeting.

use chrono::Duration;
use domain::follow_up::{Kind, State, Verb};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    service::{Who, journal, tell},
    store,
    view::FollowUpForm,
};
use crate::{
    caller::{Caller, Sight},
    error::{ApiError, ApiResult},
    link, typed,
};
use entity::follow_up;

/// Nobody pledges on stage for later.
const LONGEST: Duration = Duration::days(366);

/// Opens a follow-up for somebody who was drawn or called by name.
pub(super) async fn open(caller: &Caller, sight: &Sight, form: FollowUpForm) -> ApiResult<follow_up::Model> {
    let app = &caller.app;
    let (kind, today) = (Kind::from(form.kind), app.clock.today());
    let matter = typed::required("matter", &form.matter)?;
    let due_on = typed::day("due_on", form.due_on)?;
    if due_on <= today {
        return Err(ApiError::field("due_on", "past"));
    }
    if due_on > today + LONGEST {
        return Err(ApiError::field("due_on", "out_of_range"));
    }
    let tx = app.db.begin().await?;
    let meeting = store::meeting(&tx, form.meeting_id).await?;
    let meeting =
        meeting.filter(|meeting| sight.includes_meeting(meeting.id)).ok_or_else(ApiError::not_found)?;
    if meeting.rehearsal || !matches!(meeting.state.as_str(), "opened" | "closed") {
        return Err(ApiError::conflict("follow_up_meeting"));
    }
    let label = form.label.trim().to_owned();
    let draw_round_id = match form.round {
        None => None,
        Some(number) => Some(drawn_in(&tx, meeting.id, number, &label).await?),
    };
    let official = store::official(&tx, &label).await?;
    let official = official.ok_or_else(|| ApiError::field("label", "unknown"))?;
    if caller.official_id == Some(official.id) {
        return Err(ApiError::forbidden());
    }
    let household_id = match kind {
        Kind::Rectification => Some(household_of(&tx, &form, official.id).await?),
        Kind::Investigation => None,
    };
    let row = follow_up::Model {
        id: app.clock.id(),
        kind: kind.as_str().to_owned(),
        state: if kind == Kind::Rectification { State::Pledged } else { State::Opened }.as_str().to_owned(),
        meeting_id: meeting.id,
        draw_round_id,
        label,
        official_id: official.id,
        household_id,
        matter,
        due_on,
        opened_by: caller.account_id,
        opened_at: app.clock.now(),
        draw_id: None,
        verdict: None,
        finding: None,
        found_by: None,
        ended_at: None,
        version: 1,
    };
    store::insert(&tx, &row).await?;
    tell(&tx, app, &row, Who::Caller(caller), Verb::Open, None).await?;
    journal(&tx, caller, "open_follow_up", &row).await?;
    tx.commit().await?;
    Ok(row)
}

/// The round that drew him.
async fn drawn_in(tx: &impl ConnectionTrait, meeting_id: Uuid, number: u32, label: &str) -> ApiResult<Uuid> {
    let round = store::round(tx, meeting_id, number).await?;
    let round = round.ok_or_else(|| ApiError::field("round", "unknown"))?;
    let selected: Vec<String> = match &round.selected {
        Some(selected) => serde_json::from_str(selected).map_err(ApiError::internal)?,
        None => Vec::new(),
    };
    if selected.iter().any(|drawn| drawn == label) {
        Ok(round.id)
    } else {
        Err(ApiError::field("label", "not_drawn"))
    }
}

/// The household whose word will end it: one of his.
async fn household_of(tx: &impl ConnectionTrait, form: &FollowUpForm, official_id: Uuid) -> ApiResult<Uuid> {
    let by_code = form.household_code.as_deref().map(str::trim).unwrap_or_default();
    let household = match form.household_id {
        Some(id) => Some(id),
        None => store::household(tx, by_code).await?,
    };
    let household = household.ok_or_else(|| ApiError::field("household_id", "required"))?;
    if link::service::official_of(tx, household).await? == Some(official_id) {
        Ok(household)
    } else {
        Err(ApiError::field("household_id", "not_his"))
    }
}
