//! Queries on duty reports.

use chrono::{DateTime, Utc};
use domain::rating::RoundState;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, PaginatorTrait,
    QueryFilter, QueryOrder, Statement, Value, sea_query::OnConflict,
};
use uuid::Uuid;

use entity::{duty_report, rating_key, rating_report, rating_roster, rating_round};

pub async fn report(
    db: &impl ConnectionTrait,
    official_id: Uuid,
    year: i32,
) -> Result<Option<duty_report::Model>, DbErr> {
    duty_report::Entity::find_by_id((official_id, year)).one(db).await
}

/// Writes a report, over an earlier one of the year.
pub async fn put_report(
    tx: &impl ConnectionTrait,
    official_id: Uuid,
    year: i32,
    text: String,
    written: (DateTime<Utc>, Uuid),
) -> Result<(), DbErr> {
    use duty_report::Column;
    let row = duty_report::ActiveModel {
        official_id: Set(official_id),
        year: Set(year),
        text: Set(text),
        written_at: Set(written.0),
        written_by: Set(Some(written.1)),
    };
    let over = OnConflict::columns([Column::OfficialId, Column::Year])
        .update_columns([Column::Text, Column::WrittenAt, Column::WrittenBy])
        .to_owned();
    duty_report::Entity::insert(row).on_conflict(over).exec_without_returning(tx).await.map(drop)
}

/// The names of the open rounds that rate an official.
pub async fn open_rounds_of(db: &impl ConnectionTrait, official_id: Uuid) -> Result<Vec<String>, DbErr> {
    let rounds = rating_round::Entity::find()
        .filter(rating_round::Column::State.eq(RoundState::Open.as_str()))
        .order_by_asc(rating_round::Column::Code)
        .all(db)
        .await?;
    let mut names = Vec::new();
    for round in rounds {
        if rating_roster::Entity::find_by_id((round.id, official_id)).one(db).await?.is_some() {
            names.push(round.name);
        }
    }
    Ok(names)
}

/// Keeps what stands in the reports of a year for the officials of a round. Returns how many of them have none.
pub async fn freeze(tx: &impl ConnectionTrait, round_id: Uuid, year: i32) -> Result<u64, DbErr> {
    let sql = "INSERT INTO rating_report (round_id, official_id, text) \
               SELECT r.round_id, r.official_id, d.text FROM rating_roster r \
               JOIN duty_report d ON d.official_id = r.official_id AND d.year = $2 WHERE r.round_id = $1";
    let statement =
        Statement::from_sql_and_values(tx.get_database_backend(), sql, [round_id.into(), year.into()]);
    let frozen = tx.execute_raw(statement).await?.rows_affected();
    let rated =
        rating_roster::Entity::find().filter(rating_roster::Column::RoundId.eq(round_id)).count(tx).await?;
    Ok(rated.saturating_sub(frozen))
}

/// What a round shows of an official.
pub async fn frozen(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    official_id: Uuid,
) -> Result<Option<String>, DbErr> {
    let row = rating_report::Entity::find_by_id((round_id, official_id)).one(db).await?;
    Ok(row.map(|row| row.text))
}

/// Officials for whom a round makes keys: those whom it will rate.
pub async fn rated(db: &impl ConnectionTrait, round_id: Uuid) -> Result<u64, DbErr> {
    rating_key::Entity::find().filter(rating_key::Column::RoundId.eq(round_id)).count(db).await
}

/// Of them, those without a report of the year.
const MISSING: &str = "FROM rating_key k JOIN official o ON o.id = k.official_id WHERE k.round_id = $1 AND NOT EXISTS \
                       (SELECT 1 FROM duty_report d WHERE d.official_id = k.official_id AND d.year = $2)";

#[derive(FromQueryResult)]
struct Count {
    n: i64,
}

pub async fn count_missing(db: &impl ConnectionTrait, round_id: Uuid, year: i32) -> Result<u64, DbErr> {
    let sql = format!("SELECT count(*) AS n {MISSING}");
    let statement =
        Statement::from_sql_and_values(db.get_database_backend(), sql, [round_id.into(), year.into()]);
    let count = Count::find_by_statement(statement).one(db).await?;
    Ok(count.and_then(|count| u64::try_from(count.n).ok()).unwrap_or(0))
}

#[derive(FromQueryResult)]
struct Found {
    id: Uuid,
}

/// A page of them by number.
pub async fn missing(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    year: i32,
    after: Option<&str>,
    limit: u64,
) -> Result<Vec<Uuid>, DbErr> {
    let mut values: Vec<Value> = vec![round_id.into(), year.into()];
    let mut sql = format!("SELECT o.id AS id {MISSING}");
    if let Some(after) = after {
        sql.push_str(" AND o.number > $3");
        values.push(after.into());
    }
    sql = format!("{sql} ORDER BY o.number LIMIT {limit}");
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let found = Found::find_by_statement(statement).all(db).await?;
    Ok(found.into_iter().map(|found| found.id).collect())
}
