//! Queries over assignments. Who may see them sees the whole county; so there is no row scope here.

use chrono::{DateTime, Utc};
use domain::link::AssignmentState;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{caller::Sight, db::Database, sight};
use entity::{
    assignment::{Column, Entity, Model},
    assignment_move, assignment_official, assignment_overflow, grid, household,
};

/// The path of the township in which a grid lies: the first two codes.
pub fn township_path(path: &str) -> Option<&str> {
    let mut slashes = path.match_indices('/').map(|(at, _)| at);
    slashes.next()?;
    Some(&path[..slashes.next().unwrap_or(path.len())])
}

pub async fn page(
    db: &impl ConnectionTrait,
    _: &Sight,
    state: Option<AssignmentState>,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let mut which = Condition::all();
    if let Some(state) = state {
        which = which.add(Column::State.eq(state.as_str()));
    }
    if let Some(before) = before {
        which = which.add(Column::Id.lt(before));
    }
    Entity::find().filter(which).order_by_desc(Column::Id).limit(limit).all(db).await
}

pub async fn find(db: &impl ConnectionTrait, _: &Sight, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(db).await
}

/// Holds an assignment's row to the end of the transaction.
pub async fn hold(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).lock_exclusive().one(tx).await
}

/// An assignment that waits for the solver.
pub async fn computing(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).filter(Column::State.eq(AssignmentState::Computing.as_str())).one(db).await
}

/// Says how far it is. False when it is not being computed any more.
pub async fn advance(tx: &impl ConnectionTrait, id: Uuid, percent: i32) -> Result<bool, DbErr> {
    let still = Entity::update_many()
        .col_expr(Column::Progress, Expr::value(percent))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(AssignmentState::Computing.as_str()))
        .exec(tx)
        .await?;
    Ok(still.rows_affected == 1)
}

/// The solver's work is done. False when it was withdrawn meanwhile.
pub async fn draft(tx: &impl ConnectionTrait, id: Uuid, figures: &str, took_ms: i32) -> Result<bool, DbErr> {
    let drafted = Entity::update_many()
        .col_expr(Column::State, Expr::value(AssignmentState::Draft.as_str()))
        .col_expr(Column::Progress, Expr::value(100))
        .col_expr(Column::Figures, Expr::value(figures))
        .col_expr(Column::TookMs, Expr::value(took_ms))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(AssignmentState::Computing.as_str()))
        .exec(tx)
        .await?;
    Ok(drafted.rows_affected == 1)
}

/// It cannot be computed.
pub async fn fail(
    tx: &impl ConnectionTrait,
    id: Uuid,
    failure: &str,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(AssignmentState::Failed.as_str()))
        .col_expr(Column::Failure, Expr::value(failure))
        .col_expr(Column::EndedAt, Expr::value(at))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(AssignmentState::Computing.as_str()))
        .exec(tx)
        .await
        .map(drop)
}

/// Writes rows a bite at a time, each in a transaction of its own.
pub async fn write<A>(db: &Database, rows: Vec<A>, bite: usize) -> Result<(), DbErr>
where
    A: ActiveModelTrait + Send,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let tx = db.begin().await?;
        A::Entity::insert_many(rows.by_ref().take(bite)).exec_without_returning(&tx).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Forgets the rows of an assignment that did not become a draft.
pub async fn forget(db: &Database, id: Uuid) -> Result<(), DbErr> {
    let tx = db.begin().await?;
    assignment_move::Entity::delete_many()
        .filter(assignment_move::Column::AssignmentId.eq(id))
        .exec(&tx)
        .await?;
    assignment_overflow::Entity::delete_many()
        .filter(assignment_overflow::Column::AssignmentId.eq(id))
        .exec(&tx)
        .await?;
    assignment_official::Entity::delete_many()
        .filter(assignment_official::Column::AssignmentId.eq(id))
        .exec(&tx)
        .await?;
    tx.commit().await
}

/// Which moves a list shows.
#[derive(Debug, Default)]
pub struct MoveFilter {
    /// Households that lie in this grid, by its path.
    pub path: Option<String>,
    /// Who gives or takes.
    pub official_id: Option<Uuid>,
    pub by_hand: bool,
    pub left_out: bool,
}

pub async fn moves(
    db: &impl ConnectionTrait,
    assignment_id: Uuid,
    filter: MoveFilter,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<assignment_move::Model>, DbErr> {
    use assignment_move::Column::{
        AssignmentId, ChangedBy, FromOfficialId, HouseholdId, Id, LeftOut, ToOfficialId,
    };
    let mut which = Condition::all().add(AssignmentId.eq(assignment_id));
    if let Some(path) = &filter.path {
        which = which.add(HouseholdId.in_subquery(sight::households_below(path)));
    }
    if let Some(official) = filter.official_id {
        which = which.add(Condition::any().add(FromOfficialId.eq(official)).add(ToOfficialId.eq(official)));
    }
    if filter.by_hand {
        which = which.add(ChangedBy.is_not_null());
    }
    if filter.left_out {
        which = which.add(LeftOut.is_not_null());
    }
    if let Some(after) = after {
        which = which.add(Id.gt(after));
    }
    assignment_move::Entity::find().filter(which).order_by_asc(Id).limit(limit).all(db).await
}

pub async fn overflow(
    db: &impl ConnectionTrait,
    assignment_id: Uuid,
    path: Option<&str>,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<assignment_overflow::Model>, DbErr> {
    use assignment_overflow::Column::{AssignmentId, HouseholdId, Id};
    let mut which = Condition::all().add(AssignmentId.eq(assignment_id));
    if let Some(path) = path {
        which = which.add(HouseholdId.in_subquery(sight::households_below(path)));
    }
    if let Some(after) = after {
        which = which.add(Id.gt(after));
    }
    assignment_overflow::Entity::find().filter(which).order_by_asc(Id).limit(limit).all(db).await
}

pub async fn loads(
    db: &impl ConnectionTrait,
    assignment_id: Uuid,
    township_id: Option<Uuid>,
    after: Option<Uuid>,
    limit: Option<u64>,
) -> Result<Vec<assignment_official::Model>, DbErr> {
    use assignment_official::Column::{AssignmentId, Id, TownshipId};
    let mut which = Condition::all().add(AssignmentId.eq(assignment_id));
    if let Some(township) = township_id {
        which = which.add(TownshipId.eq(township));
    }
    if let Some(after) = after {
        which = which.add(Id.gt(after));
    }
    assignment_official::Entity::find().filter(which).order_by_asc(Id).limit(limit).all(db).await
}

/// What an assignment makes of an official.
pub async fn load_of(
    db: &impl ConnectionTrait,
    assignment_id: Uuid,
    official_id: Uuid,
) -> Result<Option<assignment_official::Model>, DbErr> {
    assignment_official::Entity::find()
        .filter(assignment_official::Column::AssignmentId.eq(assignment_id))
        .filter(assignment_official::Column::OfficialId.eq(official_id))
        .one(db)
        .await
}

/// The move of a household in an assignment.
pub async fn move_of(
    db: &impl ConnectionTrait,
    assignment_id: Uuid,
    household_id: Uuid,
) -> Result<Option<assignment_move::Model>, DbErr> {
    assignment_move::Entity::find()
        .filter(assignment_move::Column::AssignmentId.eq(assignment_id))
        .filter(assignment_move::Column::HouseholdId.eq(household_id))
        .one(db)
        .await
}

/// A household for which nobody was found.
pub async fn overflow_of(
    db: &impl ConnectionTrait,
    assignment_id: Uuid,
    household_id: Uuid,
) -> Result<Option<assignment_overflow::Model>, DbErr> {
    assignment_overflow::Entity::find()
        .filter(assignment_overflow::Column::AssignmentId.eq(assignment_id))
        .filter(assignment_overflow::Column::HouseholdId.eq(household_id))
        .one(db)
        .await
}

/// Whether somebody changed an assignment by hand.
pub async fn has_changed(
    db: &impl ConnectionTrait,
    assignment_id: Uuid,
    account_id: Uuid,
) -> Result<bool, DbErr> {
    let found = assignment_move::Entity::find()
        .filter(assignment_move::Column::AssignmentId.eq(assignment_id))
        .filter(assignment_move::Column::ChangedBy.eq(account_id))
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// Approved assignments with the paths of their grids.
pub async fn approved(db: &impl ConnectionTrait) -> Result<Vec<(Model, Option<grid::Model>)>, DbErr> {
    let rows = Entity::find().filter(Column::State.eq(AssignmentState::Approved.as_str())).all(db).await?;
    let grids = grid::Entity::find()
        .filter(grid::Column::Id.is_in(rows.iter().map(|row| row.grid_id)))
        .all(db)
        .await?;
    let of = |row: &Model| grids.iter().find(|grid| grid.id == row.grid_id).cloned();
    Ok(rows.into_iter().map(|row| (of(&row), row)).map(|(grid, row)| (row, grid)).collect())
}

/// Whether a household lies at or below a path.
pub async fn lies_below(
    db: &impl ConnectionTrait,
    household_id: Uuid,
    path: &str,
) -> Result<Option<household::Model>, DbErr> {
    household::Entity::find_by_id(household_id)
        .filter(sight::households_lying(path))
        .filter(household::Column::State.eq("active"))
        .one(db)
        .await
}
