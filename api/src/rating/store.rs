//! Queries on rounds, their rosters and results.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, FromQueryResult, QueryFilter,
    QueryOrder, QuerySelect, Statement, sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    caller::{Scope, Sight},
    roster::view::OfficialRef,
};
use entity::{grid, link, official, rating_issue, rating_result, rating_roster, rating_round, unit};

/// Rows per statement within PostgreSQL's and SQLite's bounds on values.
const CHUNK: usize = 2_000;

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

/// The round, held until the transaction ends, so that nothing is issued while it closes.
pub async fn round_to_change(
    tx: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<rating_round::Model>, DbErr> {
    rating_round::Entity::find_by_id(id).lock_exclusive().one(tx).await
}

pub async fn code_taken(db: &impl ConnectionTrait, code: &str) -> Result<bool, DbErr> {
    let found = rating_round::Entity::find().filter(rating_round::Column::Code.eq(code)).one(db).await?;
    Ok(found.is_some())
}

/// Freezes who is rated by how many households, from the links of a day. Returns the number of officials.
pub async fn freeze(tx: &impl ConnectionTrait, round_id: Uuid, day: NaiveDate) -> Result<u64, DbErr> {
    let sql = "INSERT INTO rating_roster (round_id, official_id, households, issued) \
               SELECT $1, official_id, count(*), 0 FROM link \
               WHERE kind = 'thirty' AND valid_from <= $2 AND (valid_to IS NULL OR valid_to > $2) \
               GROUP BY official_id";
    let statement =
        Statement::from_sql_and_values(tx.get_database_backend(), sql, [round_id.into(), day.into()]);
    Ok(tx.execute_raw(statement).await?.rows_affected())
}

pub async fn set_open(tx: &impl ConnectionTrait, id: Uuid, at: DateTime<Utc>) -> Result<bool, DbErr> {
    use rating_round::Column;
    let opened = rating_round::Entity::update_many()
        .col_expr(Column::State, Expr::value("open"))
        .col_expr(Column::OpenedAt, Expr::value(at))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq("draft"))
        .exec(tx)
        .await?;
    Ok(opened.rows_affected == 1)
}

pub async fn set_closed(tx: &impl ConnectionTrait, id: Uuid, at: DateTime<Utc>) -> Result<bool, DbErr> {
    use rating_round::Column;
    let closed = rating_round::Entity::update_many()
        .col_expr(Column::State, Expr::value("closed"))
        .col_expr(Column::ClosedAt, Expr::value(at))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq("open"))
        .exec(tx)
        .await?;
    Ok(closed.rows_affected == 1)
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

/// Whose household it was on the day the round opened.
pub async fn officials_of(
    db: &impl ConnectionTrait,
    households: &[Uuid],
    day: NaiveDate,
) -> Result<HashMap<Uuid, Uuid>, DbErr> {
    use link::Column;
    let links = link::Entity::find()
        .filter(Column::HouseholdId.is_in(households.iter().copied()))
        .filter(Column::Kind.eq("thirty"))
        .filter(Column::ValidFrom.lte(day))
        .filter(Column::ValidTo.is_null().or(Column::ValidTo.gt(day)))
        .all(db)
        .await?;
    Ok(links.into_iter().map(|link| (link.household_id, link.official_id)).collect())
}

pub async fn issued_already(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    households: &[Uuid],
) -> Result<Vec<Uuid>, DbErr> {
    use rating_issue::Column;
    rating_issue::Entity::find()
        .select_only()
        .column(Column::HouseholdId)
        .filter(Column::RoundId.eq(round_id))
        .filter(Column::HouseholdId.is_in(households.iter().copied()))
        .into_tuple()
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

/// Counts the issues of these officials, and of the round, again.
pub async fn recount_issued(
    tx: &impl ConnectionTrait,
    round_id: Uuid,
    officials: &[Uuid],
) -> Result<(), DbErr> {
    let backend = tx.get_database_backend();
    for official in officials {
        let sql = "UPDATE rating_roster SET issued = (SELECT count(*) FROM rating_issue i \
                   WHERE i.round_id = $1 AND i.official_id = $2) WHERE round_id = $1 AND official_id = $2";
        let values = [round_id.into(), (*official).into()];
        tx.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    }
    let sql = "UPDATE rating_round SET issued_total = (SELECT count(*) FROM rating_issue WHERE round_id = $1) \
               WHERE id = $1";
    tx.execute_raw(Statement::from_sql_and_values(backend, sql, [round_id.into()])).await.map(drop)
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
               JOIN household h ON h.id = i.household_id JOIN grid g ON g.id = h.village_id \
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

/// Writes the results of a round, over what an interrupted close may have left.
pub async fn put_results(
    tx: &impl ConnectionTrait,
    round_id: Uuid,
    rows: Vec<rating_result::ActiveModel>,
) -> Result<(), DbErr> {
    rating_result::Entity::delete_many().filter(rating_result::Column::RoundId.eq(round_id)).exec(tx).await?;
    for rows in rows.chunks(CHUNK) {
        rating_result::Entity::insert_many(rows.to_vec()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// A result with its official.
pub type ResultRow = (rating_result::Model, OfficialRef);

/// A page of results in sight by the official's number.
pub async fn results(
    db: &impl ConnectionTrait,
    sight: &Sight,
    round_id: Uuid,
    after: Option<&str>,
    limit: u64,
) -> Result<Vec<ResultRow>, DbErr> {
    use official::Column;
    let mut which = Condition::all().add(seen(sight));
    if let Some(after) = after {
        which = which.add(Column::Number.gt(after));
    }
    let in_round = rating_result::Entity::find()
        .select_only()
        .column(rating_result::Column::OfficialId)
        .filter(rating_result::Column::RoundId.eq(round_id));
    let officials = official::Entity::find()
        .filter(which)
        .filter(Column::Id.in_subquery(sea_orm::QueryTrait::into_query(in_round)))
        .order_by_asc(Column::Number)
        .limit(limit)
        .all(db)
        .await?;
    let ids: Vec<Uuid> = officials.iter().map(|official| official.id).collect();
    let units = unit::Entity::find()
        .filter(unit::Column::Id.is_in(officials.iter().map(|official| official.unit_id)))
        .all(db)
        .await?;
    let units: HashMap<Uuid, String> = units.into_iter().map(|unit| (unit.id, unit.name)).collect();
    let results = rating_result::Entity::find()
        .filter(rating_result::Column::RoundId.eq(round_id))
        .filter(rating_result::Column::OfficialId.is_in(ids))
        .all(db)
        .await?;
    let mut results: HashMap<Uuid, rating_result::Model> =
        results.into_iter().map(|result| (result.official_id, result)).collect();
    Ok(officials
        .into_iter()
        .filter_map(|official| {
            let unit_name = units.get(&official.unit_id).cloned().unwrap_or_default();
            Some((
                results.remove(&official.id)?,
                OfficialRef { id: official.id, number: official.number, name: official.name, unit_name },
            ))
        })
        .collect())
}

/// Whose results are in sight: everybody's for the county, one's own for an official.
fn seen(sight: &Sight) -> Condition {
    if sight.is_county() {
        return Condition::all();
    }
    let own = sight.scopes().filter_map(|scope| match scope {
        Scope::OwnLinks { official_id } => Some(*official_id),
        _ => None,
    });
    Condition::all().add(official::Column::Id.is_in(own.collect::<Vec<_>>()))
}
