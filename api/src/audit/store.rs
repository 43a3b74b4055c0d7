//! Queries over meetings, their rosters and rounds.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::caller::{Scope, Sight};
use entity::{audit_meeting, audit_part, audit_roster, blob, draw_outcome, draw_round, draw_typing};

/// Where a meeting stands in a list.
pub(super) type Place = (NaiveDate, Uuid);

/// Meetings of the sight, the newest first.
pub(super) async fn page(
    db: &impl ConnectionTrait,
    sight: &Sight,
    before: Option<Place>,
    limit: u64,
) -> Result<Vec<audit_meeting::Model>, DbErr> {
    let mut query = audit_meeting::Entity::find();
    if !sight.is_county() {
        let seen = sight.scopes().filter_map(|scope| match scope {
            Scope::Meeting { meeting_id } => Some(*meeting_id),
            _ => None,
        });
        query = query.filter(audit_meeting::Column::Id.is_in(seen));
    }
    newest_first(query, before).limit(limit).all(db).await
}

/// Published meetings, the newest first; these are everybody's.
pub(super) async fn published(
    db: &impl ConnectionTrait,
    before: Option<Place>,
    limit: u64,
) -> Result<Vec<audit_meeting::Model>, DbErr> {
    let query = audit_meeting::Entity::find().filter(audit_meeting::Column::Announcement.is_not_null());
    newest_first(query, before).limit(limit).all(db).await
}

fn newest_first(
    query: Select<audit_meeting::Entity>,
    before: Option<Place>,
) -> Select<audit_meeting::Entity> {
    use audit_meeting::Column::{Id, MeetsOn};
    let query = match before {
        None => query,
        Some((day, id)) => query.filter(
            Condition::any().add(MeetsOn.lt(day)).add(Condition::all().add(MeetsOn.eq(day)).add(Id.lt(id))),
        ),
    };
    query.order_by_desc(MeetsOn).order_by_desc(Id)
}

/// A meeting of the sight.
pub(super) async fn seen(
    db: &impl ConnectionTrait,
    sight: &Sight,
    id: Uuid,
) -> Result<Option<audit_meeting::Model>, DbErr> {
    if !sight.includes_meeting(id) {
        return Ok(None);
    }
    audit_meeting::Entity::find_by_id(id).one(db).await
}

/// A published meeting.
pub(super) async fn published_one(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<audit_meeting::Model>, DbErr> {
    audit_meeting::Entity::find_by_id(id)
        .filter(audit_meeting::Column::Announcement.is_not_null())
        .one(db)
        .await
}

/// The rounds of a meeting in their order.
pub(super) async fn rounds(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
) -> Result<Vec<draw_round::Model>, DbErr> {
    draw_round::Entity::find()
        .filter(draw_round::Column::MeetingId.eq(meeting_id))
        .order_by_asc(draw_round::Column::Number)
        .all(db)
        .await
}

/// The outcomes of rounds, by round, in the order they came.
pub(super) async fn outcomes(
    db: &impl ConnectionTrait,
    rounds: &[draw_round::Model],
) -> Result<HashMap<Uuid, Vec<draw_outcome::Model>>, DbErr> {
    let mut by_round: HashMap<Uuid, Vec<draw_outcome::Model>> = HashMap::new();
    let found = draw_outcome::Entity::find()
        .filter(draw_outcome::Column::DrawRoundId.is_in(rounds.iter().map(|round| round.id)))
        .order_by_asc(draw_outcome::Column::At)
        .order_by_asc(draw_outcome::Column::Label)
        .all(db)
        .await?;
    for outcome in found {
        by_round.entry(outcome.draw_round_id).or_default().push(outcome);
    }
    Ok(by_round)
}

/// A frozen roster.
pub(super) async fn roster(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
    name: &str,
) -> Result<Option<audit_roster::Model>, DbErr> {
    audit_roster::Entity::find()
        .filter(audit_roster::Column::MeetingId.eq(meeting_id))
        .filter(audit_roster::Column::Name.eq(name))
        .one(db)
        .await
}

/// The frozen rosters in the order of use; of a split one its index.
pub(super) async fn rosters(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
) -> Result<Vec<audit_roster::Model>, DbErr> {
    audit_roster::Entity::find()
        .filter(audit_roster::Column::MeetingId.eq(meeting_id))
        .order_by_asc(audit_roster::Column::Position)
        .all(db)
        .await
}

/// What there is to say of a roster without reading it: name, kind, stratum, count, hash, in the order of use.
pub(super) type RosterLine = (String, String, Option<String>, i32, String);

pub(super) async fn roster_lines(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
) -> Result<Vec<RosterLine>, DbErr> {
    use audit_roster::Column::{Count, Hash, Kind, MeetingId, Name, Position, Stratum};
    audit_roster::Entity::find()
        .select_only()
        .columns([Name, Kind, Stratum, Count, Hash])
        .filter(MeetingId.eq(meeting_id))
        .order_by_asc(Position)
        .into_tuple()
        .all(db)
        .await
}

/// One part of a split roster.
pub(super) async fn part(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
    roster: &str,
    key: &str,
) -> Result<Option<audit_part::Model>, DbErr> {
    audit_part::Entity::find()
        .filter(audit_part::Column::MeetingId.eq(meeting_id))
        .filter(audit_part::Column::Roster.eq(roster))
        .filter(audit_part::Column::Key.eq(key))
        .one(db)
        .await
}

/// What was typed for the round to come.
pub(super) async fn typings(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
) -> Result<Vec<draw_typing::Model>, DbErr> {
    draw_typing::Entity::find()
        .filter(draw_typing::Column::MeetingId.eq(meeting_id))
        .order_by_asc(draw_typing::Column::TypedAt)
        .all(db)
        .await
}

/// How many stand on the first roster of these meetings, without reading the rosters.
pub(super) async fn populations(
    db: &impl ConnectionTrait,
    meetings: &[Uuid],
) -> Result<HashMap<Uuid, i32>, DbErr> {
    let counts: Vec<(Uuid, i32)> = audit_roster::Entity::find()
        .select_only()
        .column(audit_roster::Column::MeetingId)
        .column(audit_roster::Column::Count)
        .filter(audit_roster::Column::MeetingId.is_in(meetings.iter().copied()))
        .filter(audit_roster::Column::Position.eq(0))
        .into_tuple()
        .all(db)
        .await?;
    Ok(counts.into_iter().collect())
}

/// What the rounds of these meetings drew of people, as stored; households are drawn by `STEP/NUMBER`.
pub(super) async fn drawn(
    db: &impl ConnectionTrait,
    meetings: &[Uuid],
) -> Result<Vec<(Uuid, Option<String>)>, DbErr> {
    draw_round::Entity::find()
        .select_only()
        .column(draw_round::Column::MeetingId)
        .column(draw_round::Column::Selected)
        .filter(draw_round::Column::MeetingId.is_in(meetings.iter().copied()))
        .filter(draw_round::Column::Step.not_like("%/%"))
        .into_tuple()
        .all(db)
        .await
}

/// Takes the next version of a meeting whatever else has changed, as long as it is where it was: two people may type
/// at the same moment, and the second of them waits here for the first.
pub(super) async fn touch(tx: &impl ConnectionTrait, meeting: &audit_meeting::Model) -> Result<bool, DbErr> {
    let touched = audit_meeting::Entity::update_many()
        .col_expr(audit_meeting::Column::Version, Expr::col(audit_meeting::Column::Version).add(1))
        .filter(audit_meeting::Column::Id.eq(meeting.id))
        .filter(audit_meeting::Column::State.eq(&meeting.state))
        .exec(tx)
        .await?;
    Ok(touched.rows_affected == 1)
}

/// Takes the next version of a meeting: true for the one caller who had seen the last one. Two hosts who press at
/// once meet here.
pub(super) async fn advance(
    tx: &impl ConnectionTrait,
    meeting: &audit_meeting::Model,
) -> Result<bool, DbErr> {
    let advanced = audit_meeting::Entity::update_many()
        .col_expr(audit_meeting::Column::Version, Expr::col(audit_meeting::Column::Version).add(1))
        .filter(audit_meeting::Column::Id.eq(meeting.id))
        .filter(audit_meeting::Column::Version.eq(meeting.version))
        .filter(audit_meeting::Column::State.eq(&meeting.state))
        .exec(tx)
        .await?;
    Ok(advanced.rows_affected == 1)
}

/// Writes down what became of somebody drawn, over what was written before.
pub(super) async fn put_outcome(
    tx: &impl ConnectionTrait,
    outcome: draw_outcome::Model,
) -> Result<(), DbErr> {
    let stored = draw_outcome::Entity::find()
        .filter(draw_outcome::Column::DrawRoundId.eq(outcome.draw_round_id))
        .filter(draw_outcome::Column::Label.eq(&outcome.label))
        .one(tx)
        .await?;
    if let Some(stored) = stored {
        let changed = draw_outcome::ActiveModel {
            id: Set(stored.id),
            outcome: Set(outcome.outcome),
            at: Set(outcome.at),
            ..Default::default()
        };
        return draw_outcome::Entity::update(changed).exec(tx).await.map(drop);
    }
    let row = draw_outcome::ActiveModel {
        id: Set(outcome.id),
        draw_round_id: Set(outcome.draw_round_id),
        label: Set(outcome.label),
        outcome: Set(outcome.outcome),
        at: Set(outcome.at),
    };
    draw_outcome::Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

/// The stored bundle of a closed meeting.
pub(super) async fn bundle(
    db: &impl ConnectionTrait,
    meeting: &audit_meeting::Model,
) -> Result<Option<blob::Model>, DbErr> {
    let Some(id) = meeting.bundle_blob_id else { return Ok(None) };
    blob::Entity::find_by_id(id).one(db).await
}
