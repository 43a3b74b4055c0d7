//! Queries on whose slips are printed where.

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Statement};
use uuid::Uuid;

/// An official and the village in which most of his households of a round lie.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct Placed {
    pub official_id: Uuid,
    pub village_id: Uuid,
}

/// Where the officials of a round have most of their households, as far as that is below a path.
pub async fn placed(db: &impl ConnectionTrait, round_id: Uuid, path: &str) -> Result<Vec<Placed>, DbErr> {
    let sql = "WITH counted AS (SELECT m.official_id AS official_id, g.id AS village_id, g.code AS code, \
               g.path AS path, count(*) AS n FROM rating_map m JOIN household h ON h.id = m.rater_id \
               JOIN grid g ON g.id = h.village_id WHERE m.round_id = $1 \
               GROUP BY m.official_id, g.id, g.code, g.path), \
               placed AS (SELECT official_id, village_id, path, row_number() OVER (PARTITION BY official_id \
               ORDER BY n DESC, code) AS place FROM counted) \
               SELECT official_id, village_id FROM placed \
               WHERE place = 1 AND (path = $2 OR path LIKE $2 || '/%')";
    let statement =
        Statement::from_sql_and_values(db.get_database_backend(), sql, [round_id.into(), path.into()]);
    Placed::find_by_statement(statement).all(db).await
}
