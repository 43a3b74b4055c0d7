//! Queries on the ballot box.

use std::collections::HashMap;

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
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

/// What the rounds ask that take ballots.
pub async fn asked(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    use box_round::Column;
    let open = box_round::Entity::find().filter(Column::State.eq(OPEN));
    open.select_only().column(Column::Questionnaire).distinct().into_tuple().all(db).await
}

/// All rounds, held still until the transaction ends: none begins to close meanwhile.
pub async fn rounds_held(tx: &impl ConnectionTrait) -> Result<Vec<box_round::Model>, DbErr> {
    box_round::Entity::find().lock_shared().all(tx).await
}

pub async fn put_round(
    tx: &impl ConnectionTrait,
    id: Uuid,
    code: String,
    trustee_keys: String,
    questionnaire: String,
) -> Result<(), DbErr> {
    let row = box_round::ActiveModel {
        round_id: Set(id),
        state: Set(READY.to_owned()),
        trustee_keys: Set(trustee_keys),
        code: Set(code),
        questionnaire: Set(questionnaire),
        opening: Set(None),
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
    batch: Option<&[u8]>,
) -> Result<(), DbErr> {
    let rows: Vec<_> = hashes
        .into_iter()
        .map(|hash| box_slip::ActiveModel {
            code_hash: Set(hash),
            round_id: Set(round_id),
            official_id: Set(official_id),
            state: Set("printed".to_owned()),
            batch: Set(batch.map(<[u8]>::to_vec)),
        })
        .collect();
    for rows in rows.chunks(CHUNK) {
        box_slip::Entity::insert_many(rows.to_vec()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Takes back what was printed of a batch and is on no paper.
pub async fn drop_batch(tx: &impl ConnectionTrait, round_id: Uuid, batch: &[u8]) -> Result<(), DbErr> {
    box_slip::Entity::delete_many()
        .filter(box_slip::Column::RoundId.eq(round_id))
        .filter(box_slip::Column::Batch.eq(batch.to_vec()))
        .filter(box_slip::Column::State.eq("printed"))
        .exec(tx)
        .await
        .map(drop)
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

/// Ballots of a round that still have so many seals, in the order of their keyed hashes, which follow this one.
pub async fn ballots(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    layers: i32,
    after: &[u8],
    limit: u64,
) -> Result<Vec<box_ballot::Model>, DbErr> {
    box_ballot::Entity::find()
        .filter(box_ballot::Column::RoundId.eq(round_id))
        .filter(box_ballot::Column::Layers.eq(layers))
        .filter(box_ballot::Column::NonceHmac.gt(after.to_vec()))
        .order_by_asc(box_ballot::Column::NonceHmac)
        .limit(limit)
        .all(db)
        .await
}

/// A part of a draft of the openings, in the place of the same one.
pub async fn put_opening(tx: &impl ConnectionTrait, part: box_opening::Model) -> Result<(), DbErr> {
    use box_opening::Column;
    let again = OnConflict::columns([Column::RoundId, Column::Draft, Column::Nth])
        .update_column(Column::Sealed)
        .to_owned();
    let row = box_opening::ActiveModel {
        round_id: Set(part.round_id),
        draft: Set(part.draft),
        nth: Set(part.nth),
        sealed: Set(part.sealed),
    };
    box_opening::Entity::insert(row).on_conflict(again).exec_without_returning(tx).await.map(drop)
}

/// One part of a draft.
pub async fn opening(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    draft: Uuid,
    nth: i32,
) -> Result<Option<box_opening::Model>, DbErr> {
    box_opening::Entity::find_by_id((round_id, draft, nth)).one(db).await
}

/// How many parts of a draft are here.
pub async fn opening_parts(db: &impl ConnectionTrait, round_id: Uuid, draft: Uuid) -> Result<u64, DbErr> {
    let parts = box_opening::Entity::find().filter(box_opening::Column::RoundId.eq(round_id));
    parts.filter(box_opening::Column::Draft.eq(draft)).count(db).await
}

/// Makes a draft the one that auditors get.
pub async fn keep_opening(tx: &impl ConnectionTrait, round_id: Uuid, draft: Uuid) -> Result<(), DbErr> {
    box_round::Entity::update_many()
        .col_expr(box_round::Column::Opening, Expr::value(draft))
        .filter(box_round::Column::RoundId.eq(round_id))
        .exec(tx)
        .await
        .map(drop)
}

/// Deletes the drafts that an interrupted close left behind.
pub async fn forget_drafts(
    tx: &impl ConnectionTrait,
    round_id: Uuid,
    kept: Option<Uuid>,
) -> Result<(), DbErr> {
    let mut drafts = box_opening::Entity::delete_many().filter(box_opening::Column::RoundId.eq(round_id));
    if let Some(kept) = kept {
        drafts = drafts.filter(box_opening::Column::Draft.ne(kept));
    }
    drafts.exec(tx).await.map(drop)
}

pub async fn forget_ballots(tx: &impl ConnectionTrait, round_id: Uuid) -> Result<(), DbErr> {
    box_ballot::Entity::delete_many()
        .filter(box_ballot::Column::RoundId.eq(round_id))
        .exec(tx)
        .await
        .map(drop)
}
