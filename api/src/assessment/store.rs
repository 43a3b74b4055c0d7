//! Queries on scores and on what they are made from. One statement each for all officials.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::rating::RoundKind;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, FromQueryResult, JoinType, Order,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, RelationDef, Statement, sea_query::Expr,
};
use uuid::Uuid;

use super::view::ScoreSort;
use crate::caller::{Scope, Sight};
use entity::{official, rating_result, rating_round, score, unit};

/// Rows per statement within PostgreSQL's and SQLite's bounds on values.
const CHUNK: usize = 2_000;

/// The rounds from which officials are scored, the newest first: the last one of the whole county, and those of a part of
/// it that were closed since.
pub async fn last_rounds(db: &impl ConnectionTrait) -> Result<Vec<rating_round::Model>, DbErr> {
    use rating_round::Column;
    let mut rounds = rating_round::Entity::find()
        .filter(Column::State.eq("closed"))
        .filter(Column::Kind.eq(RoundKind::Household.as_str()))
        .order_by_desc(Column::ClosedAt)
        .order_by_desc(Column::Id)
        .all(db)
        .await?;
    if let Some(last) = rounds.iter().position(|round| round.scope_kind == "county") {
        rounds.truncate(last + 1);
    }
    Ok(rounds)
}

/// What a round counted, as far as it may make a score.
pub async fn results(
    db: &impl ConnectionTrait,
    round_id: Uuid,
) -> Result<HashMap<Uuid, rating_result::Model>, DbErr> {
    use rating_result::Column;
    let rows = rating_result::Entity::find()
        .filter(Column::RoundId.eq(round_id))
        .filter(Column::Unscored.is_null())
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.official_id, row)).collect())
}

/// What colleagues said of an official in the last evaluation of his unit that was closed.
pub async fn evaluated(db: &impl ConnectionTrait) -> Result<HashMap<Uuid, rating_result::Model>, DbErr> {
    let sql = "SELECT r.* FROM rating_result r JOIN rating_round o ON o.id = r.round_id \
               WHERE o.kind = 'unit' AND o.state = 'closed' AND r.unscored IS NULL ORDER BY o.closed_at, o.id";
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let rows = rating_result::Model::find_by_statement(statement).all(db).await?;
    // A later one takes the place of an earlier one.
    Ok(rows.into_iter().map(|row| (row.official_id, row)).collect())
}

/// Whoever carries households.
pub async fn officials(db: &impl ConnectionTrait) -> Result<Vec<Uuid>, DbErr> {
    official::Entity::find()
        .select_only()
        .column(official::Column::Id)
        .filter(official::Column::State.eq("active"))
        .filter(official::Column::Exempt.is_null())
        .into_tuple()
        .all(db)
        .await
}

/// Part and whole of something counted for an official.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct Share {
    pub official_id: Uuid,
    pub part: i64,
    pub whole: i64,
}

/// Requests answered by the official or with a missed first term, and of these those answered in time. One handed on
/// within its term was neither answered late nor left lying.
pub async fn answered(db: &impl ConnectionTrait, today: NaiveDate) -> Result<Vec<Share>, DbErr> {
    let sql = "\
        SELECT t.official_id AS official_id, \
               sum(CASE WHEN t.answered = 1 AND t.missed = 0 THEN 1 ELSE 0 END) AS part, \
               sum(CASE WHEN t.answered = 1 OR t.missed = 1 THEN 1 ELSE 0 END) AS whole \
        FROM (SELECT r.official_id AS official_id, \
                     CASE WHEN EXISTS (SELECT 1 FROM request_event a WHERE a.request_id = r.id AND a.verb = 'answer' \
                                       AND a.actor_kind = 'official' AND a.from_state = 'open') THEN 1 ELSE 0 END AS answered, \
                     CASE WHEN d.missed_at IS NOT NULL OR (d.met_at IS NULL AND d.due_on < $1 AND r.state = 'open') \
                          THEN 1 ELSE 0 END AS missed \
              FROM request r JOIN deadline d ON d.request_id = r.id AND d.basis = 'answer' \
              WHERE r.official_id IS NOT NULL AND NOT r.complaint) t \
        GROUP BY t.official_id";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [today.into()]);
    Share::find_by_statement(statement).all(db).await
}

/// The official's own answers on which the household was heard, and of these those it confirmed.
pub async fn confirmed(db: &impl ConnectionTrait) -> Result<Vec<Share>, DbErr> {
    let sql = "\
        SELECT r.official_id AS official_id, \
               sum(CASE WHEN heard.verb = 'confirm' THEN 1 ELSE 0 END) AS part, count(*) AS whole \
        FROM request_event heard JOIN request r ON r.id = heard.request_id \
        JOIN request_event a ON a.request_id = heard.request_id AND a.seq = \
             (SELECT max(b.seq) FROM request_event b \
              WHERE b.request_id = heard.request_id AND b.seq < heard.seq AND b.verb = 'answer') \
        WHERE heard.verb IN ('confirm', 'dispute') AND heard.from_state = 'answered' AND a.actor_kind = 'official' \
              AND r.official_id IS NOT NULL AND NOT r.complaint \
        GROUP BY r.official_id";
    let statement = Statement::from_string(db.get_database_backend(), sql);
    Share::find_by_statement(statement).all(db).await
}

/// Replaces all scores.
pub async fn replace(tx: &impl ConnectionTrait, rows: Vec<score::ActiveModel>) -> Result<(), DbErr> {
    score::Entity::delete_many().exec(tx).await?;
    for rows in rows.chunks(CHUNK) {
        score::Entity::insert_many(rows.to_vec()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Which scores are asked for.
#[derive(Clone, Debug, Default)]
pub struct Which {
    pub unit_id: Option<Uuid>,
    /// Officials who serve a household in this grid today.
    pub grid_id: Option<Uuid>,
    pub sort: ScoreSort,
}

/// Where a page begins: the total and the number of the last one shown.
pub type After = (Option<i32>, String);

/// A page of scores in sight, and how many there are in all.
pub async fn page(
    db: &impl ConnectionTrait,
    sight: &Sight,
    which: &Which,
    today: NaiveDate,
    after: Option<&After>,
    limit: u64,
) -> Result<(Vec<(score::Model, official::Model)>, u64), DbErr> {
    let all = score::Entity::find()
        .join(JoinType::InnerJoin, to_official())
        .filter(visible_to(sight))
        .filter(asked(db, which, today));
    let count = all.clone().count(db).await?;
    let all = match after {
        Some(after) => all.filter(beyond(which.sort, after)),
        None => all,
    };
    let all = match which.sort {
        ScoreSort::Number => all,
        ScoreSort::Best | ScoreSort::Lowest => {
            let order = if which.sort == ScoreSort::Best { Order::Desc } else { Order::Asc };
            all.order_by_asc(score::Column::Total.is_null()).order_by(score::Column::Total, order)
        }
    };
    let rows =
        all.order_by_asc(official::Column::Number).select_also(official::Entity).limit(limit).all(db).await?;
    Ok((rows.into_iter().filter_map(|(score, official)| Some((score, official?))).collect(), count))
}

/// One score in sight.
pub async fn one(
    db: &impl ConnectionTrait,
    sight: &Sight,
    official_id: Uuid,
) -> Result<Option<(score::Model, official::Model)>, DbErr> {
    let found = score::Entity::find()
        .join(JoinType::InnerJoin, to_official())
        .filter(visible_to(sight))
        .filter(score::Column::OfficialId.eq(official_id))
        .select_also(official::Entity)
        .one(db)
        .await?;
    Ok(found.and_then(|(score, official)| Some((score, official?))))
}

/// Names of units.
pub async fn units(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<HashMap<Uuid, String>, DbErr> {
    let units = unit::Entity::find().filter(unit::Column::Id.is_in(ids)).all(db).await?;
    Ok(units.into_iter().map(|unit| (unit.id, unit.name)).collect())
}

fn to_official() -> RelationDef {
    score::Entity::belongs_to(official::Entity)
        .from(score::Column::OfficialId)
        .to(official::Column::Id)
        .into()
}

/// HR sees all, a unit's head his unit's, an official his own.
fn visible_to(sight: &Sight) -> Condition {
    sight.scopes().fold(Condition::any().add(Expr::value(false)), |any, scope| match scope {
        Scope::County => any.add(Expr::value(true)),
        Scope::Unit { unit_id } => any.add(official::Column::UnitId.eq(*unit_id)),
        Scope::OwnLinks { official_id } => any.add(official::Column::Id.eq(*official_id)),
        Scope::Subtree { .. } | Scope::Round { .. } | Scope::Meeting { .. } => any,
    })
}

fn asked(db: &impl ConnectionTrait, which: &Which, today: NaiveDate) -> Condition {
    let mut all = Condition::all();
    if let Some(unit) = which.unit_id {
        all = all.add(official::Column::UnitId.eq(unit));
    }
    if let Some(grid) = which.grid_id {
        let (one, two, three) = match db.get_database_backend() {
            sea_orm::DbBackend::Postgres => ("$1", "$2", "$3"),
            _ => ("?", "?", "?"),
        };
        let sql = format!(
            "official.id IN (SELECT l.official_id FROM link l JOIN household h ON h.id = l.household_id \
             JOIN grid v ON v.id = h.village_id JOIN grid g ON g.id = {one} \
             WHERE (v.path = g.path OR v.path LIKE g.path || '/%') AND l.kind = 'thirty' AND l.valid_from <= {two} \
             AND (l.valid_to IS NULL OR l.valid_to > {three}))"
        );
        let values: [sea_orm::Value; 3] = [grid.into(), today.into(), today.into()];
        all = all.add(Expr::cust_with_values(sql, values));
    }
    all
}

/// Rows behind the last one shown; officials without a total stand at the end.
fn beyond(sort: ScoreSort, (total, number): &After) -> Condition {
    use score::Column::Total;
    let later = official::Column::Number.gt(number.as_str());
    match (sort, total) {
        (ScoreSort::Number, _) => Condition::all().add(later),
        (_, None) => Condition::all().add(Total.is_null()).add(later),
        (sort, Some(total)) => {
            let past = if sort == ScoreSort::Best { Total.lt(*total) } else { Total.gt(*total) };
            Condition::any().add(past).add(Total.is_null()).add(Total.eq(*total).and(later))
        }
    }
}
