//! Queries over pledges. Lists want a sight, or the household whose they are.

use chrono::NaiveDate;
use domain::pledge::State;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Statement,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use uuid::Uuid;

use super::view::PledgeFigures;
use crate::{caller::Sight, sight};
use entity::pledge::{Column, Entity, Model};

/// Which pledges a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct PledgeFilter {
    pub household_id: Option<Uuid>,
    pub official_id: Option<Uuid>,
    pub state: Option<State>,
    /// Only those, or all but those, that are open past their day on this day.
    pub overdue: Option<(bool, NaiveDate)>,
}

/// The sort key of the last pledge shown.
pub type PledgeKey = (NaiveDate, Uuid);

fn overdue(today: NaiveDate) -> Condition {
    Condition::all().add(Column::State.eq(State::Open.as_str())).add(Column::DueOn.lt(today))
}

fn narrowed(sight: &Sight, filter: PledgeFilter) -> Condition {
    let mut which = Condition::all().add(sight.pledges());
    if let Some(household_id) = filter.household_id {
        which = which.add(sight::of_household(Column::HouseholdId, household_id));
    }
    if let Some(official_id) = filter.official_id {
        which = which.add(Column::OfficialId.eq(official_id));
    }
    if let Some(state) = filter.state {
        which = which.add(Column::State.eq(state.as_str()));
    }
    if let Some((wanted, today)) = filter.overdue {
        which = which.add(if wanted { overdue(today) } else { overdue(today).not() });
    }
    which
}

pub async fn page(
    db: &impl ConnectionTrait,
    sight: &Sight,
    filter: PledgeFilter,
    after: Option<PledgeKey>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let mut which = narrowed(sight, filter);
    if let Some((day, id)) = after {
        which = which.add(Column::MadeOn.lt(day).or(Column::MadeOn.eq(day).and(Column::Id.lt(id))));
    }
    newest_first(which, limit).all(db).await
}

fn newest_first(which: Condition, limit: u64) -> sea_orm::Select<Entity> {
    Entity::find().filter(which).order_by_desc(Column::MadeOn).order_by_desc(Column::Id).limit(limit)
}

#[derive(FromQueryResult)]
struct Counted {
    state: String,
    number: i64,
}

/// What the pledges of a list count as on a day, whatever state it is narrowed to.
pub async fn figures(
    db: &impl ConnectionTrait,
    sight: &Sight,
    filter: PledgeFilter,
    today: NaiveDate,
) -> Result<PledgeFigures, DbErr> {
    let all = PledgeFilter { state: None, overdue: None, ..filter };
    let rows = Entity::find()
        .select_only()
        .column(Column::State)
        .column_as(Column::Id.count(), "number")
        .filter(narrowed(sight, all))
        .group_by(Column::State)
        .into_model::<Counted>()
        .all(db)
        .await?;
    let of = |state: State| {
        let row = rows.iter().find(|row| row.state == state.as_str());
        row.map_or(0, |row| u64::try_from(row.number).unwrap_or(0))
    };
    let late = sea_orm::PaginatorTrait::count(
        Entity::find().filter(narrowed(sight, all)).filter(overdue(today)),
        db,
    );
    let late = late.await?;
    Ok(PledgeFigures {
        running: of(State::Open).saturating_sub(late),
        said: of(State::SaidKept),
        kept: of(State::Kept),
        broken: of(State::Broken) + of(State::Disputed) + late,
    })
}

pub async fn one(db: &impl ConnectionTrait, sight: &Sight, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).filter(sight.pledges()).one(db).await
}

/// The pledges to households and to those merged into them, for the households themselves or for whoever serves them now, the newest first.
pub async fn of_households(
    db: &impl ConnectionTrait,
    households: &[Uuid],
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    newest_first(sight::of_households(Column::HouseholdId, households), limit).all(db).await
}

/// One of the pledges that a household's page lists.
pub(super) async fn one_of_household(
    db: &impl ConnectionTrait,
    household_id: Uuid,
    id: Uuid,
) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).filter(sight::of_household(Column::HouseholdId, household_id)).one(db).await
}

/// A row by its id alone, for the rules: to see whether an id is taken. Never to show it.
pub(super) async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(db).await
}

/// Inserts a pledge. False when its id is taken.
pub(super) async fn insert(tx: &impl ConnectionTrait, row: &Model) -> Result<bool, DbErr> {
    let inserted = Entity::insert(row.clone().into_active_model().reset_all())
        .on_conflict(OnConflict::column(Column::Id).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(inserted == 1)
}

/// Writes a changed row over the version it was made from. False when that version is no longer there.
pub(super) async fn replace(tx: &impl ConnectionTrait, version: i32, after: &Model) -> Result<bool, DbErr> {
    let changed = Entity::update_many()
        .set(after.clone().into_active_model().reset_all())
        .filter(Column::Id.eq(after.id))
        .filter(Column::Version.eq(version))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Gives the pledges of households that have not ended to another official. Who made them stays.
pub(super) async fn hand_over(
    tx: &impl ConnectionTrait,
    households: &[Uuid],
    official_id: Uuid,
) -> Result<u64, DbErr> {
    let running = State::ALL.iter().filter(|state| !state.is_final()).map(|state| state.as_str());
    let changed = Entity::update_many()
        .col_expr(Column::OfficialId, Expr::value(official_id))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(sight::of_households(Column::HouseholdId, households))
        .filter(Column::OfficialId.ne(official_id))
        .filter(Column::State.is_in(running))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected)
}

/// The same for many households and officials, in one statement.
pub(super) async fn hand_over_all(tx: &impl ConnectionTrait, moved: &str, id: Uuid) -> Result<(), DbErr> {
    let running = State::ALL.iter().filter(|state| !state.is_final());
    let running = running.map(|state| format!("'{state}'")).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "UPDATE pledge SET official_id = moved.official_id, version = pledge.version + 1 FROM ({moved}) moved \
         WHERE pledge.household_id = moved.household_id AND pledge.official_id <> moved.official_id \
         AND pledge.state IN ({running})"
    );
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, [id.into()]))
        .await
        .map(drop)
}
