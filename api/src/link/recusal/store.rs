//! Queries over recusals. Who may see them sees the whole county; so there is no row scope here.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

use crate::caller::Sight;
use entity::recusal::{Column, Entity, Model};

/// Which recusals a list shows.
#[derive(Debug, Default)]
pub struct RecusalFilter {
    pub household_id: Option<Uuid>,
    pub official_id: Option<Uuid>,
    /// Also those that were lifted.
    pub lifted: bool,
}

pub async fn page(
    db: &impl ConnectionTrait,
    _: &Sight,
    filter: RecusalFilter,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let mut which = Condition::all();
    if let Some(household) = filter.household_id {
        which = which.add(Column::HouseholdId.eq(household));
    }
    if let Some(official) = filter.official_id {
        which = which.add(Column::OfficialId.eq(official));
    }
    if !filter.lifted {
        which = which.add(Column::LiftedAt.is_null());
    }
    if let Some(before) = before {
        which = which.add(Column::Id.lt(before));
    }
    Entity::find().filter(which).order_by_desc(Column::Id).limit(limit).all(db).await
}

pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(db).await
}

/// Those of an official that hold, among these households.
pub async fn holding(
    db: &impl ConnectionTrait,
    households: &[Uuid],
    official_id: Uuid,
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::HouseholdId.is_in(households.to_vec()))
        .filter(Column::OfficialId.eq(official_id))
        .filter(Column::LiftedAt.is_null())
        .all(db)
        .await
}

/// Those of a household that hold.
pub async fn of_household(db: &impl ConnectionTrait, household_id: Uuid) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::HouseholdId.eq(household_id))
        .filter(Column::LiftedAt.is_null())
        .all(db)
        .await
}

/// False when it was lifted already.
pub async fn lift(tx: &impl ConnectionTrait, id: Uuid, at: DateTime<Utc>) -> Result<bool, DbErr> {
    let lifted = Entity::update_many()
        .col_expr(Column::LiftedAt, Expr::value(at))
        .filter(Column::Id.eq(id))
        .filter(Column::LiftedAt.is_null())
        .exec(tx)
        .await?;
    Ok(lifted.rows_affected == 1)
}
