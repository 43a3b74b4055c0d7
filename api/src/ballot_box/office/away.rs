//! The registrar's side of the office, when the box is another process.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use anyhow::{Context, anyhow};
use reqwest::{Client, StatusCode};

use super::{Ask, envelope};
use crate::{
    error::{ApiError, ApiResult, Refusal},
    keyring::Keyring,
};

/// How long a box that is not there is waited for.
const PATIENCE: Duration = Duration::from_secs(5);
/// A line that died shows after so long; a count itself may take minutes.
const ALIVE: Duration = Duration::from_secs(30);

/// A box that is asked over the network.
#[derive(Clone)]
pub struct Away {
    address: String,
    keyring: Keyring,
    client: Client,
    /// The process that answered last.
    process: Arc<RwLock<String>>,
}

impl std::fmt::Debug for Away {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Away({})", self.address)
    }
}

impl Away {
    /// `address` is the host and port of the box's office.
    pub fn new(address: &str, keyring: &Keyring) -> anyhow::Result<Self> {
        let client = Client::builder().no_proxy().connect_timeout(PATIENCE).tcp_keepalive(ALIVE);
        Ok(Self {
            address: address.to_owned(),
            keyring: keyring.clone(),
            client: client.build().context("no connection to the ballot box can be made")?,
            process: Arc::default(),
        })
    }

    pub(super) async fn ask<A: Ask>(&self, ask: A) -> ApiResult<A::Answer> {
        let plain = serde_json::to_vec(&ask).map_err(ApiError::internal)?;
        // A box that started anew says so, and is asked again.
        for _ in 0..2 {
            let process = self.process.read().unwrap_or_else(PoisonError::into_inner).clone();
            let sealed = envelope::question(&self.keyring, A::NAME, &process, &plain);
            let mark = envelope::mark(&sealed).context("what is sealed has a mark")?.to_vec();
            let address = format!("http://{}/office/{}", self.address, A::NAME);
            let answer = self.client.post(address).body(sealed).send().await.map_err(silent)?;
            let status = answer.status();
            let body = answer.bytes().await.map_err(silent)?;
            match status {
                StatusCode::OK => {
                    let plain = envelope::open_answer(&self.keyring, A::NAME, &mark, &body)?;
                    let said: Result<A::Answer, Refusal> =
                        serde_json::from_slice(&plain).map_err(ApiError::internal)?;
                    return said.map_err(ApiError::from);
                }
                StatusCode::CONFLICT => {
                    let other = String::from_utf8_lossy(&body).into_owned();
                    if other == process {
                        break;
                    }
                    *self.process.write().unwrap_or_else(PoisonError::into_inner) = other;
                }
                status => {
                    return Err(ApiError::internal(anyhow!("the ballot box's office answers {status}")));
                }
            }
        }
        Err(ApiError::internal(anyhow!(
            "the ballot box cannot read what the registrar asks: the key \"office\" of the two differs"
        )))
    }
}

/// The box is down, or the line to it.
fn silent(error: reqwest::Error) -> ApiError {
    ApiError::new(poem::http::StatusCode::SERVICE_UNAVAILABLE, "ballot_box_silent").because(error)
}
