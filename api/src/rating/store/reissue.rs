//! Queries on ballots that are issued again.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use uuid::Uuid;

use crate::rating::issue::PHONE;
use entity::{rating_issue, rating_reissue};

/// What waits for a second person.
pub async fn reissues(
    db: &impl ConnectionTrait,
    round_id: Uuid,
) -> Result<Vec<rating_reissue::Model>, DbErr> {
    rating_reissue::Entity::find().filter(rating_reissue::Column::RoundId.eq(round_id)).all(db).await
}

pub async fn reissue(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    household_id: Uuid,
) -> Result<Option<rating_reissue::Model>, DbErr> {
    rating_reissue::Entity::find_by_id((round_id, household_id)).one(db).await
}

/// False when one waits already.
pub async fn add_reissue(tx: &impl ConnectionTrait, row: rating_reissue::Model) -> Result<bool, DbErr> {
    use rating_reissue::Column;
    let once = OnConflict::columns([Column::RoundId, Column::RaterId]).do_nothing().to_owned();
    let insert = rating_reissue::Entity::insert(row.into_active_model()).on_conflict(once);
    Ok(insert.exec_without_returning(tx).await? == 1)
}

pub async fn drop_reissue(
    tx: &impl ConnectionTrait,
    round_id: Uuid,
    household_id: Uuid,
) -> Result<(), DbErr> {
    rating_reissue::Entity::delete_by_id((round_id, household_id)).exec(tx).await.map(drop)
}

/// Forgets what waited when a round stopped.
pub async fn drop_reissues(tx: &impl ConnectionTrait, round_id: Uuid) -> Result<(), DbErr> {
    rating_reissue::Entity::delete_many()
        .filter(rating_reissue::Column::RoundId.eq(round_id))
        .exec(tx)
        .await
        .map(drop)
}

/// Lets a household take its phones' ballots again, each once in a round, and counts it. Returns how many.
pub async fn issue_again(
    tx: &impl ConnectionTrait,
    round_id: Uuid,
    household_id: Uuid,
) -> Result<u64, DbErr> {
    use rating_issue::Column;
    let nothing = || Expr::value(None::<Vec<u8>>);
    let again = rating_issue::Entity::update_many()
        .col_expr(Column::BlindedHash, nothing())
        .col_expr(Column::BlindSignature, nothing())
        .col_expr(Column::Reissued, Expr::col(Column::Reissued).add(1))
        .filter(Column::RoundId.eq(round_id))
        .filter(Column::RaterId.eq(household_id))
        .filter(Column::Way.eq(PHONE))
        .filter(Column::BlindedHash.is_not_null())
        .filter(Column::Reissued.eq(0))
        .exec(tx)
        .await?;
    Ok(again.rows_affected)
}
