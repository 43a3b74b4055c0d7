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
    sight::{self, THIRTY},
    typed,
};
use entity::{household, household_lineage, link, member, official, request, unit, visit};

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

pub async fn units_by_id(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<Vec<unit::Model>, DbErr> {
    unit::Entity::find().filter(unit::Column::Id.is_in(ids)).all(db).await
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

/// Holds households to the end of the transaction, in one order for everybody.
pub async fn hold(tx: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<Vec<household::Model>, DbErr> {
    household::Entity::find()
        .filter(household::Column::Id.is_in(ids))
        .order_by_asc(household::Column::Id)
        .lock_exclusive()
        .all(tx)
        .await
}

/// Holds an official to the end of the transaction.
pub async fn hold_official(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<official::Model>, DbErr> {
    official::Entity::find_by_id(id).lock_exclusive().one(tx).await
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
