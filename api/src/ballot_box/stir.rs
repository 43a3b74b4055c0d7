//! Stirring: what lies in the box is laid down anew, in the order of its keyed hashes.
//!
//! Databases keep the order of writing where no query shows it: PostgreSQL in the place and the transaction of a row,
//! SQLite in the numbers of its pages. Beside the registrar's rows, which were written in the same order, it would tell
//! whose ballot is which, if ever both trustees' keys were lost. Afterwards the stored box is the same whatever the order
//! in which its ballots came.

use std::{sync::atomic::Ordering, time::Duration};

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{BallotBox, store};

/// The least time between two stirrings.
const REST: Duration = Duration::from_mins(1);
/// How much longer it rests than it worked: a county's box takes seconds, in which nobody's ballot is answered.
const SHARE: u32 = 50;
/// Tables and what they are ordered by; slips first, as they are locked by whoever casts one.
const TABLES: [(&str, &str); 2] = [("box_slip", "code_hash"), ("box_ballot", "nonce_hmac")];

impl BallotBox {
    /// Stirs again and again, when ballots have come, until the program stops.
    pub async fn keep_stirring(self, stopping: CancellationToken) {
        let mut rest = REST;
        loop {
            tokio::select! {
                () = stopping.cancelled() => return,
                () = tokio::time::sleep(rest) => {}
            }
            let begun = Instant::now();
            if let Err(error) = self.stir().await {
                tracing::warn!(error = error.to_string(), "the ballot box is stirred later");
            }
            rest = REST.max(begun.elapsed() * SHARE);
        }
    }

    /// Lays everything down anew, unless nothing came since the last time or a round is being counted.
    pub async fn stir(&self) -> Result<(), DbErr> {
        if !self.came.swap(false, Ordering::Relaxed) {
            return Ok(());
        }
        let stirred = match self.db.backend() {
            DbBackend::Postgres => self.lay_anew().await,
            _ => self.db.write_anew().await.map(|()| true),
        };
        if !matches!(stirred, Ok(true)) {
            self.came.store(true, Ordering::Relaxed);
        }
        stirred.map(drop)
    }

    async fn lay_anew(&self) -> Result<bool, DbErr> {
        let tx = self.db.begin().await?;
        // Held, so that no count begins meanwhile.
        if store::rounds_held(&tx).await?.iter().any(|round| round.state == store::CLOSING) {
            return Ok(false);
        }
        tx.execute_unprepared("LOCK TABLE box_slip, box_ballot IN ACCESS EXCLUSIVE MODE").await?;
        for (table, order) in TABLES {
            // A new file, and in it every row of this one transaction.
            for statement in [
                format!("CREATE TEMPORARY TABLE stirred AS SELECT * FROM {table}"),
                format!("TRUNCATE {table}"),
                format!("INSERT INTO {table} SELECT * FROM stirred ORDER BY {order}"),
                "DROP TABLE stirred".to_owned(),
            ] {
                tx.execute_unprepared(&statement).await?;
            }
        }
        tx.commit().await?;
        Ok(true)
    }
}
