//! Queries over the leaders of grids.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Statement,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::sight;
use entity::{grid, grid_leader, official};

/// Grids of a level below a path, by code. `visible` is what the grid makes of a sight.
pub async fn grids(
    db: &impl ConnectionTrait,
    visible: Condition,
    path: Option<&str>,
    level: Option<&str>,
    after: Option<&str>,
    limit: Option<u64>,
) -> Result<Vec<grid::Model>, DbErr> {
    use grid::Column::{ClosedOn, Code, Level};
    let mut which = Condition::all().add(visible).add(Level.ne("contact")).add(ClosedOn.is_null());
    if let Some(path) = path {
        which = which.add(sight::below(path));
    }
    if let Some(level) = level {
        which = which.add(Level.eq(level));
    }
    if let Some(after) = after {
        which = which.add(Code.gt(after));
    }
    grid::Entity::find().filter(which).order_by_asc(Code).limit(limit).all(db).await
}

/// Who leads grids on a day, in the order in which they took it over.
pub async fn leading(
    db: &impl ConnectionTrait,
    grids: Vec<Uuid>,
    on: NaiveDate,
) -> Result<Vec<grid_leader::Model>, DbErr> {
    use grid_leader::Column::{GridId, Id, ValidFrom, ValidTo};
    grid_leader::Entity::find()
        .filter(GridId.is_in(grids))
        .filter(ValidFrom.lte(on))
        .filter(ValidTo.is_null().or(ValidTo.gt(on)))
        .order_by_asc(ValidFrom)
        .order_by_asc(Id)
        .all(db)
        .await
}

/// Ends a leadership. False when it has ended already.
pub async fn end(tx: &impl ConnectionTrait, id: Uuid, on: NaiveDate) -> Result<bool, DbErr> {
    use grid_leader::Column::{Id, ValidTo};
    let ended = grid_leader::Entity::update_many()
        .col_expr(ValidTo, Expr::value(on))
        .filter(Id.eq(id))
        .filter(ValidTo.is_null())
        .exec(tx)
        .await?;
    Ok(ended.rows_affected == 1)
}

/// How many of an official's households lie in a village.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Held {
    pub official_id: Uuid,
    pub village_id: Uuid,
    pub path: String,
    pub households: i64,
    /// Added up, for their mean position.
    pub x: f64,
    pub y: f64,
}

/// Where the households of every official of a rank that may lead lie, or of these officials.
pub async fn held(db: &impl ConnectionTrait, of: Option<&[Uuid]>) -> Result<HashMap<Uuid, Vec<Held>>, DbErr> {
    let among = match of {
        None => "official.rank <> 'clerk'".to_owned(),
        Some([]) => return Ok(HashMap::new()),
        Some(ids) => {
            let places: Vec<String> = (1..=ids.len()).map(|at| format!("${at}")).collect();
            format!("official.id IN ({})", places.join(", "))
        }
    };
    let sql = format!(
        "SELECT link.official_id, household.village_id, grid.path, count(*) AS households, \
         SUM(COALESCE(household.x, grid.x, 0.0)) AS x, SUM(COALESCE(household.y, grid.y, 0.0)) AS y \
         FROM official JOIN link ON link.official_id = official.id AND link.kind = 'thirty' AND link.valid_to IS NULL \
         JOIN household ON household.id = link.household_id JOIN grid ON grid.id = household.village_id \
         WHERE official.state = 'active' AND {among} \
         GROUP BY link.official_id, household.village_id, grid.path"
    );
    let values: Vec<sea_orm::Value> = of.into_iter().flatten().map(|id| (*id).into()).collect();
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let mut held: HashMap<Uuid, Vec<Held>> = HashMap::new();
    for row in Held::find_by_statement(statement).all(db).await? {
        held.entry(row.official_id).or_default().push(row);
    }
    for rows in held.values_mut() {
        rows.sort_by(|one, other| (other.households, &one.path).cmp(&(one.households, &other.path)));
    }
    Ok(held)
}

/// Officials in service of a rank that may lead, by number.
pub async fn ranked(db: &impl ConnectionTrait) -> Result<Vec<official::Model>, DbErr> {
    official::Entity::find()
        .filter(official::Column::State.eq("active"))
        .filter(official::Column::Rank.ne("clerk"))
        .order_by_asc(official::Column::Number)
        .all(db)
        .await
}

/// Officials of ids.
pub async fn officials(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, official::Model>, DbErr> {
    let rows = official::Entity::find().filter(official::Column::Id.is_in(ids)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Holds a grid's row to the end of the transaction.
pub async fn hold(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<grid::Model>, DbErr> {
    grid::Entity::find_by_id(id).lock_exclusive().one(tx).await
}
