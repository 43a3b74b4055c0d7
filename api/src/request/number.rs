//! Numbers of requests: `Q2026-000123`, counted anew every year.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Statement,
    sea_query::OnConflict,
};

use entity::{request, setting};

/// The next number of a year. The counter is a row that every transaction raises, so two of them never get the same;
/// one that fails leaves a gap.
pub(super) async fn next(tx: &impl ConnectionTrait, year: i32) -> Result<String, DbErr> {
    let key = format!("request_number_{year}");
    let nth = if let Some(nth) = raised(tx, &key).await? {
        nth
    } else {
        begin(tx, &key, year).await?;
        raised(tx, &key).await?.ok_or_else(|| DbErr::RecordNotFound(key.clone()))?
    };
    Ok(format!("Q{year}-{nth:06}"))
}

async fn raised(tx: &impl ConnectionTrait, key: &str) -> Result<Option<i64>, DbErr> {
    let sql =
        "UPDATE setting SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) WHERE key = $1 RETURNING value";
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, [key.into()]);
    let Some(row) = tx.query_one_raw(statement).await? else { return Ok(None) };
    let value: String = row.try_get("", "value")?;
    value.parse().map(Some).map_err(|_| DbErr::Type(format!("{key} is not a number: {value}")))
}

/// The year's first counter, behind the numbers that an import or the demo wrote without it.
async fn begin(tx: &impl ConnectionTrait, key: &str, year: i32) -> Result<(), DbErr> {
    let last = request::Entity::find()
        .filter(request::Column::Number.like(format!("Q{year}-%")))
        .order_by_desc(request::Column::Number)
        .one(tx)
        .await?;
    let last = last.and_then(|row| row.number.rsplit_once('-').and_then(|(_, nth)| nth.parse().ok()));
    let row =
        setting::ActiveModel { key: Set(key.to_owned()), value: Set(last.unwrap_or(0_i64).to_string()) };
    setting::Entity::insert(row)
        .on_conflict(OnConflict::column(setting::Column::Key).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await
        .map(drop)
}
