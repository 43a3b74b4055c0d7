//! The frozen roster beside the last real meeting's: who came, who went, who cannot be drawn and why.

use std::collections::{BTreeMap, HashMap};

use domain::audit::pdraw1::{Exclusions, Label, Roster};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::{
    carried,
    comparison::{ExcludedPerson, MeetingRef, RosterChange, RosterDiff},
    prepare::SEALED_REASON,
    store,
    view::RosterKind,
};
use crate::{
    app::App,
    error::{ApiError, ApiResult},
};
use entity::{audit_exclusion, audit_meeting, audit_roster, official};

/// Compares one whole roster of a meeting, the first when none is named.
pub(super) async fn roster(
    app: &App,
    meeting: &audit_meeting::Model,
    name: Option<&str>,
) -> ApiResult<RosterDiff> {
    let db = app.db.reader();
    let whole = |roster: &audit_roster::Model| roster.kind != RosterKind::Households.word();
    let mut rosters = store::rosters(db, meeting.id).await?.into_iter().filter(whole);
    let now = match name {
        Some(name) => rosters.find(|roster| roster.name == name),
        None => rosters.next(),
    };
    let now = now.ok_or_else(ApiError::not_found)?;
    let before = match carried::last_meeting(db, meeting.id).await? {
        Some(last) => store::roster(db, last.id, &now.name).await?.filter(whole).map(|roster| (last, roster)),
        None => None,
    };
    let here = parse(&now)?;
    let out = Exclusions::parse(&meeting.exclusions).map_err(anyhow::Error::from)?;
    let reasons = reasons(app, meeting).await?;
    let Some((last, roster)) = before else {
        let excluded = here.rows().iter().filter_map(|row| excluded(&row.label, &here, &out, &reasons, None));
        return Ok(RosterDiff {
            roster: now.name,
            since: None,
            came: Vec::new(),
            went: Vec::new(),
            changed: Vec::new(),
            excluded: excluded.collect(),
            readmitted: Vec::new(),
        });
    };
    let there = parse(&roster)?;
    let out_before = Exclusions::parse(&last.exclusions).map_err(anyhow::Error::from)?;
    let came = here.rows().iter().filter(|row| there.get(row.label.as_str()).is_none());
    let went: Vec<_> = there.rows().iter().filter(|row| here.get(row.label.as_str()).is_none()).collect();
    let why = why_gone(db, went.iter().map(|row| row.label.as_str())).await?;
    let changed = here.rows().iter().filter_map(|row| {
        let old = there.get(row.label.as_str())?;
        // A weight may differ without anybody having become somebody else.
        let same = old.fields.iter().take(2).eq(row.fields.iter().take(2));
        (!same)
            .then(|| RosterChange { before: Some(old.fields.join("，")), ..change(&row.label, &row.fields) })
    });
    let readmitted = here.rows().iter().filter(|row| !out.contains(&row.label));
    Ok(RosterDiff {
        roster: now.name,
        since: Some(MeetingRef { id: last.id, code: last.code, title: last.title, meets_on: last.meets_on }),
        came: came.map(|row| change(&row.label, &row.fields)).collect(),
        changed: changed.collect(),
        excluded: here
            .rows()
            .iter()
            .filter_map(|row| excluded(&row.label, &here, &out, &reasons, Some(&out_before)))
            .collect(),
        readmitted: readmitted
            .filter_map(|row| excluded(&row.label, &here, &out_before, &HashMap::new(), Some(&out_before)))
            .collect(),
        went: went
            .into_iter()
            .map(|row| RosterChange {
                why: Some(why.get(row.label.as_str()).copied().unwrap_or("gone").to_owned()),
                ..change(&row.label, &row.fields)
            })
            .collect(),
    })
}

fn parse(roster: &audit_roster::Model) -> anyhow::Result<Roster> {
    Ok(Roster::parse(&roster.name, &roster.body)?)
}

fn change(label: &Label, fields: &[String]) -> RosterChange {
    RosterChange {
        label: label.to_string(),
        name: fields.get(1).cloned().unwrap_or_default(),
        stratum: fields.first().cloned().unwrap_or_default(),
        before: None,
        why: None,
    }
}

/// Somebody as an exclusions' file names him; none when it does not.
fn excluded(
    label: &Label,
    roster: &Roster,
    out: &Exclusions,
    reasons: &HashMap<String, String>,
    before: Option<&Exclusions>,
) -> Option<ExcludedPerson> {
    let code = out.code(label)?;
    let fields = &roster.get(label.as_str())?.fields;
    let RosterChange { label: number, name, stratum, .. } = change(label, fields);
    Some(ExcludedPerson {
        name,
        stratum,
        reason_code: code.to_owned(),
        reason: reasons.get(&number).cloned(),
        before: before.is_some_and(|before| before.contains(label)),
        label: number,
    })
}

/// What the host wrote beside the codes.
pub(super) async fn reasons(app: &App, meeting: &audit_meeting::Model) -> ApiResult<HashMap<String, String>> {
    let rows = audit_exclusion::Entity::find()
        .filter(audit_exclusion::Column::MeetingId.eq(meeting.id))
        .filter(audit_exclusion::Column::Reason.is_not_null())
        .all(app.db.reader())
        .await?;
    let mut reasons = HashMap::with_capacity(rows.len());
    for row in rows {
        if let Some(reason) = &row.reason {
            reasons.insert(row.label, app.keyring.open(SEALED_REASON, reason)?);
        }
    }
    Ok(reasons)
}

/// Why those who went stand on no roster any more, as far as the county knows.
async fn why_gone<'a>(
    db: &impl ConnectionTrait,
    labels: impl Iterator<Item = &'a str>,
) -> Result<BTreeMap<String, &'static str>, DbErr> {
    let labels: Vec<&str> = labels.collect();
    let mut why = BTreeMap::new();
    for chunk in labels.chunks(500) {
        let rows: Vec<(String, String, Option<String>)> = official::Entity::find()
            .select_only()
            .columns([official::Column::Number, official::Column::State, official::Column::Exempt])
            .filter(official::Column::Number.is_in(chunk.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        for (number, state, exempt) in rows {
            if state != "active" {
                why.insert(number, "left");
            } else if exempt.is_some() {
                why.insert(number, "exempt");
            }
        }
    }
    Ok(why)
}
