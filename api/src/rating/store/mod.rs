//! Queries on rounds: who rates whom, and who was issued a ballot.

mod key;
mod public;
mod reissue;
mod result;

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::rating::{RoundKind, RoundState};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, FromQueryResult, JoinType,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Statement, Value,
};
use uuid::Uuid;

use crate::caller::Sight;
use entity::{grid, official, rating_issue, rating_map, rating_roster, rating_round};

pub use key::*;
pub use public::*;
pub use reissue::*;
pub use result::*;

/// Rows per statement within PostgreSQL's and SQLite's bounds on values.
pub(super) const CHUNK: usize = 2_000;

/// A page of rounds, the newest first.
pub async fn rounds(
    db: &impl ConnectionTrait,
    _sight: &Sight,
    after: Option<&(NaiveDate, String)>,
    limit: u64,
) -> Result<Vec<rating_round::Model>, DbErr> {
    use rating_round::Column;
    let mut which = Condition::all();
    if let Some((day, code)) = after {
        which = which
            .add(Column::OpensOn.lt(*day).or(Column::OpensOn.eq(*day).and(Column::Code.lt(code.as_str()))));
    }
    rating_round::Entity::find()
        .filter(which)
        .order_by_desc(Column::OpensOn)
        .order_by_desc(Column::Code)
        .limit(limit)
        .all(db)
        .await
}

pub async fn round(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<rating_round::Model>, DbErr> {
    rating_round::Entity::find_by_id(id).one(db).await
}

/// The round, held still until the transaction ends: nothing is issued while it closes, nor does it close meanwhile.
pub async fn round_held(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<rating_round::Model>, DbErr> {
    rating_round::Entity::find_by_id(id).lock_shared().one(tx).await
}

/// The round, held until the transaction ends, when it is about to change.
pub async fn round_to_change(
    tx: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<rating_round::Model>, DbErr> {
    rating_round::Entity::find_by_id(id).lock_exclusive().one(tx).await
}

/// How many counts were signed and published.
pub async fn published(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    rating_round::Entity::find().filter(rating_round::Column::BundleId.is_not_null()).count(db).await
}

/// The rounds in which households, or colleagues, rate now.
pub async fn open_rounds(
    db: &impl ConnectionTrait,
    kind: RoundKind,
) -> Result<Vec<rating_round::Model>, DbErr> {
    let open = rating_round::Column::State.eq(RoundState::Open.as_str());
    let open = open.and(rating_round::Column::Kind.eq(kind.as_str()));
    rating_round::Entity::find().filter(open).order_by_asc(rating_round::Column::Code).all(db).await
}

pub async fn code_taken(db: &impl ConnectionTrait, code: &str) -> Result<bool, DbErr> {
    let found = rating_round::Entity::find().filter(rating_round::Column::Code.eq(code)).one(db).await?;
    Ok(found.is_some())
}

/// Who would rate whom on a day, as the end of a query over `who`; its first value is the round.
fn in_scope(round: &rating_round::Model, day: NaiveDate) -> (String, Vec<Value>) {
    if round.kind == RoundKind::Unit.as_str() {
        // Each colleague each other one, and nobody himself.
        let from = "FROM (SELECT r.id AS rater_id, o.id AS official_id FROM official r \
                    JOIN official o ON o.unit_id = r.unit_id AND o.id <> r.id \
                    WHERE r.unit_id = $2 AND r.state = 'active' AND o.state = 'active') who";
        return (from.to_owned(), vec![round.id.into(), round.scope_id.into()]);
    }
    let mut values: Vec<Value> = vec![round.id.into(), day.into()];
    let mut from = "FROM (SELECT l.household_id AS rater_id, l.official_id AS official_id FROM link l \
                    WHERE l.kind = 'thirty' AND l.valid_from <= $2 \
                    AND (l.valid_to IS NULL OR l.valid_to > $2)"
        .to_owned();
    let narrowed = match round.scope_kind.as_str() {
        "grid" => {
            " AND l.household_id IN (SELECT h.id FROM household h JOIN grid v ON v.id = h.village_id \
             JOIN grid s ON s.id = $3 WHERE v.path = s.path OR v.path LIKE s.path || '/%')"
        }
        "unit" => " AND l.official_id IN (SELECT o.id FROM official o WHERE o.unit_id = $3)",
        "official" => " AND l.official_id = $3",
        _ => "",
    };
    if !narrowed.is_empty() {
        from.push_str(narrowed);
        values.push(round.scope_id.into());
    }
    from.push_str(") who");
    (from, values)
}

/// Freezes who rates whom, from the links or the unit's roster of a day. Returns the number of officials.
pub async fn freeze(
    tx: &impl ConnectionTrait,
    round: &rating_round::Model,
    day: NaiveDate,
) -> Result<u64, DbErr> {
    let (from, values) = in_scope(round, day);
    let sql = format!(
        "INSERT INTO rating_map (round_id, rater_id, official_id) \
         SELECT DISTINCT $1, who.rater_id, who.official_id {from}"
    );
    execute(tx, &sql, values).await?;
    let sql = "INSERT INTO rating_roster (round_id, official_id, households, issued, reissued) \
               SELECT round_id, official_id, count(*), 0, 0 FROM rating_map WHERE round_id = $1 \
               GROUP BY round_id, official_id";
    execute(tx, sql, vec![round.id.into()]).await
}

async fn execute(tx: &impl ConnectionTrait, sql: &str, values: Vec<Value>) -> Result<u64, DbErr> {
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    Ok(tx.execute_raw(statement).await?.rows_affected())
}

/// Moves a round on, with what changes beside its state: false when it is in no such state.
pub async fn move_on(
    tx: &impl ConnectionTrait,
    id: Uuid,
    from: &[RoundState],
    with: rating_round::ActiveModel,
) -> Result<bool, DbErr> {
    let from = from.iter().map(|state| state.as_str());
    let moved = rating_round::Entity::update_many()
        .set(with)
        .filter(rating_round::Column::Id.eq(id))
        .filter(rating_round::Column::State.is_in(from))
        .exec(tx)
        .await?;
    Ok(moved.rows_affected == 1)
}

pub async fn roster_of(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    official_id: Uuid,
) -> Result<Option<rating_roster::Model>, DbErr> {
    rating_roster::Entity::find_by_id((round_id, official_id)).one(db).await
}

pub async fn roster(db: &impl ConnectionTrait, round_id: Uuid) -> Result<Vec<rating_roster::Model>, DbErr> {
    rating_roster::Entity::find().filter(rating_roster::Column::RoundId.eq(round_id)).all(db).await
}

/// Who rates whom among these households, as it was frozen.
pub async fn mapped(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    households: &[Uuid],
) -> Result<Vec<rating_map::Model>, DbErr> {
    rating_map::Entity::find()
        .filter(rating_map::Column::RoundId.eq(round_id))
        .filter(rating_map::Column::RaterId.is_in(households.iter().copied()))
        .all(db)
        .await
}

/// The same with the officials' numbers: household, number, official.
pub async fn mapped_numbers(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    households: &[Uuid],
) -> Result<Vec<(Uuid, String, Uuid)>, DbErr> {
    use rating_map::Column;
    rating_map::Entity::find()
        .select_only()
        .column(Column::RaterId)
        .column(official::Column::Number)
        .column(Column::OfficialId)
        .join(
            JoinType::InnerJoin,
            rating_map::Entity::belongs_to(official::Entity)
                .from(Column::OfficialId)
                .to(official::Column::Id)
                .into(),
        )
        .filter(Column::RoundId.eq(round_id))
        .filter(Column::RaterId.is_in(households.iter().copied()))
        .into_tuple()
        .all(db)
        .await
}

/// What was issued to these households, either way.
pub async fn issued_to(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    households: &[Uuid],
) -> Result<Vec<rating_issue::Model>, DbErr> {
    rating_issue::Entity::find()
        .filter(rating_issue::Column::RoundId.eq(round_id))
        .filter(rating_issue::Column::RaterId.is_in(households.iter().copied()))
        .all(db)
        .await
}

pub async fn add_issues(
    tx: &impl ConnectionTrait,
    rows: Vec<rating_issue::ActiveModel>,
) -> Result<(), DbErr> {
    for rows in rows.chunks(CHUNK) {
        rating_issue::Entity::insert_many(rows.to_vec()).exec_without_returning(tx).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct IssuedCount {
    official_id: Uuid,
    way: String,
    issued: i64,
    reissued: i64,
}

/// What an official's households were issued.
#[derive(Clone, Copy, Debug, Default)]
pub struct Issued {
    pub phone: u32,
    pub slip: u32,
    /// Of those of phones, issued again.
    pub reissued: u32,
}

/// What was issued, by official.
pub async fn issued(db: &impl ConnectionTrait, round_id: Uuid) -> Result<HashMap<Uuid, Issued>, DbErr> {
    use rating_issue::Column;
    let rows = rating_issue::Entity::find()
        .select_only()
        .column(Column::OfficialId)
        .column(Column::Way)
        .column_as(Column::RaterId.count(), "issued")
        .column_as(Column::Reissued.sum(), "reissued")
        .filter(Column::RoundId.eq(round_id))
        .group_by(Column::OfficialId)
        .group_by(Column::Way)
        .into_model::<IssuedCount>()
        .all(db)
        .await?;
    let mut officials: HashMap<Uuid, Issued> = HashMap::new();
    for row in rows {
        let issued = officials.entry(row.official_id).or_default();
        let count = u32::try_from(row.issued).unwrap_or(u32::MAX);
        issued.reissued += u32::try_from(row.reissued).unwrap_or(u32::MAX);
        if row.way == super::issue::PHONE {
            issued.phone = count;
        } else {
            issued.slip = count;
        }
    }
    Ok(officials)
}

/// Writes down how many were issued, when nothing is issued any more.
pub async fn count_issued(tx: &impl ConnectionTrait, round_id: Uuid) -> Result<(), DbErr> {
    let sql = "UPDATE rating_roster SET issued = counted.issued, reissued = counted.reissued FROM \
               (SELECT official_id, count(*) AS issued, sum(reissued) AS reissued FROM rating_issue WHERE round_id = $1 GROUP BY official_id) AS counted \
               WHERE rating_roster.round_id = $1 AND rating_roster.official_id = counted.official_id";
    execute(tx, sql, vec![round_id.into()]).await?;
    let sql = "UPDATE rating_round SET issued_total = (SELECT count(*) FROM rating_issue WHERE round_id = $1) \
               WHERE id = $1";
    execute(tx, sql, vec![round_id.into()]).await.map(drop)
}

#[derive(FromQueryResult)]
struct VillageCount {
    path: String,
    issued: i64,
}

/// Issued ballots by the path of the household's village.
pub async fn issued_by_village(
    db: &impl ConnectionTrait,
    round_id: Uuid,
) -> Result<Vec<(String, i64)>, DbErr> {
    let sql = "SELECT g.path AS path, count(*) AS issued FROM rating_issue i \
               JOIN household h ON h.id = i.rater_id JOIN grid g ON g.id = h.village_id \
               WHERE i.round_id = $1 GROUP BY g.path";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [round_id.into()]);
    let rows = VillageCount::find_by_statement(statement).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.path, row.issued)).collect())
}

pub async fn townships(db: &impl ConnectionTrait) -> Result<Vec<grid::Model>, DbErr> {
    grid::Entity::find()
        .filter(grid::Column::Level.eq("township"))
        .order_by_asc(grid::Column::Code)
        .all(db)
        .await
}
