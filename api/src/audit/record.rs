//! The record that is tested on stage: what an official says he did this year, up to the moment he was drawn. Work
//! entered after the draw does not change it, so that a reload shows the same.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, PaginatorTrait, QueryFilter,
    QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::view::Record;
use crate::clock::{china_day, china_midnight};
use entity::{link, official, request, request_event, visit};

/// The record of the official with this number; none when he is not on the roster of the county any more.
pub(super) async fn of(
    db: &impl ConnectionTrait,
    number: &str,
    until: DateTime<Utc>,
) -> Result<Option<Record>, DbErr> {
    let official: Option<Uuid> = official::Entity::find()
        .select_only()
        .column(official::Column::Id)
        .filter(official::Column::Number.eq(number))
        .into_tuple()
        .one(db)
        .await?;
    let Some(official_id) = official else { return Ok(None) };
    let day = china_day(until);
    let year = NaiveDate::from_ymd_opt(day.year(), 1, 1).map_or(until, china_midnight);
    let (visits, households_visited) = visits(db, official_id, year, until).await?;
    let (requests, requests_answered) = requests(db, official_id, year, until).await?;
    let households = link::Entity::find()
        .filter(link::Column::OfficialId.eq(official_id))
        .filter(link::Column::ValidFrom.lte(day))
        .filter(Condition::any().add(link::Column::ValidTo.is_null()).add(link::Column::ValidTo.gt(day)))
        .count(db)
        .await?;
    Ok(Some(Record {
        visits: narrow(visits),
        households_visited: narrow(households_visited),
        households: u32::try_from(households).unwrap_or(u32::MAX),
        requests: narrow(requests),
        requests_answered: narrow(requests_answered),
    }))
}

async fn visits(
    db: &impl ConnectionTrait,
    official_id: Uuid,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<(i64, i64), DbErr> {
    let counts: Option<(i64, i64)> = visit::Entity::find()
        .select_only()
        .column_as(visit::Column::Id.count(), "visits")
        .column_as(Expr::col(visit::Column::HouseholdId).count_distinct(), "households")
        .filter(visit::Column::OfficialId.eq(official_id))
        .filter(visit::Column::ClaimedAt.between(from, until))
        .filter(visit::Column::ReceivedAt.lte(until))
        .into_tuple()
        .one(db)
        .await?;
    Ok(counts.unwrap_or_default())
}

/// Requests raised and answered. A complaint about him is the inspector's and is no part of it.
async fn requests(
    db: &impl ConnectionTrait,
    official_id: Uuid,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<(i64, i64), DbErr> {
    let raised = request::Entity::find()
        .filter(request::Column::OfficialId.eq(official_id))
        .filter(request::Column::Complaint.eq(false))
        .filter(request::Column::OpenedAt.between(from, until));
    let answered: Option<i64> = raised
        .clone()
        .join_rev(
            JoinType::InnerJoin,
            request_event::Entity::belongs_to(request::Entity)
                .from(request_event::Column::RequestId)
                .to(request::Column::Id)
                .into(),
        )
        .filter(request_event::Column::ToState.eq("answered"))
        .filter(request_event::Column::At.lte(until))
        .select_only()
        .column_as(
            Expr::col((request_event::Entity, request_event::Column::RequestId)).count_distinct(),
            "answered",
        )
        .into_tuple()
        .one(db)
        .await?;
    let raised = i64::try_from(raised.count(db).await?).unwrap_or(i64::MAX);
    Ok((raised, answered.unwrap_or_default()))
}

fn narrow(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(0)
}
