//! Queries over requests. Lists and single rows want a sight, or the household whose they are.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

use super::open_states;
use entity::request;

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
    let overdue = Expr::case(DueOn.lt(today), 1).finally(Expr::value(None::<i32>)).into();
    let rows = request::Entity::find()
        .select_only()
        .column_as(OfficialId, "id")
        .column_as(Id.count(), "open")
        .column_as(count(overdue), "overdue")
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

fn count(expression: sea_orm::sea_query::SimpleExpr) -> sea_orm::sea_query::SimpleExpr {
    sea_orm::sea_query::Func::count(expression).into()
}
