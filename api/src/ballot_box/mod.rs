//! The ballot box: its own database and keys. It never sees a caller, a cookie or a household, and no row of it
//! carries a time.

pub mod ballot;
pub mod endpoint;
pub mod page;
pub mod service;
mod store;

use domain::rating::SlipCode;
use sea_orm::DbErr;

use crate::{
    db::Database,
    keyring::{Keyring, Purpose},
};

/// The box and the key under which it knows slips.
#[derive(Clone)]
pub struct BallotBox {
    pub db: Database,
    keyring: Keyring,
}

impl std::fmt::Debug for BallotBox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BallotBox")
    }
}

impl BallotBox {
    pub fn new(db: Database, keyring: &Keyring) -> Self {
        Self { db, keyring: keyring.clone() }
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
