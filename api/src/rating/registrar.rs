//! What the registrar holds in memory: the signing keys it has unwrapped, the queue of what it issues, and wrong second
//! factors of late.

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, PoisonError, RwLock},
};

use anyhow::Context;
use chrono::Duration;
use domain::rating::blind::SigningKey;
use uuid::Uuid;

use super::{
    issue::{Issuing, Lookup},
    keys, store,
};
use crate::{
    db::Database,
    error::{ApiError, ApiResult},
    household::Tries,
    ingest::Ingest,
    round_key::{Room, RoundKeys},
};

/// Wrong last four digits of one household within a day.
const MOST_TRIES: u32 = 5;
/// Codes sent to one household within a day.
const MOST_CODES: u32 = 5;

type SigningKeys = HashMap<(Uuid, Uuid), Arc<SigningKey>>;

/// The registrar of all rounds.
pub struct Registrar {
    pub(super) keys: RoundKeys,
    pub(super) lookup: Ingest<Lookup>,
    pub(super) issuing: Ingest<Issuing>,
    pub(super) tries: Tries<Uuid>,
    /// Codes that were sent to a household in the last minute, and in the last day.
    pub(super) codes_lately: Tries<Uuid>,
    pub(super) codes_today: Tries<Uuid>,
    signing: RwLock<SigningKeys>,
}

impl std::fmt::Debug for Registrar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Registrar")
    }
}

impl Registrar {
    /// Begins to issue; `key_dir` is the folder of the key ring.
    pub fn new(db: &Database, key_dir: &Path) -> Self {
        Self {
            keys: RoundKeys::of(key_dir, Room::Registrar),
            lookup: Ingest::start(Lookup(db.clone())),
            issuing: Ingest::start(Issuing(db.clone())),
            tries: Tries::new(MOST_TRIES, Duration::days(1)),
            codes_lately: Tries::new(1, Duration::minutes(1)),
            codes_today: Tries::new(MOST_CODES, Duration::days(1)),
            signing: RwLock::default(),
        }
    }

    /// An official's signing key of a round.
    pub(super) async fn signing_key(
        &self,
        db: &Database,
        round_id: Uuid,
        official_id: Uuid,
    ) -> ApiResult<Arc<SigningKey>> {
        let at = (round_id, official_id);
        if let Some(key) = self.signing.read().unwrap_or_else(PoisonError::into_inner).get(&at) {
            return Ok(key.clone());
        }
        let row = store::key(db.reader(), round_id, official_id).await?;
        let sealed = row.and_then(|row| row.sealed).context("an open round lacks a key")?;
        let key = keys::unwrap(&self.keys.read(round_id)?, round_id, official_id, &sealed)?;
        let key = Arc::new(key);
        self.signing.write().unwrap_or_else(PoisonError::into_inner).insert(at, key.clone());
        Ok(key)
    }

    /// Destroys what a counted round's ballots were signed with. May be repeated.
    pub async fn forget(&self, db: &Database, round_id: Uuid) -> anyhow::Result<()> {
        self.signing.write().unwrap_or_else(PoisonError::into_inner).retain(|(of, _), _| *of != round_id);
        self.keys.shred(round_id)?;
        let tx = db.begin().await?;
        store::forget_keys(&tx, round_id).await?;
        Ok(tx.commit().await?)
    }
}

impl From<domain::rating::blind::BlindError> for ApiError {
    /// What a phone sent cannot be signed; everything else is our own fault.
    fn from(error: domain::rating::blind::BlindError) -> Self {
        use domain::rating::blind::BlindError;
        match error {
            BlindError::Length { .. } | BlindError::Zero | BlindError::TooLarge => {
                Self::bad("blinded_message")
            }
            _ => Self::internal(error),
        }
    }
}
