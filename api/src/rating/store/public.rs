//! Queries for the pages that everybody reads.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};
use uuid::Uuid;

use entity::rating_round;

/// Rounds of which something was published, the newest first.
pub async fn announced_rounds(
    db: &impl ConnectionTrait,
    limit: u64,
) -> Result<Vec<rating_round::Model>, DbErr> {
    use rating_round::Column;
    rating_round::Entity::find()
        .filter(Condition::any().add(Column::KeyList.is_not_null()).add(Column::BundleId.is_not_null()))
        .order_by_desc(Column::OpensOn)
        .order_by_desc(Column::Code)
        .limit(limit)
        .all(db)
        .await
}

/// An official whose count makes no score.
#[derive(Clone, Debug, FromQueryResult)]
pub struct CountVoid {
    pub number: String,
    pub name: String,
    pub unit: String,
    /// None: more was cast one way than was issued, so that nothing was counted.
    pub reason: Option<String>,
}

/// Whoever's count does not hold, by number.
pub async fn void_counts(db: &impl ConnectionTrait, round_id: Uuid) -> Result<Vec<CountVoid>, DbErr> {
    let sql = "SELECT o.number AS number, o.name AS name, u.name AS unit, r.unscored AS reason \
               FROM rating_result r JOIN official o ON o.id = r.official_id JOIN unit u ON u.id = o.unit_id \
               WHERE r.round_id = $1 AND (r.unscored IS NOT NULL OR (r.counted = 0 AND r.cast_count > 0)) \
               ORDER BY o.number";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [round_id.into()]);
    CountVoid::find_by_statement(statement).all(db).await
}

/// An official of a round.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Called {
    pub number: String,
    pub name: String,
    pub unit: String,
}

/// Officials of a round with this number or this name; there are few of one name.
pub async fn officials_called(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    called: &str,
) -> Result<Vec<Called>, DbErr> {
    let sql = "SELECT o.number AS number, o.name AS name, u.name AS unit FROM rating_roster r \
               JOIN official o ON o.id = r.official_id JOIN unit u ON u.id = o.unit_id \
               WHERE r.round_id = $1 AND (o.number = $2 OR o.name = $3) ORDER BY o.number LIMIT 20";
    let values = [round_id.into(), called.to_uppercase().into(), called.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Called::find_by_statement(statement).all(db).await
}
