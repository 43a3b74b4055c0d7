//! Ballots on their way to disk, many in one transaction.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::store;
use crate::{db::Database, ingest::Ledger};

/// A sealed ballot.
#[derive(Clone, Debug)]
pub(super) struct Sealed {
    pub round_id: Uuid,
    pub nonce_hmac: Vec<u8>,
    pub bytes: Vec<u8>,
    /// The slip that is spent with it.
    pub slip: Option<Vec<u8>>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    OnDisk,
    RoundNotOpen,
    SlipSpent,
}

/// Where ballots are written down.
pub(super) struct Taking {
    pub db: Database,
    /// Told that the box holds something new.
    pub came: Arc<AtomicBool>,
}

impl Ledger for Taking {
    type Item = Sealed;
    type Answer = Taken;

    async fn answer(&self, items: &[Sealed]) -> Result<Vec<Taken>, DbErr> {
        let tx = self.db.begin().await?;
        let open = open_rounds(&tx, items).await?;
        let mut answers = Vec::with_capacity(items.len());
        // By their hash: the last of a nonce counts, and the order of their coming is not the order of the rows.
        let mut kept = BTreeMap::new();
        for item in items {
            let answer = match &item.slip {
                _ if !open.contains(&item.round_id) => Taken::RoundNotOpen,
                // The slip is spent in the transaction that keeps the ballot, so that it counts once and is never lost.
                Some(slip) if !store::spend(&tx, slip.clone(), "used").await? => Taken::SlipSpent,
                _ => Taken::OnDisk,
            };
            if answer == Taken::OnDisk {
                kept.insert(item.nonce_hmac.as_slice(), item);
            }
            answers.push(answer);
        }
        store::put_ballots(&tx, kept.into_values()).await?;
        tx.commit().await?;
        self.came.store(true, Ordering::Relaxed);
        Ok(answers)
    }
}

/// The rounds that take ballots, held still until the transaction ends.
async fn open_rounds(tx: &impl ConnectionTrait, items: &[Sealed]) -> Result<HashSet<Uuid>, DbErr> {
    let mut rounds = HashMap::new();
    for item in items {
        if let std::collections::hash_map::Entry::Vacant(place) = rounds.entry(item.round_id) {
            let round = store::round_held(tx, item.round_id).await?;
            place.insert(round.is_some_and(|round| round.state == store::OPEN));
        }
    }
    Ok(rounds.into_iter().filter(|(_, open)| *open).map(|(round, _)| round).collect())
}
