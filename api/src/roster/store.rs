//! Queries over units, officials and households. Lists and single rows of people want a sight.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::roster::HouseholdState;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, Order, QueryFilter,
    QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, NullOrdering, SimpleExpr},
};
use uuid::Uuid;

use super::view::HouseholdSort;
use crate::{
    caller::Sight,
    db::each_once,
    sight::{self, THIRTY},
    typed,
};
use entity::{household, link, member, official, request, unit, visit};

/// Households that officials serve; the others are history.
const ACTIVE: &str = HouseholdState::Active.as_str();

pub async fn units(
    db: &impl ConnectionTrait,
    search: Option<&str>,
    after: Option<&str>,
    limit: u64,
) -> Result<Vec<unit::Model>, DbErr> {
    let mut which = Condition::all();
    if let Some(search) = search {
        which = which.add(
            Condition::any()
                .add(typed::holds(unit::Column::Name, search))
                .add(unit::Column::Code.eq(search))
                .add(typed::begins(db.get_database_backend(), unit::Column::Pinyin, &search.to_lowercase())),
        );
    }
    if let Some(after) = after {
        which = which.add(unit::Column::Code.gt(after));
    }
    unit::Entity::find().filter(which).order_by_asc(unit::Column::Code).limit(limit).all(db).await
}

pub async fn unit(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<unit::Model>, DbErr> {
    unit::Entity::find_by_id(id).one(db).await
}

/// What units are called.
pub async fn unit_names(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<HashMap<Uuid, String>, DbErr> {
    use unit::Column::{Id, Name};
    let query = unit::Entity::find().select_only().columns([Id, Name]);
    let rows: Vec<(Uuid, String)> = query.filter(Id.is_in(each_once(ids))).into_tuple().all(db).await?;
    Ok(rows.into_iter().collect())
}

/// Which officials a list shows.
#[derive(Debug, Default)]
pub struct OfficialFilter {
    pub search: Option<String>,
    pub unit_id: Option<Uuid>,
    /// Of an area; made by the grid.
    pub area: Option<Condition>,
}

pub async fn officials(
    db: &impl ConnectionTrait,
    sight: &Sight,
    filter: OfficialFilter,
    after: Option<&str>,
    limit: u64,
) -> Result<Vec<official::Model>, DbErr> {
    use official::Column::{Name, Number, Pinyin, UnitId};
    let mut which = Condition::all().add(sight.officials());
    if let Some(search) = filter.search {
        let backend = db.get_database_backend();
        which =
            which.add(if search.starts_with(|c: char| c.is_ascii_alphabetic()) {
                Condition::any()
                    .add(typed::begins(backend, Number, &search.to_uppercase()))
                    .add(typed::begins(backend, Pinyin, &search.to_lowercase()))
            } else {
                Condition::any().add(typed::holds(Name, &search)).add(typed::holds(Number, &search))
            });
    }
    if let Some(unit_id) = filter.unit_id {
        which = which.add(UnitId.eq(unit_id));
    }
    if let Some(area) = filter.area {
        which = which.add(area);
    }
    if let Some(after) = after {
        which = which.add(Number.gt(after));
    }
    official::Entity::find().filter(which).order_by_asc(Number).limit(limit).all(db).await
}

pub async fn official(
    db: &impl ConnectionTrait,
    sight: &Sight,
    id: Uuid,
) -> Result<Option<official::Model>, DbErr> {
    official::Entity::find_by_id(id).filter(sight.officials()).one(db).await
}

pub async fn officials_by_id(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<Vec<official::Model>, DbErr> {
    official::Entity::find().filter(official::Column::Id.is_in(ids)).all(db).await
}

/// Id, number, name and unit of officials.
pub async fn official_names(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<Vec<(Uuid, String, String, Uuid)>, DbErr> {
    use official::Column::{Id, Name, Number, UnitId};
    let query = official::Entity::find().select_only().columns([Id, Number, Name, UnitId]);
    query.filter(Id.is_in(each_once(ids))).into_tuple().all(db).await
}

#[derive(FromQueryResult)]
struct Counted {
    id: Uuid,
    number: i64,
}

async fn counted<E: EntityTrait>(
    db: &impl ConnectionTrait,
    by: E::Column,
    of: E::Column,
    which: SimpleExpr,
) -> Result<HashMap<Uuid, u64>, DbErr> {
    let rows = E::find()
        .select_only()
        .column_as(by, "id")
        .column_as(of.count(), "number")
        .filter(which)
        .group_by(by)
        .into_model::<Counted>()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, u64::try_from(row.number).unwrap_or(0))).collect())
}

/// Officials in service of each unit.
pub async fn officials_of_units(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, u64>, DbErr> {
    use official::Column::{Id, State, UnitId};
    counted::<official::Entity>(db, UnitId, Id, UnitId.is_in(ids).and(State.eq("active"))).await
}

/// Households now linked to each official.
pub async fn households_of(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, u64>, DbErr> {
    use link::Column::{Id, Kind, OfficialId, ValidTo};
    let which = OfficialId.is_in(ids.to_vec()).and(ValidTo.is_null()).and(Kind.eq(THIRTY));
    counted::<link::Entity>(db, OfficialId, Id, which).await
}

/// Visits each official logged.
pub async fn visits_of(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, u64>, DbErr> {
    use visit::Column::{Id, OfficialId};
    counted::<visit::Entity>(db, OfficialId, Id, OfficialId.is_in(ids.to_vec())).await
}

/// Requests of each official that are not closed. Complaints about him are not among them.
pub async fn open_requests_of(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, u64>, DbErr> {
    use request::Column::{Complaint, Id, OfficialId, State};
    let which = OfficialId
        .is_in(ids.to_vec())
        .and(State.is_in(crate::request::open_states()))
        .and(Complaint.eq(false));
    counted::<request::Entity>(db, OfficialId, Id, which).await
}

/// Which households a list shows.
#[derive(Debug, Default)]
pub struct HouseholdFilter {
    pub official_id: Option<Uuid>,
    pub area: Option<Condition>,
    /// What was searched for, as a condition.
    pub search: Option<Condition>,
}

/// The sort key of the last household shown.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub enum HouseholdKey {
    Code(String),
    Due(Option<NaiveDate>, Uuid),
}

pub async fn households(
    db: &impl ConnectionTrait,
    sight: &Sight,
    filter: HouseholdFilter,
    sort: HouseholdSort,
    after: Option<HouseholdKey>,
    limit: u64,
) -> Result<Vec<household::Model>, DbErr> {
    use household::Column::{Code, Id, LastVisitOn, State};
    let mut which = Condition::all().add(sight.households()).add(State.eq(ACTIVE));
    if let Some(official_id) = filter.official_id {
        which = which.add(Id.in_subquery(sight::linked_to(official_id)));
    }
    which = [filter.area, filter.search].into_iter().flatten().fold(which, Condition::add);
    which = match after {
        None => which,
        Some(HouseholdKey::Code(code)) => which.add(Code.gt(code)),
        Some(HouseholdKey::Due(None, id)) => which
            .add(Condition::any().add(LastVisitOn.is_null().and(Id.gt(id))).add(LastVisitOn.is_not_null())),
        Some(HouseholdKey::Due(Some(day), id)) => {
            which.add(Condition::any().add(LastVisitOn.gt(day)).add(LastVisitOn.eq(day).and(Id.gt(id))))
        }
    };
    let query = household::Entity::find().filter(which);
    let query = match sort {
        HouseholdSort::Code => query.order_by_asc(Code),
        HouseholdSort::Due => {
            query.order_by_with_nulls(LastVisitOn, Order::Asc, NullOrdering::First).order_by_asc(Id)
        }
    };
    query.limit(limit).all(db).await
}

pub async fn household(
    db: &impl ConnectionTrait,
    sight: &Sight,
    id: Uuid,
) -> Result<Option<household::Model>, DbErr> {
    household::Entity::find_by_id(id).filter(sight.households()).one(db).await
}

/// Id, code and head of households.
pub async fn household_names(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<Vec<(Uuid, String, String)>, DbErr> {
    use household::Column::{Code, HeadName, Id};
    let query = household::Entity::find().select_only().columns([Id, Code, HeadName]);
    query.filter(Id.is_in(each_once(ids))).into_tuple().all(db).await
}

pub async fn households_by_id(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<Vec<household::Model>, DbErr> {
    household::Entity::find().filter(household::Column::Id.is_in(ids)).all(db).await
}

/// All households linked to an official, by code.
pub async fn linked_households(
    db: &impl ConnectionTrait,
    sight: &Sight,
    official_id: Uuid,
) -> Result<Vec<household::Model>, DbErr> {
    household::Entity::find()
        .filter(sight.households())
        .filter(household::Column::Id.in_subquery(sight::linked_to(official_id)))
        .order_by_asc(household::Column::Code)
        .all(db)
        .await
}

/// The members of households, the oldest of each first; whoever asks has made sure that he sees them.
pub async fn members_of(
    db: &impl ConnectionTrait,
    households: Vec<Uuid>,
) -> Result<Vec<member::Model>, DbErr> {
    member::Entity::find()
        .filter(member::Column::HouseholdId.is_in(households))
        .order_by_asc(member::Column::BirthYear)
        .order_by_asc(member::Column::Id)
        .all(db)
        .await
}

/// The members of a household that is in sight, the head first.
pub async fn members(
    db: &impl ConnectionTrait,
    household: &household::Model,
) -> Result<Vec<member::Model>, DbErr> {
    member::Entity::find()
        .filter(member::Column::HouseholdId.eq(household.id))
        .order_by_asc(member::Column::BirthYear)
        .order_by_asc(member::Column::Id)
        .all(db)
        .await
}

/// The links that hold now, of households.
pub async fn current_links(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<Vec<link::Model>, DbErr> {
    link::Entity::find()
        .filter(link::Column::HouseholdId.is_in(ids))
        .filter(link::Column::Kind.eq(THIRTY))
        .filter(link::Column::ValidTo.is_null())
        .all(db)
        .await
}

/// Holds an official to the end of the transaction.
pub async fn hold_official(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<official::Model>, DbErr> {
    official::Entity::find_by_id(id).lock_exclusive().one(tx).await
}

/// An official who left serves nobody and heads no unit.
pub async fn leave(tx: &impl ConnectionTrait, official_id: Uuid) -> Result<(), DbErr> {
    official::Entity::update_many()
        .col_expr(official::Column::State, Expr::value("left"))
        .filter(official::Column::Id.eq(official_id))
        .exec(tx)
        .await?;
    unit::Entity::update_many()
        .col_expr(unit::Column::HeadId, Expr::value(None::<Uuid>))
        .filter(unit::Column::HeadId.eq(official_id))
        .exec(tx)
        .await
        .map(drop)
}
