//! A draft as it was typed, so that preparing it again can start from it.

use anyhow::Context;
use domain::audit::pdraw1::Roster;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{
    compare,
    form::{ExclusionForm, InspectorRecusal, MeetingForm, RosterForm, RosterRow},
    store,
    view::{MeetingState, RosterKind, Stratum},
};
use crate::{
    app::App,
    error::{ApiError, ApiResult},
};
use entity::{audit_exclusion, audit_meeting, audit_roster};

/// The form that prepares this draft again; 409 once it is announced.
pub(super) async fn form(app: &App, meeting: audit_meeting::Model) -> ApiResult<MeetingForm> {
    if meeting.state != MeetingState::Draft.word() {
        return Err(ApiError::conflict("already_announced"));
    }
    let rosters = store::rosters(app.db.reader(), meeting.id).await?;
    let rosters = rosters.iter().map(roster).collect::<anyhow::Result<Vec<_>>>()?;
    let officials = rosters.iter().find_map(|roster| roster.stratum);
    Ok(MeetingForm {
        exclusions: exclusions(app, &meeting).await?,
        recusals: recusals(meeting.recusals.as_deref())?,
        agenda: serde_json::from_str(&meeting.agenda).context("a stored agenda is malformed")?,
        code: meeting.code,
        title: meeting.title,
        place: meeting.place,
        meets_on: meeting.meets_on,
        rehearsal: meeting.rehearsal,
        rosters,
        plan: meeting.plan,
        sources: meeting.sources,
        otc_tip: meeting.otc_tip,
        stratum: officials.unwrap_or(Stratum::Township),
    })
}

fn roster(stored: &audit_roster::Model) -> anyhow::Result<RosterForm> {
    let kind = RosterKind::read(&stored.kind)?;
    // The file of a split roster is an index of its parts, and its rows are the county's.
    let whole = match kind {
        RosterKind::Households => None,
        RosterKind::Officials | RosterKind::List => Some(Roster::parse(&stored.name, &stored.body)?),
    };
    let frozen = whole.as_ref().map_or(&[][..], Roster::rows);
    let typed = if kind == RosterKind::List { frozen } else { &[] };
    Ok(RosterForm {
        name: stored.name.clone(),
        kind,
        stratum: stored.stratum.as_deref().and_then(Stratum::read),
        weighted: kind == RosterKind::Officials && frozen.iter().any(|row| row.fields.len() > 2),
        rows: typed
            .iter()
            .map(|row| RosterRow { label: row.label.to_string(), fields: row.fields.clone() })
            .collect(),
    })
}

async fn exclusions(app: &App, meeting: &audit_meeting::Model) -> ApiResult<Vec<ExclusionForm>> {
    let rows = audit_exclusion::Entity::find()
        .filter(audit_exclusion::Column::MeetingId.eq(meeting.id))
        .order_by_asc(audit_exclusion::Column::Label)
        .all(app.db.reader())
        .await?;
    let mut reasons = compare::reasons(app, meeting).await?;
    let typed = rows.into_iter().map(|row| ExclusionForm {
        reason: reasons.remove(&row.label),
        number: row.label,
        reason_code: row.code,
    });
    Ok(typed.collect())
}

fn recusals(stored: Option<&str>) -> anyhow::Result<Vec<InspectorRecusal>> {
    let lines = stored.unwrap_or_default().lines().map(|line| {
        let (object, inspector) = line.split_once('|').context("stored recusals are malformed")?;
        Ok(InspectorRecusal { object: object.to_owned(), inspector: inspector.to_owned() })
    });
    lines.collect()
}
