//! Queries on invitations.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, PaginatorTrait,
    QueryFilter, Statement,
};
use uuid::Uuid;

use entity::{official, rating_invitation, rating_issue, rating_map};

/// Rows per statement within PostgreSQL's and SQLite's bounds on values.
const CHUNK: usize = 2_000;

/// How many colleagues a unit has.
pub(super) async fn colleagues(db: &impl ConnectionTrait, unit_id: Uuid) -> Result<u64, DbErr> {
    official::Entity::find()
        .filter(official::Column::UnitId.eq(unit_id))
        .filter(official::Column::State.eq("active"))
        .count(db)
        .await
}

/// Somebody who rates in a round.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Rater {
    pub official_id: Uuid,
    pub number: String,
}

/// Who rates in a round, as it was frozen.
pub(super) async fn raters(db: &impl ConnectionTrait, round_id: Uuid) -> Result<Vec<Rater>, DbErr> {
    let sql = "SELECT DISTINCT o.id AS official_id, o.number AS number FROM rating_map m \
               JOIN official o ON o.id = m.rater_id WHERE m.round_id = $1";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [round_id.into()]);
    Rater::find_by_statement(statement).all(db).await
}

pub(super) async fn put(
    tx: &impl ConnectionTrait,
    rows: Vec<rating_invitation::ActiveModel>,
) -> Result<(), DbErr> {
    for rows in rows.chunks(CHUNK) {
        rating_invitation::Entity::insert_many(rows.to_vec()).exec_without_returning(tx).await?;
    }
    Ok(())
}

pub(super) async fn by_hash(
    db: &impl ConnectionTrait,
    hash: Vec<u8>,
) -> Result<Option<rating_invitation::Model>, DbErr> {
    rating_invitation::Entity::find().filter(rating_invitation::Column::CodeHash.eq(hash)).one(db).await
}

pub(super) async fn one(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    official_id: Uuid,
) -> Result<Option<rating_invitation::Model>, DbErr> {
    rating_invitation::Entity::find_by_id((round_id, official_id)).one(db).await
}

/// Puts the next version in the place of the one that was read; false when somebody was quicker.
pub(super) async fn replace(
    tx: &impl ConnectionTrait,
    (round_id, official_id): (Uuid, Uuid),
    former: i32,
    hash: Vec<u8>,
) -> Result<bool, DbErr> {
    use rating_invitation::Column;
    let change = rating_invitation::ActiveModel {
        version: Set(former + 1),
        code_hash: Set(hash),
        ..Default::default()
    };
    let changed = rating_invitation::Entity::update_many()
        .set(change)
        .filter(Column::RoundId.eq(round_id))
        .filter(Column::OfficialId.eq(official_id))
        .filter(Column::Version.eq(former))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// A letter's reader.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Reader {
    pub official_id: Uuid,
    pub number: String,
    pub name: String,
    pub post: String,
    pub version: i32,
}

/// Everybody who is invited, by number.
pub(super) async fn readers(db: &impl ConnectionTrait, round_id: Uuid) -> Result<Vec<Reader>, DbErr> {
    let sql = "SELECT i.official_id AS official_id, o.number AS number, o.name AS name, o.post AS post, \
                      i.version AS version \
               FROM rating_invitation i JOIN official o ON o.id = i.official_id WHERE i.round_id = $1";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [round_id.into()]);
    let mut readers = Reader::find_by_statement(statement).all(db).await?;
    // Here and not in the query: each database sorts text in an order of its own.
    readers.sort_by(|left, right| left.number.cmp(&right.number));
    Ok(readers)
}

/// How many are invited, how many ballots that makes, and how many were issued.
pub(super) async fn turnout(db: &impl ConnectionTrait, round_id: Uuid) -> Result<(u64, u64, u64), DbErr> {
    let invited = rating_invitation::Entity::find().filter(rating_invitation::Column::RoundId.eq(round_id));
    let ballots = rating_map::Entity::find().filter(rating_map::Column::RoundId.eq(round_id));
    let issued = rating_issue::Entity::find().filter(rating_issue::Column::RoundId.eq(round_id));
    Ok((invited.count(db).await?, ballots.count(db).await?, issued.count(db).await?))
}
