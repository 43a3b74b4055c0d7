//! Queries on the keys of a round: one pair for each official.

use chrono::NaiveDate;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Statement,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use super::{execute, in_scope};
use entity::{rating_key, rating_roster, rating_round};

/// Notes who gets a key, from the links of a day. May be repeated; keys that are made stay. Returns how many there are.
pub async fn plan_keys(
    tx: &impl ConnectionTrait,
    round: &rating_round::Model,
    day: NaiveDate,
) -> Result<u64, DbErr> {
    let (from, values) = in_scope(round, day);
    // Without a condition SQLite would take the conflict's ON for that of a join.
    let sql = format!(
        "INSERT INTO rating_key (round_id, official_id) SELECT DISTINCT $1, who.official_id {from} WHERE true \
         ON CONFLICT (round_id, official_id) DO NOTHING"
    );
    execute(tx, &sql, values).await?;
    rating_key::Entity::find().filter(rating_key::Column::RoundId.eq(round.id)).count(tx).await
}

/// Officials of a round who have no key yet.
pub async fn keys_to_make(db: &impl ConnectionTrait, round_id: Uuid, limit: u64) -> Result<Vec<Uuid>, DbErr> {
    rating_key::Entity::find()
        .select_only()
        .column(rating_key::Column::OfficialId)
        .filter(rating_key::Column::RoundId.eq(round_id))
        .filter(rating_key::Column::Modulus.is_null())
        .order_by_asc(rating_key::Column::OfficialId)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await
}

/// How many keys of a round are made.
pub async fn keys_made(db: &impl ConnectionTrait, round_id: Uuid) -> Result<u64, DbErr> {
    rating_key::Entity::find()
        .filter(rating_key::Column::RoundId.eq(round_id))
        .filter(rating_key::Column::Modulus.is_not_null())
        .count(db)
        .await
}

pub async fn put_keys(tx: &impl ConnectionTrait, rows: Vec<rating_key::Model>) -> Result<(), DbErr> {
    use rating_key::Column;
    let over = OnConflict::columns([Column::RoundId, Column::OfficialId])
        .update_columns([Column::Modulus, Column::Sealed])
        .to_owned();
    let rows = rows.into_iter().map(|row| rating_key::ActiveModel {
        round_id: Set(row.round_id),
        official_id: Set(row.official_id),
        modulus: Set(row.modulus),
        sealed: Set(row.sealed),
    });
    rating_key::Entity::insert_many(rows).on_conflict(over).exec_without_returning(tx).await.map(drop)
}

pub async fn key(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    official_id: Uuid,
) -> Result<Option<rating_key::Model>, DbErr> {
    rating_key::Entity::find_by_id((round_id, official_id)).one(db).await
}

/// An official's key, by his number.
#[derive(Clone, Debug, FromQueryResult)]
pub struct NumberedKey {
    pub number: String,
    pub official_id: Uuid,
    pub modulus: Vec<u8>,
}

/// The keys of a round by the officials' numbers.
pub async fn numbered_keys(db: &impl ConnectionTrait, round_id: Uuid) -> Result<Vec<NumberedKey>, DbErr> {
    let sql = "SELECT o.number AS number, k.official_id AS official_id, k.modulus AS modulus FROM rating_key k \
               JOIN official o ON o.id = k.official_id WHERE k.round_id = $1 AND k.modulus IS NOT NULL";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [round_id.into()]);
    let mut keys = NumberedKey::find_by_statement(statement).all(db).await?;
    // Here and not in the query: each database sorts text in an order of its own.
    keys.sort_by(|left, right| left.number.cmp(&right.number));
    Ok(keys)
}

/// Forgets the secret halves of a round's keys.
pub async fn forget_keys(tx: &impl ConnectionTrait, round_id: Uuid) -> Result<(), DbErr> {
    rating_key::Entity::update_many()
        .col_expr(rating_key::Column::Sealed, Expr::value(None::<Vec<u8>>))
        .filter(rating_key::Column::RoundId.eq(round_id))
        .exec(tx)
        .await
        .map(drop)
}

/// Officials who are rated and have no key.
pub async fn without_key(db: &impl ConnectionTrait, round_id: Uuid) -> Result<u64, DbErr> {
    let has_key = rating_key::Entity::find()
        .select_only()
        .column(rating_key::Column::OfficialId)
        .filter(rating_key::Column::RoundId.eq(round_id))
        .filter(rating_key::Column::Modulus.is_not_null());
    rating_roster::Entity::find()
        .filter(rating_roster::Column::RoundId.eq(round_id))
        .filter(rating_roster::Column::OfficialId.not_in_subquery(sea_orm::QueryTrait::into_query(has_key)))
        .count(db)
        .await
}
