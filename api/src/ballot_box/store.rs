//! Queries on the ballot box.

use std::collections::HashMap;

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use crate::clock::orderless_id;
use entity::ballot_box::{box_ballot, box_opening, box_round, box_slip};

/// Rows per statement; SQLite and PostgreSQL both take four values a row of so many.
const CHUNK: usize = 5_000;

/// The round, held still until the transaction ends: nobody casts while it closes, or closes while somebody casts.
pub async fn round(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<box_round::Model>, DbErr> {
    box_round::Entity::find_by_id(id).lock_shared().one(tx).await
}

/// The same, when it is about to change.
pub async fn round_to_change(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<box_round::Model>, DbErr> {
    box_round::Entity::find_by_id(id).lock_exclusive().one(tx).await
}

pub async fn put_round(tx: &impl ConnectionTrait, id: Uuid, trustee_keys: String) -> Result<(), DbErr> {
    let row = box_round::ActiveModel {
        round_id: Set(id),
        state: Set("open".to_owned()),
        trustee_keys: Set(trustee_keys),
    };
    let once = OnConflict::column(box_round::Column::RoundId).do_nothing().to_owned();
    box_round::Entity::insert(row).on_conflict(once).exec_without_returning(tx).await.map(drop)
}

pub async fn set_state(tx: &impl ConnectionTrait, id: Uuid, state: &str) -> Result<(), DbErr> {
    box_round::Entity::update_many()
        .col_expr(box_round::Column::State, Expr::value(state))
        .filter(box_round::Column::RoundId.eq(id))
        .exec(tx)
        .await
        .map(drop)
}

pub async fn slip(tx: &impl ConnectionTrait, hash: Vec<u8>) -> Result<Option<box_slip::Model>, DbErr> {
    box_slip::Entity::find_by_id(hash).one(tx).await
}

pub async fn add_slips(
    tx: &impl ConnectionTrait,
    round_id: Uuid,
    official_id: Uuid,
    hashes: Vec<Vec<u8>>,
) -> Result<(), DbErr> {
    let rows: Vec<_> = hashes
        .into_iter()
        .map(|hash| box_slip::ActiveModel {
            code_hash: Set(hash),
            round_id: Set(round_id),
            official_id: Set(official_id),
            state: Set("printed".to_owned()),
        })
        .collect();
    for rows in rows.chunks(CHUNK) {
        box_slip::Entity::insert_many(rows.to_vec()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Moves a printed slip on: true for the one who was first.
pub async fn spend(tx: &impl ConnectionTrait, hash: Vec<u8>, into: &str) -> Result<bool, DbErr> {
    let spent = box_slip::Entity::update_many()
        .col_expr(box_slip::Column::State, Expr::value(into))
        .filter(box_slip::Column::CodeHash.eq(hash))
        .filter(box_slip::Column::State.eq("printed"))
        .exec(tx)
        .await?;
    Ok(spent.rows_affected == 1)
}

pub async fn add_ballot(tx: &impl ConnectionTrait, round_id: Uuid, sealed: Vec<u8>) -> Result<(), DbErr> {
    let row =
        box_ballot::ActiveModel { id: Set(orderless_id()), round_id: Set(round_id), sealed: Set(sealed) };
    box_ballot::Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

/// Slips of an official by state.
#[derive(Clone, Copy, Debug, Default)]
pub struct SlipCount {
    pub printed: u32,
    pub used: u32,
}

#[derive(FromQueryResult)]
struct StateCount {
    official_id: Uuid,
    state: String,
    slips: i64,
}

/// Slips per official that are not voided.
pub async fn slip_counts(
    db: &impl ConnectionTrait,
    round_id: Uuid,
) -> Result<HashMap<Uuid, SlipCount>, DbErr> {
    use box_slip::Column;
    let rows = box_slip::Entity::find()
        .select_only()
        .column(Column::OfficialId)
        .column(Column::State)
        .column_as(Column::CodeHash.count(), "slips")
        .filter(Column::RoundId.eq(round_id))
        .group_by(Column::OfficialId)
        .group_by(Column::State)
        .into_model::<StateCount>()
        .all(db)
        .await?;
    let mut counts: HashMap<Uuid, SlipCount> = HashMap::new();
    for row in rows {
        let count = counts.entry(row.official_id).or_default();
        let slips = u32::try_from(row.slips).unwrap_or(u32::MAX);
        match row.state.as_str() {
            "printed" => count.printed = slips,
            "used" => count.used = slips,
            _ => {}
        }
    }
    Ok(counts)
}

/// Every sealed ballot of a round.
pub async fn ballots(db: &impl ConnectionTrait, round_id: Uuid) -> Result<Vec<Vec<u8>>, DbErr> {
    box_ballot::Entity::find()
        .select_only()
        .column(box_ballot::Column::Sealed)
        .filter(box_ballot::Column::RoundId.eq(round_id))
        .into_tuple()
        .all(db)
        .await
}

/// Keeps the openings; an earlier close that was interrupted may have kept some already.
pub async fn put_opening(tx: &impl ConnectionTrait, round_id: Uuid, sealed: Vec<u8>) -> Result<(), DbErr> {
    let row = box_opening::ActiveModel { round_id: Set(round_id), sealed: Set(sealed) };
    let again = OnConflict::column(box_opening::Column::RoundId)
        .update_column(box_opening::Column::Sealed)
        .to_owned();
    box_opening::Entity::insert(row).on_conflict(again).exec_without_returning(tx).await.map(drop)
}

pub async fn forget_ballots(tx: &impl ConnectionTrait, round_id: Uuid) -> Result<(), DbErr> {
    box_ballot::Entity::delete_many()
        .filter(box_ballot::Column::RoundId.eq(round_id))
        .exec(tx)
        .await
        .map(drop)
}
