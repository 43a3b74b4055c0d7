//! The one door between the two rooms: everything the registrar asks of the ballot box is a message of this list.
//! Nothing of a household is in any of them. A new message stands in `message.rs` and in the list of `counter.rs`.

mod away;
pub mod counter;
mod envelope;
mod message;
mod pages;

use std::{future::Future, time::Duration};

use serde::{Serialize, de::DeserializeOwned};

use super::BallotBox;
use crate::error::ApiResult;

pub use away::Away;
pub use message::{
    Bytes, Empty, Forget, IsSealedTwice, KeepOpenings, Open, Openings, Ping, Print, PrintBatch, PutOpening,
    SlipsUsed, SlipsValid, Stop, TakeOffFirst, TrusteeKey, Void,
};
pub use pages::{BALLOTS, PART};

/// How long the box may take to say that it is there.
const SOON: Duration = Duration::from_secs(2);

/// Something that the registrar asks of the box.
pub trait Ask: Serialize + DeserializeOwned + Send + Sync {
    /// What it is called on the way.
    const NAME: &'static str;
    type Answer: Serialize + DeserializeOwned + Send;

    /// The box does it.
    fn done(self, boxed: &BallotBox) -> impl Future<Output = ApiResult<Self::Answer>> + Send;
}

/// The ballot box as the registrar reaches it.
#[derive(Clone, Debug)]
pub enum Office {
    /// Both rooms are one process.
    Here(BallotBox),
    /// The box is another process.
    Away(Away),
}

impl Office {
    /// Asks the box, and waits until it has done it.
    pub async fn ask<A: Ask>(&self, ask: A) -> ApiResult<A::Answer> {
        match self {
            Self::Here(boxed) => ask.done(boxed).await,
            Self::Away(away) => away.ask(ask).await,
        }
    }

    /// Whether the box answers.
    pub async fn answers(&self) -> bool {
        match self {
            Self::Here(boxed) => boxed.ping().await.is_ok(),
            Self::Away(away) => {
                let asked = tokio::time::timeout(SOON, away.ask(Ping {})).await;
                asked.is_ok_and(|answer| answer.is_ok())
            }
        }
    }

    /// The box itself, where it is in this process.
    pub fn here(&self) -> Option<&BallotBox> {
        match self {
            Self::Here(boxed) => Some(boxed),
            Self::Away(_) => None,
        }
    }

    /// Lets go of the box in order.
    pub async fn close(&self) -> anyhow::Result<()> {
        match self {
            Self::Here(boxed) => boxed.close().await,
            Self::Away(_) => Ok(()),
        }
    }
}
