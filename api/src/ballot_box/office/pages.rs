//! What is too large for one message goes in pages: the ballots of a county and their openings are hundreds of megabytes.
//! A line that breaks costs the page that was on its way, and the next one goes on from there.

use std::time::Duration;

use anyhow::anyhow;
use rand::{SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha20Rng;
use uuid::Uuid;

use super::{Ask, Bytes, Empty, KeepOpenings, Office, Openings, PutOpening, TrusteeKey};
use crate::{
    ballot_box::count::{self, Emptied},
    clock::{orderless_id, secret},
    error::{ApiError, ApiResult},
};

/// Ballots on a page: some 2.6 MB at most.
pub const BALLOTS: u64 = count::TURN;
/// Bytes of a part of the openings; a third more on the way.
pub const PART: usize = 1 << 20;
/// How often a box is asked again that fell silent between two pages, and how long it is left alone before.
const TIMES: u32 = 60;
const PAUSE: Duration = Duration::from_secs(1);

impl Office {
    /// Asks for a page that is not the first one: a box that started anew goes on.
    async fn ask_on<A: Ask + Clone>(&self, ask: A) -> ApiResult<A::Answer> {
        for _ in 0..TIMES {
            match self.ask(ask.clone()).await {
                Err(error) if error.code == "ballot_box_silent" => tokio::time::sleep(PAUSE).await,
                said => return said,
            }
        }
        self.ask(ask).await
    }

    /// Opens everything in the box, `most` ballots at a time, with the second trustee's key. Nothing leaves the box: whatever
    /// interrupts it, it is done again with the same ballots.
    pub async fn empty(&self, round_id: Uuid, key: &TrusteeKey, most: u64) -> ApiResult<Emptied> {
        let mut emptied = Emptied::default();
        let page = |after: Bytes| Empty { round_id, key: key.clone(), after, most };
        let mut found = self.ask(page(Bytes::default())).await?;
        let mut after = Bytes::default();
        while let Some(next) = found.next.take() {
            if next <= after {
                return Err(ApiError::internal(anyhow!("the pages of the ballot box go round in a circle")));
            }
            emptied.add(found.emptied);
            after = next;
            found = self.ask_on(page(after.clone())).await?;
        }
        emptied.add(found.emptied);
        // A page is shuffled in itself; nothing shall tell which one a ballot was on.
        emptied.ballots.shuffle(&mut ChaCha20Rng::from_seed(secret()));
        Ok(emptied)
    }

    /// Keeps the sealed openings for the auditors, in parts of so many bytes. What is kept is always the whole of one call.
    pub async fn keep_openings(&self, round_id: Uuid, sealed: &[u8], part: usize) -> ApiResult<()> {
        let draft = orderless_id();
        let parts = u32::try_from(sealed.len().div_ceil(part)).map_err(ApiError::internal)?;
        for (nth, part) in (0..parts).zip(sealed.chunks(part)) {
            self.ask_on(PutOpening { round_id, draft, nth, sealed: Bytes(part.to_vec()) }).await?;
        }
        self.ask_on(KeepOpenings { round_id, draft, parts }).await
    }

    /// The sealed openings of a round, when they are kept.
    pub async fn openings(&self, round_id: Uuid) -> ApiResult<Option<Vec<u8>>> {
        let Some(first) = self.ask(Openings { round_id, nth: 0 }).await? else { return Ok(None) };
        let mut sealed = first.sealed.0;
        for nth in 1..first.parts {
            let part = self.ask_on(Openings { round_id, nth }).await?;
            let part = part.filter(|part| part.draft == first.draft);
            let part =
                part.ok_or_else(|| ApiError::internal(anyhow!("the openings were kept anew meanwhile")))?;
            sealed.extend(part.sealed.0);
        }
        Ok(Some(sealed))
    }
}
