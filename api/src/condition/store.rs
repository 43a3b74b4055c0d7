//! Queries over condition forms. They are asked by household, and whoever asks has found the household in his sight.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, OnConflict, SelectStatement},
};
use uuid::Uuid;

use entity::{form, form_conflict, form_edit, form_field, member};

/// The sort key of the last value shown of a history.
pub type HistoryKey = (i32, Uuid);

pub async fn forms(db: &impl ConnectionTrait, households: Vec<Uuid>) -> Result<Vec<form::Model>, DbErr> {
    form::Entity::find().filter(form::Column::HouseholdId.is_in(households)).all(db).await
}

/// What stands in the fields now.
pub async fn current(
    db: &impl ConnectionTrait,
    households: Vec<Uuid>,
) -> Result<Vec<form_field::Model>, DbErr> {
    form_field::Entity::find()
        .filter(form_field::Column::HouseholdId.is_in(households))
        .filter(form_field::Column::IsCurrent.eq(true))
        .order_by_asc(form_field::Column::Id)
        .all(db)
        .await
}

/// Every value that the fields of a form had, the oldest first.
pub(super) async fn entries(
    db: &impl ConnectionTrait,
    household_id: Uuid,
) -> Result<Vec<form_field::Model>, DbErr> {
    form_field::Entity::find()
        .filter(form_field::Column::HouseholdId.eq(household_id))
        .order_by_asc(form_field::Column::Version)
        .all(db)
        .await
}

pub async fn history(
    db: &impl ConnectionTrait,
    household_id: Uuid,
    after: Option<HistoryKey>,
    limit: u64,
) -> Result<Vec<form_field::Model>, DbErr> {
    use form_field::Column::{HouseholdId, Id, Version};
    let mut which = Condition::all().add(HouseholdId.eq(household_id));
    if let Some((version, id)) = after {
        which = which.add(Version.lt(version).or(Version.eq(version).and(Id.lt(id))));
    }
    let query = form_field::Entity::find().filter(which).order_by_desc(Version).order_by_desc(Id);
    query.limit(limit).all(db).await
}

/// The conflicts that nobody has decided.
pub async fn open_conflicts(
    db: &impl ConnectionTrait,
    households: Vec<Uuid>,
) -> Result<Vec<form_conflict::Model>, DbErr> {
    form_conflict::Entity::find()
        .filter(form_conflict::Column::HouseholdId.is_in(households))
        .filter(form_conflict::Column::ResolvedAt.is_null())
        .order_by_asc(form_conflict::Column::At)
        .order_by_asc(form_conflict::Column::Id)
        .all(db)
        .await
}

/// A conflict by its id alone; its household is then looked for in the caller's sight.
pub(super) async fn conflict_by_id(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<form_conflict::Model>, DbErr> {
    form_conflict::Entity::find_by_id(id).one(db).await
}

pub async fn members(db: &impl ConnectionTrait, households: Vec<Uuid>) -> Result<Vec<member::Model>, DbErr> {
    member::Entity::find()
        .filter(member::Column::HouseholdId.is_in(households))
        .order_by_asc(member::Column::Id)
        .all(db)
        .await
}

/// Ids of households in whose form a number stands now.
pub fn holding(index: Vec<u8>) -> SelectStatement {
    form_field::Entity::find()
        .select_only()
        .column(form_field::Column::HouseholdId)
        .filter(form_field::Column::ValueIndex.eq(index))
        .filter(form_field::Column::IsCurrent.eq(true))
        .into_query()
}

/// Holds a household's form to the end of the transaction, making it when there is none.
pub(super) async fn hold(
    tx: &impl ConnectionTrait,
    household_id: Uuid,
    now: DateTime<Utc>,
) -> Result<form::Model, DbErr> {
    let new = form::Model { household_id, version: 0, changed_at: now };
    form::Entity::insert(new.clone().into_active_model().reset_all())
        .on_conflict(OnConflict::column(form::Column::HouseholdId).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    let held = form::Entity::find_by_id(household_id).lock_exclusive().one(tx).await?;
    Ok(held.unwrap_or(new))
}

pub(super) async fn edit_of(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<form_edit::Model>, DbErr> {
    form_edit::Entity::find_by_id(id).one(tx).await
}

/// Keeps an edit's id. False when it is taken.
pub(super) async fn keep_edit(tx: &impl ConnectionTrait, row: form_edit::Model) -> Result<bool, DbErr> {
    let kept = form_edit::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(OnConflict::column(form_edit::Column::Id).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(kept == 1)
}

/// Writes new values over those that stood in their fields; these stay as history.
pub(super) async fn write(
    tx: &impl ConnectionTrait,
    household_id: Uuid,
    rows: Vec<form_field::Model>,
) -> Result<(), DbErr> {
    use form_field::Column::{Field, HouseholdId, IsCurrent};
    if rows.is_empty() {
        return Ok(());
    }
    form_field::Entity::update_many()
        .col_expr(IsCurrent, Expr::value(false))
        .filter(HouseholdId.eq(household_id))
        .filter(Field.is_in(rows.iter().map(|row| row.field.clone())))
        .filter(IsCurrent.eq(true))
        .exec(tx)
        .await?;
    let rows = rows.into_iter().map(|row| row.into_active_model().reset_all());
    form_field::Entity::insert_many(rows).exec_without_returning(tx).await.map(drop)
}

pub(super) async fn name_conflicts(
    tx: &impl ConnectionTrait,
    rows: Vec<form_conflict::Model>,
) -> Result<(), DbErr> {
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows.into_iter().map(|row| row.into_active_model().reset_all());
    form_conflict::Entity::insert_many(rows).exec_without_returning(tx).await.map(drop)
}

pub(super) async fn resolve(tx: &impl ConnectionTrait, row: form_conflict::Model) -> Result<(), DbErr> {
    form_conflict::Entity::update(row.into_active_model().reset_all()).exec(tx).await.map(drop)
}

pub(super) async fn set_version(tx: &impl ConnectionTrait, row: form::Model) -> Result<(), DbErr> {
    form::Entity::update(row.into_active_model().reset_all()).exec(tx).await.map(drop)
}
