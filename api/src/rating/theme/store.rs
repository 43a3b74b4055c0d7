//! Queries on themes, rectifications and call-backs. Lists want a sight.

use chrono::NaiveDate;
use domain::rating::RectificationState;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait,
    FromQueryResult, IntoActiveModel, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef, Statement,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use crate::{
    caller::{Scope, Sight},
    rating::store::CHUNK,
};
use entity::{
    official, rating_call_back,
    rating_rectification::{self as rectification, Column, Entity, Model},
    rating_rectification_event as event, unit,
};

/// Where a rectification stands in a list.
pub(super) type Place = (NaiveDate, Uuid);

/// How many gave a reason of a unit's officials.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Named {
    pub unit_id: Uuid,
    pub theme: String,
    times: i64,
}

impl Named {
    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.times).unwrap_or(u32::MAX)
    }
}

/// Reasons by unit, those that most gave first. Officials whose round does not hold are left out.
pub(super) async fn named(db: &impl ConnectionTrait, round_id: Uuid) -> Result<Vec<Named>, DbErr> {
    let sql = "SELECT o.unit_id AS unit_id, g.reason AS theme, sum(g.named) AS times \
               FROM rating_reason g \
               JOIN rating_result r ON r.round_id = g.round_id AND r.official_id = g.official_id \
                                    AND r.unscored IS NULL \
               JOIN official o ON o.id = g.official_id \
               WHERE g.round_id = $1 GROUP BY o.unit_id, g.reason ORDER BY 3 DESC, 2, 1";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [round_id.into()]);
    Named::find_by_statement(statement).all(db).await
}

#[derive(FromQueryResult)]
struct Answers {
    unit_id: Uuid,
    answers: i64,
}

/// Answers on the officials of each unit.
pub(super) async fn answers(db: &impl ConnectionTrait, round_id: Uuid) -> Result<Vec<(Uuid, u32)>, DbErr> {
    let sql = "SELECT o.unit_id AS unit_id, sum(r.counted) AS answers FROM rating_result r \
               JOIN official o ON o.id = r.official_id \
               WHERE r.round_id = $1 AND r.unscored IS NULL GROUP BY o.unit_id";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [round_id.into()]);
    let rows = Answers::find_by_statement(statement).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.unit_id, u32::try_from(row.answers).unwrap_or(u32::MAX))).collect())
}

/// The names of units.
pub(super) async fn units(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<Vec<unit::Model>, DbErr> {
    unit::Entity::find().filter(unit::Column::Id.is_in(ids)).all(db).await
}

/// The official who heads a unit.
pub(super) async fn head(db: &impl ConnectionTrait, unit_id: Uuid) -> Result<Option<Uuid>, DbErr> {
    Ok(unit::Entity::find_by_id(unit_id).one(db).await?.and_then(|unit| unit.head_id))
}

pub(super) async fn of_round(db: &impl ConnectionTrait, round_id: Uuid) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::RoundId.eq(round_id)).all(db).await
}

pub(super) async fn add(tx: &impl ConnectionTrait, rows: Vec<Model>) -> Result<(), DbErr> {
    for rows in rows.chunks(CHUNK) {
        let rows = rows.iter().cloned().map(IntoActiveModel::into_active_model);
        Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

pub(super) async fn add_events(tx: &impl ConnectionTrait, rows: Vec<event::Model>) -> Result<(), DbErr> {
    for rows in rows.chunks(CHUNK) {
        let rows = rows.iter().cloned().map(IntoActiveModel::into_active_model);
        event::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

pub(super) async fn events(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<event::Model>, DbErr> {
    event::Entity::find()
        .filter(event::Column::RectificationId.eq(id))
        .order_by_asc(event::Column::Seq)
        .all(db)
        .await
}

/// All of the county, or those of one's own unit.
fn visible(sight: &Sight) -> Condition {
    sight.grants.iter().fold(Condition::any().add(Expr::value(1).eq(0)), |any, grant| match &grant.scope {
        Scope::County => any.add(Expr::value(1).eq(1)),
        Scope::Unit { unit_id } => any.add(Column::UnitId.eq(*unit_id)),
        _ => any,
    })
}

fn running() -> Vec<&'static str> {
    let states = RectificationState::ALL.iter().filter(|state| !state.is_final());
    states.map(|state| state.as_str()).collect()
}

/// What a list is narrowed to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Filter {
    pub round_id: Option<Uuid>,
    /// Only those that have not ended, or only the others.
    pub running: Option<bool>,
}

pub(super) async fn page(
    db: &impl ConnectionTrait,
    sight: &Sight,
    filter: Filter,
    after: Option<Place>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let mut which = Condition::all().add(visible(sight));
    if let Some(id) = filter.round_id {
        which = which.add(Column::RoundId.eq(id));
    }
    match filter.running {
        Some(true) => which = which.add(Column::State.is_in(running())),
        Some(false) => which = which.add(Column::State.is_not_in(running())),
        None => {}
    }
    if let Some((day, id)) = after {
        which = which.add(Column::DueOn.gt(day).or(Column::DueOn.eq(day).and(Column::Id.gt(id))));
    }
    Entity::find()
        .filter(which)
        .order_by_asc(Column::DueOn)
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(db)
        .await
}

pub(super) async fn one(db: &impl ConnectionTrait, sight: &Sight, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).filter(visible(sight)).one(db).await
}

/// Those that a unit has not answered and whose day is near or past.
pub(super) async fn pressing(db: &impl ConnectionTrait, until: NaiveDate) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::State.eq(RectificationState::Open.as_str()))
        .filter(Column::DueOn.lte(until))
        .all(db)
        .await
}

/// Writes down once that a household asked to be called back.
pub(super) async fn ask(tx: &impl ConnectionTrait, row: rating_call_back::Model) -> Result<(), DbErr> {
    use rating_call_back::Column;
    let once = OnConflict::columns([Column::RoundId, Column::HouseholdId, Column::OfficialId, Column::Theme])
        .do_nothing()
        .to_owned();
    rating_call_back::Entity::insert(row.into_active_model())
        .on_conflict(once)
        .exec_without_returning(tx)
        .await
        .map(drop)
}

fn to_official() -> RelationDef {
    rating_call_back::Entity::belongs_to(official::Entity)
        .from(rating_call_back::Column::OfficialId)
        .to(official::Column::Id)
        .into()
}

/// Who asked in a round, or about one rectification; without what is about the one who calls.
pub(super) async fn call_backs(
    db: &impl ConnectionTrait,
    sight: &Sight,
    round_id: Uuid,
    about: Option<&rectification::Model>,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<rating_call_back::Model>, DbErr> {
    use rating_call_back::Column;
    let mut query = rating_call_back::Entity::find()
        .join(JoinType::InnerJoin, to_official())
        .filter(Column::RoundId.eq(round_id))
        .filter(not_about(sight));
    if let Some(about) = about {
        query = query
            .filter(official::Column::UnitId.eq(about.unit_id))
            .filter(Column::Theme.eq(about.theme.as_str()));
    }
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after));
    }
    query.order_by_asc(Column::Id).limit(limit).all(db).await
}

fn not_about(sight: &Sight) -> Condition {
    let own = sight.own_official.map(|own| rating_call_back::Column::OfficialId.ne(own));
    Condition::all().add_option(own)
}

pub(super) async fn call_back(
    db: &impl ConnectionTrait,
    sight: &Sight,
    id: Uuid,
) -> Result<Option<rating_call_back::Model>, DbErr> {
    rating_call_back::Entity::find_by_id(id).filter(not_about(sight)).one(db).await
}

pub(super) async fn put_call_back(
    tx: &impl ConnectionTrait,
    row: rating_call_back::Model,
) -> Result<(), DbErr> {
    row.into_active_model().reset_all().update(tx).await.map(drop)
}
