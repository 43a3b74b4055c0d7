//! Queries for what is noticed about rounds.

use chrono::{DateTime, NaiveDate, Utc};
use domain::rating::RoundState;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};
use uuid::Uuid;

use entity::{rating_pace, rating_round};

/// The rounds in which households rate or rated, as far as they were not closed before a moment; the newest first.
pub async fn rounds_since(
    db: &impl ConnectionTrait,
    since: DateTime<Utc>,
) -> Result<Vec<rating_round::Model>, DbErr> {
    use rating_round::Column;
    let begun = [RoundState::Open, RoundState::Closing, RoundState::Closed].map(RoundState::as_str);
    rating_round::Entity::find()
        .filter(Column::Kind.eq("household"))
        .filter(Column::State.is_in(begun))
        .filter(Column::ClosedAt.is_null().or(Column::ClosedAt.gte(since)))
        .order_by_desc(Column::OpensOn)
        .order_by_desc(Column::Code)
        .all(db)
        .await
}

/// The open rounds, and those that ended since they were looked at last.
pub async fn rounds_to_watch(db: &impl ConnectionTrait) -> Result<Vec<rating_round::Model>, DbErr> {
    use rating_round::Column;
    let watched = rating_pace::Entity::find().select_only().column(rating_pace::Column::RoundId);
    rating_round::Entity::find()
        .filter(
            Column::State
                .eq(RoundState::Open.as_str())
                .or(Column::Id.in_subquery(sea_orm::QueryTrait::into_query(watched))),
        )
        .order_by_asc(Column::Code)
        .all(db)
        .await
}

/// How many had been issued when the last day that was looked at began, by official.
pub async fn paces(db: &impl ConnectionTrait, round_id: Uuid) -> Result<Vec<rating_pace::Model>, DbErr> {
    rating_pace::Entity::find().filter(rating_pace::Column::RoundId.eq(round_id)).all(db).await
}

/// Writes down how many are issued as a day begins, over the day before.
pub async fn put_paces(tx: &impl ConnectionTrait, round_id: Uuid, day: NaiveDate) -> Result<(), DbErr> {
    let sql = "INSERT INTO rating_pace (round_id, official_id, day, issued) \
               SELECT r.round_id, r.official_id, $2, COALESCE(c.issued, 0) FROM rating_roster r LEFT JOIN \
               (SELECT official_id, count(*) AS issued FROM rating_issue WHERE round_id = $1 GROUP BY official_id) c \
               ON c.official_id = r.official_id WHERE r.round_id = $1 \
               ON CONFLICT (round_id, official_id) DO UPDATE SET day = excluded.day, issued = excluded.issued";
    let values = [round_id.into(), day.into()];
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await.map(drop)
}

/// Forgets the numbers of a round that is over.
pub async fn forget_paces(tx: &impl ConnectionTrait, round_id: Uuid) -> Result<(), DbErr> {
    rating_pace::Entity::delete_many()
        .filter(rating_pace::Column::RoundId.eq(round_id))
        .exec(tx)
        .await
        .map(drop)
}
