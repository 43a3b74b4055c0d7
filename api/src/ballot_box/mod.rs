//! The ballot box: its own database and keys. It never sees a caller, a cookie or a household, and no row of it
//! carries a time.

pub mod apart;
pub mod ballot;
pub mod count;
pub mod endpoint;
mod known;
pub mod office;
pub mod page;
pub mod service;
mod stir;
mod store;
mod taking;

use std::{
    path::Path,
    sync::{Arc, atomic::AtomicBool},
};

use domain::rating::SlipCode;
use sea_orm::DbErr;

use crate::{
    db::Database,
    ingest::Ingest,
    keyring::{Keyring, Purpose},
    round_key::{Room, RoundKeys},
};
use known::KnownRounds;
pub use office::Office;
use taking::Taking;

/// The box and the keys under which it knows slips and nonces.
#[derive(Clone)]
pub struct BallotBox {
    pub db: Database,
    keyring: Keyring,
    keys: RoundKeys,
    known: Arc<KnownRounds>,
    taking: Ingest<Taking>,
    /// Whether something came since the box was stirred, or may have before the program began.
    came: Arc<AtomicBool>,
}

impl std::fmt::Debug for BallotBox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BallotBox")
    }
}

impl BallotBox {
    /// Opens the box; `key_dir` is the folder of the key ring.
    pub fn new(db: Database, keyring: &Keyring, key_dir: &Path) -> Self {
        let came = Arc::new(AtomicBool::new(true));
        Self {
            taking: Ingest::start(Taking { db: db.clone(), came: came.clone() }),
            came,
            db,
            keyring: keyring.clone(),
            keys: RoundKeys::of(key_dir, Room::BallotBox),
            known: Arc::default(),
        }
    }

    /// The keyed hash under which a slip's code is stored.
    pub fn slip_hash(&self, code: &SlipCode) -> Vec<u8> {
        self.keyring.mac(Purpose::Box, format!("slip|{}", code.as_str()).as_bytes())
    }

    /// Lets go of its database in order.
    pub async fn close(&self) -> anyhow::Result<()> {
        self.db.close().await
    }

    /// Whether its database answers.
    pub async fn ping(&self) -> Result<(), DbErr> {
        self.db.ping().await
    }
}
