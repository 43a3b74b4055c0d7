//! Queries over what households were and become, and the set statements with which they change.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::typed;
use entity::{household, household_lineage, member, official, unit};

/// Holds households to the end of the transaction, in one order for everybody.
pub async fn hold(tx: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<Vec<household::Model>, DbErr> {
    household::Entity::find()
        .filter(household::Column::Id.is_in(ids))
        .order_by_asc(household::Column::Id)
        .lock_exclusive()
        .all(tx)
        .await
}

/// What these households were made of.
pub async fn lineage_into(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<Vec<household_lineage::Model>, DbErr> {
    household_lineage::Entity::find().filter(household_lineage::Column::IntoId.is_in(ids)).all(db).await
}

/// What became of a household.
pub async fn lineage_from(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Vec<household_lineage::Model>, DbErr> {
    household_lineage::Entity::find().filter(household_lineage::Column::FromId.eq(id)).all(db).await
}

/// The highest number a household of a village carries, among those that are history too.
pub async fn last_code(db: &impl ConnectionTrait, village_code: &str) -> Result<Option<String>, DbErr> {
    let codes =
        typed::begins(db.get_database_backend(), household::Column::Code, &format!("{village_code}-"));
    let last = household::Entity::find()
        .select_only()
        .column(household::Column::Code)
        .filter(codes)
        .order_by_desc(household::Column::Code);
    last.into_tuple().one(db).await
}

/// The highest village group of a village.
pub async fn last_group(db: &impl ConnectionTrait, village_id: Uuid) -> Result<i32, DbErr> {
    let last = household::Entity::find()
        .select_only()
        .column(household::Column::GroupNo)
        .filter(household::Column::VillageId.eq(village_id))
        .order_by_desc(household::Column::GroupNo);
    Ok(last.into_tuple().one(db).await?.unwrap_or(0))
}

/// Puts all households of a village into another, with their village groups numbered on.
pub async fn relocate(
    tx: &impl ConnectionTrait,
    village_id: Uuid,
    into_id: Uuid,
    group_shift: i32,
) -> Result<u64, DbErr> {
    use household::Column::{GroupNo, VillageId};
    let moved = household::Entity::update_many()
        .col_expr(VillageId, Expr::value(into_id))
        .col_expr(GroupNo, Expr::col(GroupNo).add(group_shift))
        .filter(VillageId.eq(village_id))
        .exec(tx)
        .await?;
    Ok(moved.rows_affected)
}

/// Units and home villages that named a village name another from now on.
pub async fn rename_village(tx: &impl ConnectionTrait, village_id: Uuid, into_id: Uuid) -> Result<(), DbErr> {
    unit::Entity::update_many()
        .col_expr(unit::Column::GridId, Expr::value(into_id))
        .filter(unit::Column::GridId.eq(village_id))
        .exec(tx)
        .await?;
    official::Entity::update_many()
        .col_expr(official::Column::HomeVillageId, Expr::value(into_id))
        .filter(official::Column::HomeVillageId.eq(village_id))
        .exec(tx)
        .await
        .map(drop)
}

/// Gives members to another household: all of one, or those of these ids.
pub async fn give_members(
    tx: &impl ConnectionTrait,
    from_id: Uuid,
    into_id: Uuid,
    only: Option<Vec<Uuid>>,
) -> Result<u64, DbErr> {
    let mut which = Condition::all().add(member::Column::HouseholdId.eq(from_id));
    if let Some(only) = only {
        which = which.add(member::Column::Id.is_in(only));
    }
    let given = member::Entity::update_many()
        .col_expr(member::Column::HouseholdId, Expr::value(into_id))
        .filter(which)
        .exec(tx)
        .await?;
    Ok(given.rows_affected)
}

/// Households merged into one that is merged itself have a new successor.
pub async fn pass_on(tx: &impl ConnectionTrait, from_id: Uuid, into_id: Uuid) -> Result<(), DbErr> {
    household::Entity::update_many()
        .col_expr(household::Column::SuccessorId, Expr::value(into_id))
        .filter(household::Column::SuccessorId.eq(from_id))
        .exec(tx)
        .await
        .map(drop)
}
