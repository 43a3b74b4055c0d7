//! Queries on comments, their summaries, and how often reasons were given.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Statement, Value,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use crate::rating::store::CHUNK;
use entity::{
    grid, rating_comment,
    rating_comment::{Column, Entity, Model},
    rating_reason, rating_summary,
    sealed::Sealed,
};

pub const SEALED_TEXT: &str = "rating_comment.text";
pub const SEALED_REDACTED: &str = "rating_comment.redacted";

/// Until the rules have had their turn; nobody reads it.
pub(super) const HELD: &str = "held";
/// For a person.
pub(super) const WAITING: &str = "waiting";
/// A person has looked at it.
pub(super) const CHECKED: &str = "checked";
/// A person has looked at it, and it goes into no summary.
pub(super) const LEFT_OUT: &str = "left_out";

pub(super) async fn add_comments(tx: &impl ConnectionTrait, rows: Vec<Model>) -> Result<(), DbErr> {
    for rows in rows.chunks(CHUNK) {
        let rows = rows.iter().cloned().map(IntoActiveModel::into_active_model);
        Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

pub(super) async fn add_reasons(
    tx: &impl ConnectionTrait,
    rows: Vec<rating_reason::Model>,
) -> Result<(), DbErr> {
    for rows in rows.chunks(CHUNK) {
        let rows = rows.iter().cloned().map(IntoActiveModel::into_active_model);
        rating_reason::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Some officials with comments that the rules have not redacted.
pub(super) async fn held_officials(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    limit: u64,
) -> Result<Vec<Uuid>, DbErr> {
    Entity::find()
        .select_only()
        .column(Column::OfficialId)
        .distinct()
        .filter(Column::RoundId.eq(round_id))
        .filter(Column::State.eq(HELD))
        .limit(limit)
        .into_tuple()
        .all(db)
        .await
}

pub(super) async fn held(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    officials: &[Uuid],
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::RoundId.eq(round_id))
        .filter(Column::OfficialId.is_in(officials.iter().copied()))
        .filter(Column::State.eq(HELD))
        .all(db)
        .await
}

pub(super) async fn put_redacted(tx: &impl ConnectionTrait, rows: Vec<Model>) -> Result<(), DbErr> {
    let over = OnConflict::column(Column::Id).update_columns([Column::State, Column::Redacted]).to_owned();
    for rows in rows.chunks(CHUNK) {
        let rows = rows.iter().cloned().map(IntoActiveModel::into_active_model);
        Entity::insert_many(rows).on_conflict(over.clone()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// What grids are called, by their paths.
pub(super) async fn places(db: &impl ConnectionTrait) -> Result<HashMap<String, String>, DbErr> {
    let grids = grid::Entity::find().all(db).await?;
    Ok(grids.into_iter().map(|grid| (grid.path, grid.name)).collect())
}

#[derive(FromQueryResult)]
struct Word {
    official_id: Uuid,
    word: String,
}

async fn words(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    officials: &[Uuid],
    from: &[&str],
) -> Result<Vec<(Uuid, String)>, DbErr> {
    let places: Vec<String> = (2..officials.len() + 2).map(|nth| format!("${nth}")).collect();
    let which = format!("WHERE m.round_id = $1 AND m.official_id IN ({})", places.join(", "));
    let parts: Vec<String> = from
        .iter()
        .map(|from| {
            let (word, join) = from.split_once(' ').unwrap_or((from, ""));
            format!("SELECT m.official_id AS official_id, {word} AS word FROM rating_map m {join} {which}")
        })
        .collect();
    let values: Vec<Value> =
        std::iter::once(round_id).chain(officials.iter().copied()).map(Value::from).collect();
    let sql = parts.join(" UNION ");
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let rows = Word::find_by_statement(statement).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.official_id, row.word)).collect())
}

/// The names of all who could have written, as it was frozen: the people of the households, or the colleagues of a unit.
pub(super) async fn raters(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    officials: &[Uuid],
) -> Result<Vec<(Uuid, String)>, DbErr> {
    let from = [
        "h.head_name JOIN household h ON h.id = m.rater_id",
        "p.name JOIN member p ON p.household_id = m.rater_id",
        "o.name JOIN official o ON o.id = m.rater_id",
    ];
    words(db, round_id, officials, &from).await
}

/// The paths of the villages where an official's households live.
pub(super) async fn villages(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    officials: &[Uuid],
) -> Result<Vec<(Uuid, String)>, DbErr> {
    let from = ["g.path JOIN household h ON h.id = m.rater_id JOIN grid g ON g.id = h.village_id"];
    words(db, round_id, officials, &from).await
}

/// An official with comments, and how far they are.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Commented {
    pub official_id: Uuid,
    pub number: String,
    pub name: String,
    pub unit_name: String,
    pub answers: i32,
    pub unscored: Option<String>,
    pub comments: i64,
    pub waiting: i64,
    pub written_at: Option<DateTime<Utc>>,
    pub released_at: Option<DateTime<Utc>>,
}

/// Officials with comments by their numbers, without the one who asks.
pub(super) async fn commented(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    not: Option<Uuid>,
    after: Option<&str>,
    limit: u64,
) -> Result<Vec<Commented>, DbErr> {
    let sql = "SELECT o.id AS official_id, o.number AS number, o.name AS name, u.name AS unit_name, \
                      r.counted AS answers, r.unscored AS unscored, c.comments AS comments, c.waiting AS waiting, \
                      s.written_at AS written_at, s.released_at AS released_at \
               FROM (SELECT official_id, count(*) AS comments, \
                            sum(CASE WHEN state IN ('held', 'waiting') THEN 1 ELSE 0 END) AS waiting \
                     FROM rating_comment WHERE round_id = $1 GROUP BY official_id) c \
               JOIN official o ON o.id = c.official_id \
               JOIN unit u ON u.id = o.unit_id \
               JOIN rating_result r ON r.round_id = $1 AND r.official_id = c.official_id \
               LEFT JOIN rating_summary s ON s.round_id = $1 AND s.official_id = c.official_id \
               WHERE o.number > $2 AND o.id <> $3 ORDER BY o.number LIMIT $4";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let values: [Value; 4] =
        [round_id.into(), after.unwrap_or_default().into(), not.unwrap_or(Uuid::nil()).into(), limit.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Commented::find_by_statement(statement).all(db).await
}

/// What an official's households wrote, as far as the rules have redacted it.
pub(super) async fn of_official(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    official_id: Uuid,
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::RoundId.eq(round_id))
        .filter(Column::OfficialId.eq(official_id))
        .filter(Column::State.ne(HELD))
        .order_by_asc(Column::Id)
        .all(db)
        .await
}

pub(super) async fn comment(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).filter(Column::State.ne(HELD)).one(db).await
}

pub(super) async fn check(
    tx: &impl ConnectionTrait,
    id: Uuid,
    state: &str,
    redacted: Sealed,
    by: Uuid,
) -> Result<(), DbErr> {
    let row = rating_comment::ActiveModel {
        state: sea_orm::ActiveValue::Set(state.to_owned()),
        redacted: sea_orm::ActiveValue::Set(Some(redacted)),
        checked_by: sea_orm::ActiveValue::Set(Some(by)),
        ..Default::default()
    };
    Entity::update_many().set(row).filter(Column::Id.eq(id)).exec(tx).await.map(drop)
}

/// How many nobody has looked at.
pub(super) async fn unchecked(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    official_id: Uuid,
) -> Result<u64, DbErr> {
    Entity::find()
        .filter(Column::RoundId.eq(round_id))
        .filter(Column::OfficialId.eq(official_id))
        .filter(Column::State.is_in([HELD, WAITING]))
        .count(db)
        .await
}

/// Forgets what was written as it was written.
pub(super) async fn forget_texts(
    tx: &impl ConnectionTrait,
    round_id: Uuid,
    official_id: Uuid,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::Text, Expr::value(None::<Vec<u8>>))
        .filter(Column::RoundId.eq(round_id))
        .filter(Column::OfficialId.eq(official_id))
        .exec(tx)
        .await
        .map(drop)
}

/// How often each reason was given of an official.
pub(super) async fn reasons(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    official_id: Uuid,
) -> Result<Vec<rating_reason::Model>, DbErr> {
    rating_reason::Entity::find()
        .filter(rating_reason::Column::RoundId.eq(round_id))
        .filter(rating_reason::Column::OfficialId.eq(official_id))
        .order_by_desc(rating_reason::Column::Named)
        .order_by_asc(rating_reason::Column::Reason)
        .all(db)
        .await
}

pub(super) async fn summary(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    official_id: Uuid,
) -> Result<Option<rating_summary::Model>, DbErr> {
    rating_summary::Entity::find_by_id((round_id, official_id)).one(db).await
}

/// Writes a summary over what was written before and is not released.
pub(super) async fn put_summary(tx: &impl ConnectionTrait, row: rating_summary::Model) -> Result<(), DbErr> {
    use rating_summary::Column;
    let over = OnConflict::columns([Column::RoundId, Column::OfficialId])
        .update_columns([Column::Lines, Column::WrittenBy, Column::WrittenAt, Column::ReleasedAt])
        .to_owned();
    rating_summary::Entity::insert(row.into_active_model())
        .on_conflict(over)
        .exec_without_returning(tx)
        .await
        .map(drop)
}
