//! Queries on the ballot box.

use std::collections::HashMap;

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use super::taking::Sealed;
use entity::ballot_box::{box_ballot, box_key, box_opening, box_round, box_slip};

/// Rows per statement; SQLite and PostgreSQL both take four values a row of so many.
const CHUNK: usize = 5_000;

/// The words of a round's state in the box.
pub const READY: &str = "ready";
pub const OPEN: &str = "open";
pub const CLOSING: &str = "closing";
pub const CLOSED: &str = "closed";

pub async fn round(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<box_round::Model>, DbErr> {
    box_round::Entity::find_by_id(id).one(db).await
}

/// The round, held still until the transaction ends: nobody casts while it closes, or closes while somebody casts.
pub async fn round_held(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<box_round::Model>, DbErr> {
    box_round::Entity::find_by_id(id).lock_shared().one(tx).await
}

/// The same, when it is about to change.
pub async fn round_to_change(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<box_round::Model>, DbErr> {
    box_round::Entity::find_by_id(id).lock_exclusive().one(tx).await
}

pub async fn put_round(
    tx: &impl ConnectionTrait,
    id: Uuid,
    code: String,
    trustee_keys: String,
    reasons: String,
) -> Result<(), DbErr> {
    let row = box_round::ActiveModel {
        round_id: Set(id),
        state: Set(READY.to_owned()),
        trustee_keys: Set(trustee_keys),
        code: Set(code),
        reasons: Set(reasons),
    };
    let once = OnConflict::column(box_round::Column::RoundId).do_nothing().to_owned();
    box_round::Entity::insert(row).on_conflict(once).exec_without_returning(tx).await.map(drop)
}

/// The keys of a round, over what an interrupted announcement may have left.
pub async fn put_keys(
    tx: &impl ConnectionTrait,
    round_id: Uuid,
    rows: Vec<box_key::ActiveModel>,
) -> Result<(), DbErr> {
    box_key::Entity::delete_many().filter(box_key::Column::RoundId.eq(round_id)).exec(tx).await?;
    for rows in rows.chunks(CHUNK) {
        box_key::Entity::insert_many(rows.to_vec()).exec_without_returning(tx).await?;
    }
    Ok(())
}

pub async fn keys(db: &impl ConnectionTrait, round_id: Uuid) -> Result<Vec<box_key::Model>, DbErr> {
    box_key::Entity::find().filter(box_key::Column::RoundId.eq(round_id)).all(db).await
}

pub async fn move_on(tx: &impl ConnectionTrait, id: Uuid, from: &str, into: &str) -> Result<(), DbErr> {
    box_round::Entity::update_many()
        .col_expr(box_round::Column::State, Expr::value(into))
        .filter(box_round::Column::RoundId.eq(id))
        .filter(box_round::Column::State.eq(from))
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

/// Keeps ballots, each in the place of an earlier one with the same nonce. No nonce may stand in `ballots` twice.
pub async fn put_ballots<'a>(
    tx: &impl ConnectionTrait,
    ballots: impl Iterator<Item = &'a Sealed>,
) -> Result<(), DbErr> {
    let rows = ballots.map(|ballot| box_ballot::ActiveModel {
        nonce_hmac: Set(ballot.nonce_hmac.clone()),
        round_id: Set(ballot.round_id),
        layers: Set(2),
        sealed: Set(ballot.bytes.clone()),
    });
    write_over(tx, rows.collect()).await
}

/// Keeps ballots whose first seal is off.
pub async fn put_half_opened(tx: &impl ConnectionTrait, rows: Vec<box_ballot::Model>) -> Result<(), DbErr> {
    let rows = rows.into_iter().map(|row| box_ballot::ActiveModel {
        nonce_hmac: Set(row.nonce_hmac),
        round_id: Set(row.round_id),
        layers: Set(row.layers),
        sealed: Set(row.sealed),
    });
    write_over(tx, rows.collect()).await
}

async fn write_over(tx: &impl ConnectionTrait, rows: Vec<box_ballot::ActiveModel>) -> Result<(), DbErr> {
    use box_ballot::Column;
    if rows.is_empty() {
        return Ok(());
    }
    let over =
        OnConflict::column(Column::NonceHmac).update_columns([Column::Layers, Column::Sealed]).to_owned();
    box_ballot::Entity::insert_many(rows).on_conflict(over).exec_without_returning(tx).await.map(drop)
}

/// Slips of an official by state.
#[derive(Clone, Copy, Debug, Default)]
pub struct SlipCount {
    pub printed: u32,
    pub used: u32,
    pub voided: u32,
}

#[derive(FromQueryResult)]
struct StateCount {
    official_id: Uuid,
    state: String,
    slips: i64,
}

/// Slips per official.
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
            _ => count.voided = slips,
        }
    }
    Ok(counts)
}

/// Ballots of a round that still have so many seals.
pub async fn ballots(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    layers: i32,
    limit: u64,
) -> Result<Vec<box_ballot::Model>, DbErr> {
    box_ballot::Entity::find()
        .filter(box_ballot::Column::RoundId.eq(round_id))
        .filter(box_ballot::Column::Layers.eq(layers))
        .limit(limit)
        .all(db)
        .await
}

/// The sealed openings of a round.
pub async fn opening(db: &impl ConnectionTrait, round_id: Uuid) -> Result<Option<Vec<u8>>, DbErr> {
    Ok(box_opening::Entity::find_by_id(round_id).one(db).await?.map(|opening| opening.sealed))
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
