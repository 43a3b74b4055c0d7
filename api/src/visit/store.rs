//! Queries over visits. Lists want a sight, or the household whose they are.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::visit::{CLOCK_SLACK, HeldBack, Save};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, OnConflict, Order, Query, WindowStatement},
};
use uuid::Uuid;

use crate::{caller::Sight, sight};
use entity::{household, visit, visit_photo};

/// Which visits a list shows.
#[derive(Debug, Default)]
pub struct VisitFilter {
    /// Of a household with all its past; made by the roster.
    pub household: Option<Condition>,
    pub official_id: Option<Uuid>,
    pub area: Option<Condition>,
}

/// The sort key of the last visit shown.
pub type VisitKey = (DateTime<Utc>, Uuid);

pub async fn page(
    db: &impl ConnectionTrait,
    sight: &Sight,
    filter: VisitFilter,
    after: Option<VisitKey>,
    limit: u64,
) -> Result<Vec<visit::Model>, DbErr> {
    use visit::Column::{ClaimedAt, Id, OfficialId};
    let mut which = Condition::all().add(sight.visits());
    which = [filter.household, filter.area].into_iter().flatten().fold(which, Condition::add);
    if let Some(official_id) = filter.official_id {
        which = which.add(OfficialId.eq(official_id));
    }
    if let Some((at, id)) = after {
        which = which.add(ClaimedAt.lt(at).or(ClaimedAt.eq(at).and(Id.lt(id))));
    }
    newest_first(which, limit).all(db).await
}

fn newest_first(which: Condition, limit: u64) -> sea_orm::Select<visit::Entity> {
    visit::Entity::find()
        .filter(which)
        .order_by_desc(visit::Column::ClaimedAt)
        .order_by_desc(visit::Column::Id)
        .limit(limit)
}

/// The visits to a household and to those merged into it, for the household itself, the newest first.
pub async fn of_household(
    db: &impl ConnectionTrait,
    household_id: Uuid,
    limit: u64,
) -> Result<Vec<visit::Model>, DbErr> {
    let which = Condition::all().add(sight::of_household(visit::Column::HouseholdId, household_id));
    newest_first(which, limit).all(db).await
}

/// One of the visits that a household's page lists.
pub(super) async fn one_of_household(
    db: &impl ConnectionTrait,
    household_id: Uuid,
    id: Uuid,
) -> Result<Option<visit::Model>, DbErr> {
    visit::Entity::find_by_id(id)
        .filter(sight::of_household(visit::Column::HouseholdId, household_id))
        .one(db)
        .await
}

/// The last visits to each of some households, the newest first; whoever asks has made sure that they are his.
pub(super) async fn last_of_households(
    db: &impl ConnectionTrait,
    households: Vec<Uuid>,
    each: i32,
) -> Result<Vec<visit::Model>, DbErr> {
    use visit::Column::{ClaimedAt, HouseholdId, Id};
    let mut window = WindowStatement::partition_by(HouseholdId);
    window.order_by(ClaimedAt, Order::Desc).order_by(Id, Order::Desc);
    let placed = Query::select()
        .column(Id)
        .expr_window_as(Expr::cust("ROW_NUMBER()"), window, "place")
        .from(visit::Entity)
        .and_where(HouseholdId.is_in(households))
        .to_owned();
    let last = Query::select()
        .column("id")
        .from_subquery(placed, "placed")
        .and_where(Expr::col("place").lte(each))
        .to_owned();
    visit::Entity::find()
        .filter(Id.in_subquery(last))
        .order_by_desc(ClaimedAt)
        .order_by_desc(Id)
        .all(db)
        .await
}

/// A row by its id alone, for the rules: to see whether an id is taken. Never to show it.
pub(super) async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<visit::Model>, DbErr> {
    visit::Entity::find_by_id(id).one(db).await
}

/// Inserts a visit. False when its id is taken.
pub(super) async fn insert(tx: &impl ConnectionTrait, row: &visit::Model) -> Result<bool, DbErr> {
    let inserted = visit::Entity::insert(row.clone().into_active_model().reset_all())
        .on_conflict(OnConflict::column(visit::Column::Id).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(inserted == 1)
}

/// What a visit leaves at its household: the last day and the highest step.
pub(super) async fn leave_at_household(
    tx: &impl ConnectionTrait,
    household_id: Uuid,
    day: NaiveDate,
    step: i32,
) -> Result<(), DbErr> {
    use household::Column::{Id, LastVisitOn, Step};
    let later = LastVisitOn.is_null().or(LastVisitOn.lt(day));
    household::Entity::update_many()
        .col_expr(LastVisitOn, Expr::case(later, day).finally(Expr::col(LastVisitOn)).into())
        .col_expr(Step, Expr::case(Step.lt(step), step).finally(Expr::col(Step)).into())
        .filter(Id.eq(household_id))
        .exec(tx)
        .await
        .map(drop)
}

/// Writes what the household says about a visit to it. False when it has said something before.
pub(super) async fn answer(
    tx: &impl ConnectionTrait,
    household_id: Uuid,
    id: Uuid,
    confirmation: &str,
    at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    use visit::Column;
    let answered = visit::Entity::update_many()
        .col_expr(Column::Confirmation, Expr::value(confirmation))
        .col_expr(Column::ConfirmedAt, Expr::value(at))
        .filter(Column::Id.eq(id))
        .filter(sight::of_household(Column::HouseholdId, household_id))
        .filter(Column::Confirmation.eq("none"))
        .exec(tx)
        .await?;
    Ok(answered.rows_affected == 1)
}

/// Ids of the photos of visits, in the order in which they came.
pub(super) async fn photo_ids(
    db: &impl ConnectionTrait,
    visits: Vec<Uuid>,
) -> Result<HashMap<Uuid, Vec<Uuid>>, DbErr> {
    use visit_photo::Column::{Id, ReceivedAt, VisitId};
    let mut of: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    if visits.is_empty() {
        return Ok(of);
    }
    let rows: Vec<(Uuid, Uuid)> = visit_photo::Entity::find()
        .select_only()
        .column(VisitId)
        .column(Id)
        .filter(VisitId.is_in(visits))
        .order_by_asc(ReceivedAt)
        .order_by_asc(Id)
        .into_tuple()
        .all(db)
        .await?;
    for (visit, photo) in rows {
        of.entry(visit).or_default().push(photo);
    }
    Ok(of)
}

/// A visit in sight.
pub async fn in_sight(
    db: &impl ConnectionTrait,
    sight: &Sight,
    id: Uuid,
) -> Result<Option<visit::Model>, DbErr> {
    visit::Entity::find_by_id(id).filter(sight.visits()).one(db).await
}

/// A photo by its id alone; whoever asks has made sure of its visit.
pub(super) async fn photo(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<visit_photo::Model>, DbErr> {
    visit_photo::Entity::find_by_id(id).one(db).await
}

/// Inserts a photo. False when its id is taken.
pub(super) async fn insert_photo(tx: &impl ConnectionTrait, row: &visit_photo::Model) -> Result<bool, DbErr> {
    let inserted = visit_photo::Entity::insert(row.clone().into_active_model().reset_all())
        .on_conflict(OnConflict::column(visit_photo::Column::Id).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(inserted == 1)
}

pub(super) async fn count_photos(db: &impl ConnectionTrait, visit_id: Uuid) -> Result<u64, DbErr> {
    visit_photo::Entity::find().filter(visit_photo::Column::VisitId.eq(visit_id)).count(db).await
}

/// The highest step that the visits to a household before a moment reached, those aside that it denies.
pub(super) async fn step_before(
    db: &impl ConnectionTrait,
    household_id: Uuid,
    before: DateTime<Utc>,
) -> Result<Option<i32>, DbErr> {
    use visit::Column::{ClaimedAt, Confirmation, HouseholdId, Step};
    visit::Entity::find()
        .select_only()
        .column(Step)
        .filter(HouseholdId.eq(household_id))
        .filter(ClaimedAt.lt(before))
        .filter(Confirmation.ne("denied"))
        .order_by_desc(Step)
        .limit(1)
        .into_tuple()
        .one(db)
        .await
}

/// The saves of an official's device, those of one number aside.
fn other_saves(official_id: Uuid, device_id: Uuid) -> Condition {
    use visit::Column::{DeviceId, OfficialId};
    Condition::all().add(DeviceId.eq(device_id)).add(OfficialId.eq(official_id))
}

/// The latest time that a save of the device with a lower number shows.
pub(super) async fn latest_save_before(
    db: &impl ConnectionTrait,
    official_id: Uuid,
    device_id: Uuid,
    sequence: i32,
) -> Result<Option<Save>, DbErr> {
    use visit::Column::{SavedAt, Sequence};
    let row = visit::Entity::find()
        .filter(other_saves(official_id, device_id))
        .filter(Sequence.lt(sequence))
        .filter(SavedAt.is_not_null())
        .order_by_desc(SavedAt)
        .one(db)
        .await?;
    let save = |row: visit::Model| Some(Save { sequence: row.sequence?, saved_at: row.saved_at? });
    Ok(row.and_then(save))
}

/// Holds back what is on record of later saves of the device that show an earlier time than this one: it came in
/// after them.
pub(super) async fn hold_back_after(
    tx: &impl ConnectionTrait,
    official_id: Uuid,
    device_id: Uuid,
    save: Save,
) -> Result<(), DbErr> {
    use visit::Column::{HeldBack as Held, SavedAt, Sequence};
    visit::Entity::update_many()
        .col_expr(Held, Expr::value(HeldBack::Clock.as_str()))
        .filter(other_saves(official_id, device_id))
        .filter(Sequence.gt(save.sequence))
        .filter(SavedAt.lt(save.saved_at - CLOCK_SLACK))
        .filter(Held.is_null())
        .exec(tx)
        .await
        .map(drop)
}
