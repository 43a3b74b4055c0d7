//! Queries over flags, and over the visits that the rules compare.

use chrono::{DateTime, Duration, Utc};
use domain::visit::{FlagState, Logged};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, Order,
    QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use uuid::Uuid;

use crate::caller::Sight;
use entity::{flag, sealed::Sealed, visit};

/// Which flags a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct FlagFilter {
    pub kind: Option<&'static str>,
    pub state: Option<&'static str>,
    pub official_id: Option<Uuid>,
}

/// The sort key of the last flag shown.
pub type FlagKey = (DateTime<Utc>, Uuid);

/// Flags are the inspector's and the auditor's, who see the county; what is about himself nobody sees.
fn in_sight(sight: &Sight) -> Condition {
    let which = Condition::all();
    match sight.own_official {
        Some(own) => which.add(flag::Column::OfficialId.ne(own)),
        None => which,
    }
}

pub async fn page(
    db: &impl ConnectionTrait,
    sight: &Sight,
    filter: FlagFilter,
    after: Option<FlagKey>,
    limit: u64,
) -> Result<Vec<flag::Model>, DbErr> {
    use flag::Column::{Id, Kind, OfficialId, RaisedAt, State};
    let equal = [
        filter.kind.map(|kind| Kind.eq(kind)),
        filter.state.map(|state| State.eq(state)),
        filter.official_id.map(|id| OfficialId.eq(id)),
        after.map(|(at, id)| RaisedAt.lt(at).or(RaisedAt.eq(at).and(Id.lt(id)))),
    ];
    let which = equal.into_iter().flatten().fold(in_sight(sight), Condition::add);
    flag::Entity::find().filter(which).order_by_desc(RaisedAt).order_by_desc(Id).limit(limit).all(db).await
}

pub async fn one(db: &impl ConnectionTrait, sight: &Sight, id: Uuid) -> Result<Option<flag::Model>, DbErr> {
    flag::Entity::find_by_id(id).filter(in_sight(sight)).one(db).await
}

/// Rows per statement within PostgreSQL's and SQLite's bounds on values.
const CHUNK: usize = 1_000;

/// Raises flags, each unless the same was raised before.
pub async fn raise(tx: &impl ConnectionTrait, rows: Vec<flag::Model>) -> Result<(), DbErr> {
    for rows in rows.chunks(CHUNK) {
        let rows = rows.iter().cloned().map(|row| row.into_active_model().reset_all());
        flag::Entity::insert_many(rows)
            .on_conflict(OnConflict::column(flag::Column::DedupeKey).do_nothing().to_owned())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Writes what an inspector found. False when somebody has done so before.
pub async fn note(
    tx: &impl ConnectionTrait,
    id: Uuid,
    note: Sealed,
    by: Uuid,
    at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    use flag::Column::{Id, Note, SeenAt, SeenBy, State};
    let noted = flag::Entity::update_many()
        .col_expr(Note, Expr::value(note.0))
        .col_expr(State, Expr::value(FlagState::Seen.as_str()))
        .col_expr(SeenBy, Expr::value(by))
        .col_expr(SeenAt, Expr::value(at))
        .filter(Id.eq(id))
        .filter(State.eq(FlagState::Open.as_str()))
        .exec(tx)
        .await?;
    Ok(noted.rows_affected == 1)
}

pub async fn visits_by_id(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<Vec<visit::Model>, DbErr> {
    use visit::Column::{ClaimedAt, Id};
    visit::Entity::find().filter(Id.is_in(ids)).order_by_asc(ClaimedAt).order_by_asc(Id).all(db).await
}

/// The visits since a moment of which the household says that they did not happen.
pub async fn denied_since(
    db: &impl ConnectionTrait,
    since: DateTime<Utc>,
) -> Result<Vec<visit::Model>, DbErr> {
    use visit::Column::{ClaimedAt, Confirmation, Id};
    visit::Entity::find()
        .filter(ClaimedAt.gte(since))
        .filter(Confirmation.eq("denied"))
        .order_by_asc(ClaimedAt)
        .order_by_asc(Id)
        .all(db)
        .await
}

/// The visits of an official around a moment, by the times he claims.
pub async fn logged_around(
    db: &impl ConnectionTrait,
    official_id: Uuid,
    about: DateTime<Utc>,
    within: Duration,
    which: Condition,
) -> Result<Vec<Logged>, DbErr> {
    use visit::Column::{ClaimedAt, HouseholdId, Id, OfficialId};
    let rows: Vec<(Uuid, Uuid, DateTime<Utc>)> = visit::Entity::find()
        .select_only()
        .column(Id)
        .column(HouseholdId)
        .column(ClaimedAt)
        .filter(OfficialId.eq(official_id))
        .filter(ClaimedAt.between(about - within, about + within))
        .filter(which)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(id, household_id, at)| Logged { id, household_id, at }).collect())
}

/// Visits that carry one of these texts.
pub fn saying(indexes: &[&Vec<u8>]) -> Condition {
    use visit::Column::{NoteIndex, OpinionIndex};
    let mut which = Condition::any();
    for index in indexes {
        which = which.add(NoteIndex.eq((*index).clone())).add(OpinionIndex.eq((*index).clone()));
    }
    which
}

/// The official's saves with a position nearest before and nearest after a visit, as far as their clock is believed.
pub async fn neighbours(
    db: &impl ConnectionTrait,
    row: &visit::Model,
    saved_at: DateTime<Utc>,
    within: Duration,
) -> Result<Vec<visit::Model>, DbErr> {
    use visit::Column::{HeldBack, Id, Latitude, OfficialId, SavedAt};
    let mut found = Vec::new();
    let sides = [
        (SavedAt.between(saved_at - within, saved_at), Order::Desc),
        (SavedAt.gt(saved_at).and(SavedAt.lte(saved_at + within)), Order::Asc),
    ];
    for (side, order) in sides {
        let nearest = visit::Entity::find()
            .filter(OfficialId.eq(row.official_id))
            .filter(Id.ne(row.id))
            .filter(Latitude.is_not_null())
            .filter(HeldBack.is_null().or(HeldBack.ne("clock")))
            .filter(side)
            .order_by(SavedAt, order)
            .one(db)
            .await?;
        found.extend(nearest);
    }
    Ok(found)
}
