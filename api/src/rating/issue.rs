//! Issuing a ballot to a phone: once per round, household and official, without a time. What is signed cannot be read
//! here; its hash is kept so that a phone that lost the answer gets the same one again.

use std::collections::{HashMap, HashSet};

use data_encoding::BASE64URL_NOPAD;
use domain::rating::RoundState;
use entity::{official, rating_issue};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect,
    sea_query::OnConflict,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::store;
use crate::{
    app::App,
    db::Database,
    error::{ApiError, ApiResult},
    ingest::Ledger,
};

/// The ways in which a ballot is issued.
pub(super) const PHONE: &str = "phone";
pub(super) const SLIP: &str = "slip";

/// Signs a blinded message for a household of the frozen map. The same message again is answered the same; another one is
/// refused. Returns the blind signature.
pub(super) async fn issue(
    app: &App,
    round_id: Uuid,
    household_id: Uuid,
    official_id: Uuid,
    blinded: &str,
) -> ApiResult<String> {
    let blinded = BASE64URL_NOPAD.decode(blinded.as_bytes()).map_err(|_| ApiError::bad("blinded_message"))?;
    let hash = Sha256::digest(&blinded).to_vec();
    let before = store::issued_to(app.db.reader(), round_id, &[household_id]).await?;
    if let Some(before) = before.into_iter().find(|issue| issue.official_id == official_id) {
        return answer(&before, &hash);
    }
    let key = app.registrar.signing_key(&app.db, round_id, official_id).await?;
    let signature = key.blind_sign(&blinded)?.to_vec();
    let row = rating_issue::Model {
        round_id,
        household_id,
        official_id,
        way: PHONE.to_owned(),
        blinded_hash: Some(hash.clone()),
        blind_signature: Some(signature),
    };
    let kept = app.registrar.issuing.put(row).await?;
    answer(&kept.ok_or_else(|| ApiError::conflict("round_not_open"))?, &hash)
}

/// What stands in the book for this household: whoever was first has it.
fn answer(issued: &rating_issue::Model, hash: &[u8]) -> ApiResult<String> {
    if issued.way == SLIP {
        return Err(ApiError::conflict("slip_drawn"));
    }
    match (&issued.blinded_hash, &issued.blind_signature) {
        (Some(stored), Some(signature)) if stored == hash => Ok(BASE64URL_NOPAD.encode(signature)),
        _ => Err(ApiError::conflict("ballot_issued")),
    }
}

/// The number of an official.
pub(super) async fn official_of_number(
    db: &impl ConnectionTrait,
    number: &str,
) -> Result<Option<Uuid>, DbErr> {
    official::Entity::find()
        .select_only()
        .column(official::Column::Id)
        .filter(official::Column::Number.eq(number))
        .into_tuple()
        .one(db)
        .await
}

/// Where issues are written down.
pub struct Issuing(pub(super) Database);

impl Ledger for Issuing {
    type Item = rating_issue::Model;
    /// What stands there now: this issue or an earlier one. Nothing when the round is not open.
    type Answer = Option<rating_issue::Model>;

    async fn write(&self, items: &[rating_issue::Model]) -> Result<Vec<Self::Answer>, DbErr> {
        let tx = self.0.begin().await?;
        let rounds: HashSet<Uuid> = items.iter().map(|item| item.round_id).collect();
        let mut standing = HashMap::new();
        for round_id in rounds {
            let round = store::round_held(&tx, round_id).await?;
            if round.is_none_or(|round| round.state != RoundState::Open.as_str()) {
                continue;
            }
            let items = || items.iter().filter(move |item| item.round_id == round_id);
            insert_new(&tx, items()).await?;
            let households: HashSet<Uuid> = items().map(|item| item.household_id).collect();
            let households: Vec<Uuid> = households.into_iter().collect();
            for issue in store::issued_to(&tx, round_id, &households).await? {
                standing.insert((issue.round_id, issue.household_id, issue.official_id), issue);
            }
        }
        tx.commit().await?;
        let key = |item: &rating_issue::Model| (item.round_id, item.household_id, item.official_id);
        Ok(items.iter().map(|item| standing.get(&key(item)).cloned()).collect())
    }
}

async fn insert_new<'a>(
    tx: &impl ConnectionTrait,
    items: impl Iterator<Item = &'a rating_issue::Model>,
) -> Result<(), DbErr> {
    use rating_issue::Column;
    let rows = items.cloned().map(|item| rating_issue::ActiveModel {
        round_id: Set(item.round_id),
        household_id: Set(item.household_id),
        official_id: Set(item.official_id),
        way: Set(item.way),
        blinded_hash: Set(item.blinded_hash),
        blind_signature: Set(item.blind_signature),
    });
    // Whoever was first stays.
    let first = OnConflict::columns([Column::RoundId, Column::HouseholdId, Column::OfficialId])
        .do_nothing()
        .to_owned();
    rating_issue::Entity::insert_many(rows).on_conflict(first).exec_without_returning(tx).await.map(drop)
}
