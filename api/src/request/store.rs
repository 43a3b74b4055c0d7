//! Queries over requests. Lists and single rows want a sight, or the household whose they are.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::request::{State, Verb};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult,
    IntoActiveModel, Order, QueryFilter, QueryOrder, QuerySelect, Statement,
    sea_query::{Expr, ExprTrait, Func, NullOrdering, SimpleExpr},
};
use uuid::Uuid;

use super::{open_states, view::RequestSort};
use crate::{caller::Sight, sight, typed};
use entity::{deadline, request, request_event, topic};

/// Which requests a list shows.
#[derive(Debug, Default)]
pub struct RequestFilter {
    pub state: Option<&'static str>,
    pub level: Option<&'static str>,
    pub area: Option<Condition>,
    pub official_id: Option<Uuid>,
    /// Of a household with all its past; made by the roster.
    pub household: Option<Condition>,
    pub topic_id: Option<Uuid>,
    /// Only those, or all but those, that are open after this day's terms.
    pub overdue: Option<(bool, NaiveDate)>,
    /// The beginning of the number.
    pub number: Option<String>,
}

/// The sort key of the last request shown.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub enum RequestKey {
    Due(Option<NaiveDate>, Uuid),
    Opened(DateTime<Utc>, Uuid),
}

pub async fn page(
    db: &impl ConnectionTrait,
    sight: &Sight,
    filter: RequestFilter,
    sort: RequestSort,
    after: Option<RequestKey>,
    limit: u64,
) -> Result<Vec<request::Model>, DbErr> {
    use request::Column::{DueOn, Id, Level, Number, OfficialId, OpenedAt, State, TopicId};
    let mut which = Condition::all().add(sight.requests());
    let equal = [
        filter.state.map(|state| State.eq(state)),
        filter.level.map(|level| Level.eq(level)),
        filter.official_id.map(|id| OfficialId.eq(id)),
        filter.topic_id.map(|id| TopicId.eq(id)),
        filter.number.map(|number| typed::begins(db.get_database_backend(), Number, &number)),
    ];
    which = equal.into_iter().flatten().fold(which, Condition::add);
    which = [filter.area, filter.household].into_iter().flatten().fold(which, Condition::add);
    if let Some((wanted, today)) = filter.overdue {
        let overdue = Condition::all().add(DueOn.lt(today)).add(State.is_in(open_states()));
        let in_time =
            Condition::any().add(DueOn.is_null()).add(DueOn.gte(today)).add(State.is_not_in(open_states()));
        which = which.add(if wanted { overdue } else { in_time });
    }
    if let Some(after) = after {
        which = which.add(match after {
            RequestKey::Due(Some(day), id) => {
                Condition::any().add(DueOn.gt(day)).add(DueOn.eq(day).and(Id.gt(id))).add(DueOn.is_null())
            }
            RequestKey::Due(None, id) => Condition::all().add(DueOn.is_null()).add(Id.gt(id)),
            RequestKey::Opened(at, id) => {
                Condition::any().add(OpenedAt.lt(at)).add(OpenedAt.eq(at).and(Id.lt(id)))
            }
        });
    }
    let query = request::Entity::find().filter(which);
    let query = match sort {
        RequestSort::Due => query.order_by_with_nulls(DueOn, Order::Asc, NullOrdering::Last).order_by_asc(Id),
        RequestSort::Opened => query.order_by_desc(OpenedAt).order_by_desc(Id),
    };
    query.limit(limit).all(db).await
}

pub async fn one(
    db: &impl ConnectionTrait,
    sight: &Sight,
    id: Uuid,
) -> Result<Option<request::Model>, DbErr> {
    request::Entity::find_by_id(id).filter(sight.requests()).one(db).await
}

/// All requests in sight that are not closed, the newest first.
pub async fn open(db: &impl ConnectionTrait, sight: &Sight) -> Result<Vec<request::Model>, DbErr> {
    use request::Column::{Id, OpenedAt, State};
    request::Entity::find()
        .filter(sight.requests())
        .filter(State.is_in(open_states()))
        .order_by_desc(OpenedAt)
        .order_by_desc(Id)
        .all(db)
        .await
}

/// A household's own requests and complaints, and those of the households merged into it, the newest first.
pub async fn of_household(
    db: &impl ConnectionTrait,
    household_id: Uuid,
    limit: u64,
) -> Result<Vec<request::Model>, DbErr> {
    request::Entity::find()
        .filter(sight::of_household(request::Column::HouseholdId, household_id))
        .order_by_desc(request::Column::OpenedAt)
        .order_by_desc(request::Column::Id)
        .limit(limit)
        .all(db)
        .await
}

/// One of a household's own requests.
pub async fn one_of_household(
    db: &impl ConnectionTrait,
    household_id: Uuid,
    id: Uuid,
) -> Result<Option<request::Model>, DbErr> {
    request::Entity::find_by_id(id)
        .filter(sight::of_household(request::Column::HouseholdId, household_id))
        .one(db)
        .await
}

/// The states of a household's requests, complaints aside, for a rule.
pub(super) async fn states_of_household(
    db: &impl ConnectionTrait,
    household_id: Uuid,
) -> Result<Vec<String>, DbErr> {
    use request::Column::{Complaint, HouseholdId, State};
    request::Entity::find()
        .select_only()
        .column(State)
        .filter(HouseholdId.eq(household_id))
        .filter(Complaint.eq(false))
        .into_tuple()
        .all(db)
        .await
}

/// A row by its id alone, for the rules: to see whether an id is taken, for the sweep. Never to show it.
pub(super) async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<request::Model>, DbErr> {
    request::Entity::find_by_id(id).one(db).await
}

/// Writes a changed row over the version it was made from. False when that version is no longer there.
pub(super) async fn replace(
    tx: &impl ConnectionTrait,
    version: i32,
    after: &request::Model,
) -> Result<bool, DbErr> {
    let changed = request::Entity::update_many()
        .set(after.clone().into_active_model().reset_all())
        .filter(request::Column::Id.eq(after.id))
        .filter(request::Column::Version.eq(version))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

pub async fn events(db: &impl ConnectionTrait, request_id: Uuid) -> Result<Vec<request_event::Model>, DbErr> {
    request_event::Entity::find()
        .filter(request_event::Column::RequestId.eq(request_id))
        .order_by_asc(request_event::Column::Seq)
        .all(db)
        .await
}

pub(super) async fn last_seq(db: &impl ConnectionTrait, request_id: Uuid) -> Result<i32, DbErr> {
    let last = request_event::Entity::find()
        .filter(request_event::Column::RequestId.eq(request_id))
        .order_by_desc(request_event::Column::Seq)
        .one(db)
        .await?;
    Ok(last.map_or(0, |event| event.seq))
}

/// Whether the household disputed a refusal of this request before.
pub(super) async fn decline_disputed(db: &impl ConnectionTrait, request_id: Uuid) -> Result<bool, DbErr> {
    use request_event::Column;
    let found = request_event::Entity::find()
        .filter(Column::RequestId.eq(request_id))
        .filter(Column::Verb.eq(Verb::Dispute.as_str()))
        .filter(Column::FromState.eq(State::Declined.as_str()))
        .one(db)
        .await?;
    Ok(found.is_some())
}

pub async fn deadlines(db: &impl ConnectionTrait, request_id: Uuid) -> Result<Vec<deadline::Model>, DbErr> {
    deadline::Entity::find()
        .filter(deadline::Column::RequestId.eq(request_id))
        .order_by_asc(deadline::Column::StartsOn)
        .order_by_asc(deadline::Column::Id)
        .all(db)
        .await
}

fn running() -> Condition {
    Condition::all().add(deadline::Column::MetAt.is_null()).add(deadline::Column::MissedAt.is_null())
}

pub(super) async fn running_deadline(
    db: &impl ConnectionTrait,
    request_id: Uuid,
) -> Result<Option<deadline::Model>, DbErr> {
    deadline::Entity::find()
        .filter(deadline::Column::RequestId.eq(request_id))
        .filter(running())
        .order_by_desc(deadline::Column::Id)
        .one(db)
        .await
}

/// Running deadlines whose last day lies before today, the oldest first.
pub(super) async fn missed_deadlines(
    db: &impl ConnectionTrait,
    today: NaiveDate,
    limit: u64,
) -> Result<Vec<deadline::Model>, DbErr> {
    deadline::Entity::find()
        .filter(running())
        .filter(deadline::Column::DueOn.lt(today))
        .order_by_asc(deadline::Column::DueOn)
        .order_by_asc(deadline::Column::Id)
        .limit(limit)
        .all(db)
        .await
}

/// Ends a running deadline. False when it does not run any more.
pub(super) async fn end_deadline(
    tx: &impl ConnectionTrait,
    id: Uuid,
    missed: bool,
    at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    use deadline::Column::{Id, MetAt, MissedAt};
    let ended = deadline::Entity::update_many()
        .col_expr(if missed { MissedAt } else { MetAt }, Expr::value(at))
        .filter(Id.eq(id))
        .filter(running())
        .exec(tx)
        .await?;
    Ok(ended.rows_affected == 1)
}

pub async fn topics(db: &impl ConnectionTrait) -> Result<Vec<topic::Model>, DbErr> {
    topic::Entity::find().order_by_asc(topic::Column::Code).all(db).await
}

pub async fn topics_by_id(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<Vec<topic::Model>, DbErr> {
    topic::Entity::find().filter(topic::Column::Id.is_in(ids)).all(db).await
}

pub(super) async fn has_topic(db: &impl ConnectionTrait, id: Uuid) -> Result<bool, DbErr> {
    Ok(topic::Entity::find_by_id(id).one(db).await?.is_some())
}

#[derive(FromQueryResult)]
struct OpenOf {
    id: Uuid,
    open: i64,
    overdue: i64,
}

/// Of each official, the requests that are not closed and of these the overdue ones. Complaints are not among them.
pub async fn open_of_officials(
    db: &impl ConnectionTrait,
    officials: &[Uuid],
    today: NaiveDate,
) -> Result<HashMap<Uuid, (u64, u64)>, DbErr> {
    use request::Column::{Complaint, DueOn, Id, OfficialId, State};
    let overdue: SimpleExpr = Expr::case(DueOn.lt(today), 1).finally(Expr::value(None::<i32>)).into();
    let rows = request::Entity::find()
        .select_only()
        .column_as(OfficialId, "id")
        .column_as(Id.count(), "open")
        .column_as(SimpleExpr::from(Func::count(overdue)), "overdue")
        .filter(OfficialId.is_in(officials.to_vec()))
        .filter(State.is_in(open_states()))
        .filter(Complaint.eq(false))
        .group_by(OfficialId)
        .into_model::<OpenOf>()
        .all(db)
        .await?;
    let number = |number: i64| u64::try_from(number).unwrap_or(0);
    Ok(rows.into_iter().map(|row| (row.id, (number(row.open), number(row.overdue)))).collect())
}

/// Gives the requests of households that are not closed to a new official, or to none; those he has to act on become
/// his. Their version rises, so that nothing is written over what somebody saw before. Answers how many.
pub(super) async fn hand_over(
    tx: &impl ConnectionTrait,
    households: &[Uuid],
    official_id: Option<Uuid>,
) -> Result<u64, DbErr> {
    use request::Column::{Complaint, HouseholdId, OfficialId, OwnerId, OwnerKind, State, Version};
    let open = || {
        Condition::all()
            .add(sight::of_households(HouseholdId, households))
            .add(State.is_in(open_states()))
            // What was said about the one before him stays with that one.
            .add(Complaint.eq(false))
    };
    request::Entity::update_many()
        .col_expr(OwnerId, Expr::value(official_id))
        .filter(open())
        .filter(OwnerKind.eq("official"))
        .exec(tx)
        .await?;
    let changed = request::Entity::update_many()
        .col_expr(OfficialId, Expr::value(official_id))
        .col_expr(Version, Expr::col(Version).add(1))
        .filter(open())
        .exec(tx)
        .await?;
    Ok(changed.rows_affected)
}

/// Households at which an official has open requests.
pub(super) async fn households_with_open_of(
    db: &impl ConnectionTrait,
    official_id: Uuid,
) -> Result<Vec<Uuid>, DbErr> {
    use request::Column::{Complaint, HouseholdId, OfficialId, State};
    request::Entity::find()
        .select_only()
        .column(HouseholdId)
        .distinct()
        .filter(OfficialId.eq(official_id))
        .filter(State.is_in(open_states()))
        .filter(Complaint.eq(false))
        .into_tuple()
        .all(db)
        .await
}

/// Puts open requests into another village, with the leader who has to act there. What was closed stays where it
/// happened.
pub(super) async fn relocate(
    tx: &impl ConnectionTrait,
    which: Condition,
    village_id: Uuid,
    leaders: [(&'static str, Option<Uuid>); 4],
) -> Result<u64, DbErr> {
    use request::Column::{Level, OwnerId, OwnerKind, State, Version, VillageId};
    let open = || Condition::all().add(which.clone()).add(State.is_in(open_states()));
    for (level, leader) in leaders {
        request::Entity::update_many()
            .col_expr(OwnerId, Expr::value(leader))
            .filter(open())
            .filter(OwnerKind.eq("leader"))
            // Without a level it is the village's.
            .filter(Level.eq(level).or(Level.is_null().and(Expr::value(level == "village").eq(true))))
            .exec(tx)
            .await?;
    }
    let changed = request::Entity::update_many()
        .col_expr(VillageId, Expr::value(village_id))
        .col_expr(Version, Expr::col(Version).add(1))
        .filter(open())
        .exec(tx)
        .await?;
    Ok(changed.rows_affected)
}

/// The same for many households and officials, in two statements.
pub(super) async fn hand_over_all(tx: &impl ConnectionTrait, moved: &str, id: Uuid) -> Result<(), DbErr> {
    let open = open_states().map(|state| format!("'{state}'")).collect::<Vec<_>>().join(", ");
    for (set, owned) in [
        ("owner_id = moved.official_id", " AND request.owner_kind = 'official'"),
        ("official_id = moved.official_id, version = request.version + 1", ""),
    ] {
        let sql = format!(
            "UPDATE request SET {set} FROM ({moved}) moved \
             WHERE request.household_id = moved.household_id AND request.state IN ({open}) \
             AND request.complaint = $2{owned}"
        );
        let values = [id.into(), false.into()];
        tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    }
    Ok(())
}
