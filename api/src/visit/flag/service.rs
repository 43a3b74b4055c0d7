//! Noticing, showing, and what the inspector says to it.

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use domain::visit::{
    COMPARED_WITHIN, FlagKind, FlagState, HeldBack, Logged, MANY_WITHIN, Place, SAME_TEXT_WITHIN, far_apart,
    same_text, too_many,
};
use sea_orm::{Condition, ConnectionTrait};
use serde_json::json;
use uuid::Uuid;

use super::{
    store,
    view::{Flag, FlagDetail, FlagEvidence, FlagNoteForm},
};
use crate::{
    app::App,
    caller::{Caller, Sight},
    clock::{china_day, china_midnight, orderless_id},
    error::{ApiError, ApiResult},
    identity,
    journal::{self, Subject},
    roster, typed, visit,
};
use entity::{flag, visit as row};

/// Column name of what an inspector found.
pub const SEALED_NOTE: &str = "flag.note";
/// Column name of the index over what is said in visits: notes and opinions are compared with each other.
const TEXT_INDEX: &str = "visit.text";

/// The index of a text that is long enough to be compared.
pub fn text_index(app: &App, text: Option<&str>) -> Option<Vec<u8>> {
    let letters = domain::visit::letters(text?)?;
    Some(app.keyring.blind_index(TEXT_INDEX, &letters))
}

/// A flag about to be raised.
#[derive(Clone, Debug)]
pub struct Noticed {
    pub kind: FlagKind,
    pub official_id: Uuid,
    pub household_id: Option<Uuid>,
    /// What it is about, beside its kind; the same is raised once.
    pub about: String,
    pub evidence: FlagEvidence,
}

impl Noticed {
    /// The flag, open.
    pub fn at(self, id: Uuid, at: DateTime<Utc>) -> ApiResult<flag::Model> {
        Ok(flag::Model {
            id,
            kind: self.kind.as_str().to_owned(),
            official_id: self.official_id,
            household_id: self.household_id,
            evidence: serde_json::to_string(&self.evidence).map_err(ApiError::internal)?,
            raised_at: at,
            dedupe_key: format!("{}|{}", self.kind, self.about),
            state: FlagState::Open.as_str().to_owned(),
            note: None,
            seen_by: None,
            seen_at: None,
        })
    }
}

/// Raises what was noticed, each thing once.
pub async fn raise(tx: &impl ConnectionTrait, app: &App, noticed: Vec<Noticed>) -> ApiResult<()> {
    let now = app.clock.now();
    let rows = noticed.into_iter().map(|noticed| noticed.at(app.clock.id(), now));
    Ok(store::raise(tx, rows.collect::<ApiResult<_>>()?).await?)
}

/// The same where the hour is nobody's business: the flag carries its day alone, and an id without a time.
pub async fn raise_of_the_day(tx: &impl ConnectionTrait, app: &App, noticed: Vec<Noticed>) -> ApiResult<()> {
    let day = china_midnight(app.clock.today());
    let rows = noticed.into_iter().map(|noticed| noticed.at(orderless_id(), day));
    Ok(store::raise(tx, rows.collect::<ApiResult<_>>()?).await?)
}

/// A household has said that a visit did not happen.
pub async fn denied(tx: &impl ConnectionTrait, app: &App, visit: &row::Model) -> ApiResult<()> {
    let noticed = Noticed {
        kind: FlagKind::Denied,
        official_id: visit.official_id,
        household_id: Some(visit.household_id),
        about: visit.id.to_string(),
        evidence: FlagEvidence {
            visit_ids: vec![visit.id],
            tag_seen: Some(visit.tag_seen),
            from: Some(visit.claimed_at),
            ..FlagEvidence::default()
        },
    };
    raise(tx, app, vec![noticed]).await
}

/// Raises what households have denied since a moment, where rows came in without being looked at one by one.
pub async fn look_back(tx: &impl ConnectionTrait, app: &App, since: DateTime<Utc>) -> ApiResult<()> {
    for visit in store::denied_since(tx, since).await? {
        denied(tx, app, &visit).await?;
    }
    Ok(())
}

/// Compares a visit that was just logged with the official's others.
pub async fn compare(tx: &impl ConnectionTrait, app: &App, visit: &row::Model) -> ApiResult<()> {
    compare_places(tx, app, visit).await?;
    compare_times(tx, app, visit).await?;
    compare_texts(tx, app, visit).await
}

fn place(visit: &row::Model) -> Option<Place> {
    Some(Place {
        at: visit.saved_at?,
        latitude: visit.latitude?,
        longitude: visit.longitude?,
        accuracy_m: visit.accuracy_m?,
    })
}

/// A place is where the phone was when the visit was saved, whatever time the visit claims. A clock that ran backwards
/// proves nothing about places.
async fn compare_places(tx: &impl ConnectionTrait, app: &App, visit: &row::Model) -> ApiResult<()> {
    let believed = visit.held_back.as_deref() != Some(HeldBack::Clock.as_str());
    let Some(here) = place(visit).filter(|_| believed) else { return Ok(()) };
    for other in store::neighbours(tx, visit, here.at, COMPARED_WITHIN).await? {
        let Some(there) = place(&other) else { continue };
        let Some(apart) = far_apart(&here, &there) else { continue };
        let mut both = [(here.at, visit.id), (there.at, other.id)];
        both.sort_unstable();
        let [(from, first), (to, last)] = both;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "metres on a globe")]
        let metres = apart.metres as u32;
        let noticed = Noticed {
            kind: FlagKind::FarApart,
            official_id: visit.official_id,
            household_id: None,
            about: format!("{}|{}", first.min(last), first.max(last)),
            evidence: FlagEvidence {
                visit_ids: vec![first, last],
                metres: Some(metres),
                seconds: u32::try_from(apart.seconds).ok(),
                from: Some(from),
                to: Some(to),
                ..FlagEvidence::default()
            },
        };
        raise(tx, app, vec![noticed]).await?;
    }
    Ok(())
}

fn of_several(visits: &[Logged]) -> FlagEvidence {
    FlagEvidence {
        visit_ids: visits.iter().map(|visit| visit.id).collect(),
        from: visits.first().map(|visit| visit.at),
        to: visits.last().map(|visit| visit.at),
        ..FlagEvidence::default()
    }
}

/// One flag for an official and a day: the thirty-first visit of the hour is the same matter.
async fn compare_times(tx: &impl ConnectionTrait, app: &App, visit: &row::Model) -> ApiResult<()> {
    let about = visit.claimed_at;
    let around = store::logged_around(tx, visit.official_id, about, MANY_WITHIN, Condition::all()).await?;
    let Some(visits) = too_many(around, about) else { return Ok(()) };
    let noticed = Noticed {
        kind: FlagKind::TooMany,
        official_id: visit.official_id,
        household_id: None,
        about: format!("{}|{}", visit.official_id, china_day(about)),
        evidence: of_several(&visits),
    };
    raise(tx, app, vec![noticed]).await
}

/// One flag for an official and a text.
async fn compare_texts(tx: &impl ConnectionTrait, app: &App, visit: &row::Model) -> ApiResult<()> {
    for index in [&visit.note_index, &visit.opinion_index].into_iter().flatten() {
        let about = visit.claimed_at;
        let which = store::saying(&[index]);
        let around = store::logged_around(tx, visit.official_id, about, SAME_TEXT_WITHIN, which).await?;
        let Some(visits) = same_text(around, about) else { continue };
        let noticed = Noticed {
            kind: FlagKind::SameText,
            official_id: visit.official_id,
            household_id: None,
            about: format!("{}|{}", visit.official_id, HEXLOWER.encode(index)),
            evidence: of_several(&visits),
        };
        raise(tx, app, vec![noticed]).await?;
    }
    Ok(())
}

/// Flags with the names of whom they are about.
pub async fn show(db: &impl ConnectionTrait, app: &App, rows: Vec<flag::Model>) -> ApiResult<Vec<Flag>> {
    let officials =
        roster::service::official_refs(db, rows.iter().map(|row| row.official_id).collect()).await?;
    let households = rows.iter().filter_map(|row| row.household_id).collect();
    let households = roster::service::household_refs(db, households).await?;
    let lookers = rows.iter().filter_map(|row| row.seen_by).collect();
    let lookers = identity::people::names(db, lookers).await?;
    let mut flags = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(official) = officials.get(&row.official_id).cloned() else { continue };
        let kind: FlagKind = row.kind.parse().map_err(anyhow::Error::from)?;
        let state: FlagState = row.state.parse().map_err(anyhow::Error::from)?;
        flags.push(Flag {
            official,
            household: row.household_id.and_then(|id| households.get(&id).cloned()),
            evidence: serde_json::from_str(&row.evidence).map_err(ApiError::internal)?,
            note: row.note.map(|note| app.keyring.open(SEALED_NOTE, &note)).transpose()?,
            seen_by: row.seen_by.and_then(|id| lookers.get(&id).cloned()),
            kind: kind.into(),
            state: state.into(),
            id: row.id,
            raised_at: row.raised_at,
            seen_at: row.seen_at,
        });
    }
    Ok(flags)
}

async fn record(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    action: &str,
    id: Uuid,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let subject = Subject::new("flag", id);
    journal::record(tx, caller.app.clock.id(), now, caller, action, subject, json!({})).await?;
    Ok(())
}

async fn detail_of(db: &impl ConnectionTrait, app: &App, row: flag::Model) -> ApiResult<FlagDetail> {
    let flag = show(db, app, vec![row]).await?.pop().ok_or_else(ApiError::not_found)?;
    let visits = store::visits_by_id(db, flag.evidence.visit_ids.clone()).await?;
    Ok(FlagDetail { flag, visits: visit::service::show(db, app, visits, true).await? })
}

/// A flag with its visits. The visits show what was said at the door, so the look is recorded before it is granted.
pub async fn detail(caller: &Caller, sight: &Sight, id: Uuid) -> ApiResult<FlagDetail> {
    let app = &caller.app;
    let tx = app.db.begin().await?;
    let row = store::one(&tx, sight, id).await?.ok_or_else(ApiError::not_found)?;
    record(&tx, caller, "look_at_flag", id, app.clock.now()).await?;
    let shown = detail_of(&tx, app, row).await?;
    tx.commit().await?;
    Ok(shown)
}

/// The inspector says what he found. Once.
pub async fn note(caller: &Caller, sight: &Sight, id: Uuid, form: FlagNoteForm) -> ApiResult<FlagDetail> {
    let app = &caller.app;
    let note = typed::required("note", &form.note)?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    store::one(&tx, sight, id).await?.ok_or_else(ApiError::not_found)?;
    if !store::note(&tx, id, app.keyring.seal(SEALED_NOTE, &note), caller.account_id, now).await? {
        return Err(ApiError::conflict("flag_noted"));
    }
    record(&tx, caller, "note_flag", id, now).await?;
    let row = store::one(&tx, sight, id).await?.ok_or_else(ApiError::not_found)?;
    let shown = detail_of(&tx, app, row).await?;
    tx.commit().await?;
    Ok(shown)
}
