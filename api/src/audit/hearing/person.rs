//! Who is heard: somebody drawn, or an official called by name.

use chrono::{DateTime, Utc};
use domain::audit::pdraw1::StepCall;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{store, word::HeardKind};
use crate::{
    audit::{carried, snapshot},
    error::{ApiError, ApiResult},
};
use entity::{draw_round, meeting_named};

/// Somebody who is heard at a meeting.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) label: String,
    pub(super) kind: HeardKind,
    /// Of an official: his id.
    pub(super) official_id: Option<Uuid>,
    /// Of a household: the number of its official.
    pub(super) official: Option<String>,
    /// When he was drawn or called: work entered later is no part of his record.
    pub(super) since: DateTime<Utc>,
}

/// Whoever was drawn in these rounds, answers first, or was called by name under this label; 404 for anybody else.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
    rounds: &[draw_round::Model],
    label: &str,
) -> ApiResult<Person> {
    let official_id = store::officials(db, &[label.to_owned()]).await?.remove(label);
    for round in rounds {
        if let Some(since) = round.revealed_at
            && snapshot::labels(round)?.iter().any(|drawn| drawn == label)
        {
            return Ok(drawn(round, label, official_id, since));
        }
    }
    if let Some(since) = carried::since(db, meeting_id, label).await? {
        let kind = if official_id.is_some() { HeardKind::Official } else { HeardKind::Other };
        return Ok(Person { label: label.to_owned(), kind, official_id, official: None, since });
    }
    let named = store::named_one(db, meeting_id, label).await?.ok_or_else(ApiError::not_found)?;
    Ok(called(&named))
}

/// Somebody whom a round drew. A round of `STEP/KEY` draws households of the official KEY.
pub(super) fn drawn(
    round: &draw_round::Model,
    label: &str,
    official_id: Option<Uuid>,
    since: DateTime<Utc>,
) -> Person {
    let official = StepCall::parse(&round.step).key;
    let kind = match (&official, official_id) {
        (Some(_), _) => HeardKind::Household,
        (None, Some(_)) => HeardKind::Official,
        (None, None) => HeardKind::Other,
    };
    Person { label: label.to_owned(), kind, official_id, official, since }
}

/// Somebody who answers first, as far as calls and answers need to know him.
pub(super) fn first(label: &str) -> Person {
    let (kind, since) = (HeardKind::Official, DateTime::UNIX_EPOCH);
    Person { label: label.to_owned(), kind, official_id: None, official: None, since }
}

/// An official called by name.
pub(super) fn called(named: &meeting_named::Model) -> Person {
    Person {
        label: named.label.clone(),
        kind: HeardKind::Official,
        official_id: Some(named.official_id),
        official: None,
        since: named.called_at,
    }
}
