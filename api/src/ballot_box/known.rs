//! What the box has to know of a round for every ballot, read once.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use anyhow::{Context, anyhow};
use crypto_box::PublicKey;
use domain::{
    rating::{Questionnaire, blind},
    roster::OfficialNumber,
};
use tokio::sync::Mutex;
use uuid::Uuid;

use super::{BallotBox, ballot, store};
use crate::{
    error::{ApiError, ApiResult},
    round_key::RoundKey,
};

/// A round whose keys are published.
pub(super) struct Known {
    pub code: String,
    pub questionnaire: Questionnaire,
    /// Their public keys, the outer first.
    pub trustees: [PublicKey; 2],
    pub officials: HashMap<OfficialNumber, Official>,
    /// Hashes the nonces.
    key: RoundKey,
}

/// An official in a round.
pub(super) struct Official {
    pub id: Uuid,
    pub key: blind::PublicKey,
}

/// The rounds that were read.
#[derive(Default)]
pub(super) struct KnownRounds {
    rounds: RwLock<HashMap<Uuid, Arc<Known>>>,
    /// Held by whoever reads one. A county's keys are ten thousand: read by each of those who come at once, they would
    /// keep all of them waiting.
    reading: Mutex<()>,
}

impl KnownRounds {
    fn get(&self, round_id: Uuid) -> Option<Arc<Known>> {
        self.rounds.read().unwrap_or_else(PoisonError::into_inner).get(&round_id).cloned()
    }

    fn put(&self, round_id: Uuid, known: Arc<Known>) {
        self.rounds.write().unwrap_or_else(PoisonError::into_inner).insert(round_id, known);
    }

    fn remove(&self, round_id: Uuid) {
        self.rounds.write().unwrap_or_else(PoisonError::into_inner).remove(&round_id);
    }
}

impl Known {
    /// What a ballot is kept under.
    pub(super) fn nonce_hmac(&self, nonce: &[u8]) -> Vec<u8> {
        self.key.mac(nonce)
    }

    /// The number of an official.
    pub(super) fn number(&self, official_id: Uuid) -> Option<OfficialNumber> {
        self.officials.iter().find(|(_, official)| official.id == official_id).map(|(number, _)| *number)
    }
}

impl BallotBox {
    /// A round that is or was open, until it is forgotten.
    pub(super) async fn known(&self, round_id: Uuid) -> ApiResult<Option<Arc<Known>>> {
        if let Some(known) = self.known.get(round_id) {
            return Ok(Some(known));
        }
        let _reading = self.known.reading.lock().await;
        if let Some(known) = self.known.get(round_id) {
            return Ok(Some(known));
        }
        let db = self.db.reader();
        let Some(round) = store::round(db, round_id).await? else { return Ok(None) };
        if round.state == store::READY || round.state == store::CLOSED {
            return Ok(None);
        }
        let mut officials = HashMap::new();
        for row in store::keys(db, round_id).await? {
            let modulus = row.modulus.as_slice().try_into().context("a stored key is cut")?;
            let key = blind::PublicKey::from_modulus(modulus).map_err(ApiError::internal)?;
            let number = row.official.parse().map_err(ApiError::internal)?;
            officials.insert(number, Official { id: row.official_id, key });
        }
        let known = Known {
            code: round.code,
            questionnaire: asked(&round.questionnaire)?,
            trustees: trustees(&round.trustee_keys)?,
            officials,
            key: self.keys.read(round_id)?,
        };
        let known = Arc::new(known);
        self.known.put(round_id, known.clone());
        Ok(Some(known))
    }

    /// Lets go of a round that is over.
    pub(super) fn forget_known(&self, round_id: Uuid) {
        self.known.remove(round_id);
    }
}

/// Reads what a round asks.
pub(super) fn asked(stored: &str) -> anyhow::Result<Questionnaire> {
    serde_json::from_str(stored).context("a stored questionnaire")
}

/// Reads the stored pair of public keys.
pub(super) fn trustees(stored: &str) -> anyhow::Result<[PublicKey; 2]> {
    let keys: [String; 2] = serde_json::from_str(stored)?;
    let read = |text: &str| ballot::public_key(text).ok_or_else(|| anyhow!("a trustee's key"));
    Ok([read(&keys[0])?, read(&keys[1])?])
}
