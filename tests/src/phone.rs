//! A household's phone, with the cryptography of the rating page: it blinds, asks, unblinds and casts.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use domain::rating::blind::{Blinded, PublicKey, token_message};
use rand::{TryRngCore, rngs::OsRng};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{Answer, Person};

/// Where phones cast.
pub const BALLOTS: &str = "/api/ballot-box/ballots";

/// Bytes of a device's own chance.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    OsRng.try_fill_bytes(&mut bytes).unwrap();
    bytes
}

/// The published keys of a round, by the officials' numbers, and the fingerprint of their list.
pub async fn published_keys(browser: &Person, round: Uuid) -> (Vec<(String, PublicKey)>, String) {
    let listed = browser.look(&format!("/api/rating-rounds/{round}/keys")).await;
    let key = |key: &Value| {
        let n = BASE64URL_NOPAD.decode(key["n"].as_str().unwrap().as_bytes()).unwrap();
        let public = PublicKey::from_modulus(&n.try_into().unwrap()).unwrap();
        (key["official"].as_str().unwrap().to_owned(), public)
    };
    let keys = listed["keys"].as_array().unwrap().iter().map(key).collect();
    (keys, listed["key_list"].as_str().unwrap().to_owned())
}

/// What proves to the server that a form came from its own page: the first hidden `token` of a page.
pub fn mark(page: &str) -> Option<String> {
    let after = page.split("name=\"token\" value=\"").nth(1)?;
    after.split('"').next().map(str::to_owned)
}

/// What a household's phone keeps until it has a receipt.
#[derive(Debug)]
pub struct Phone {
    pub browser: Person,
    pub mark: String,
    pub round: Uuid,
    /// The official's number.
    pub official: String,
    pub key: PublicKey,
    pub prefix: [u8; 32],
    pub nonce: [u8; 32],
    pub blinded: Blinded,
}

impl Phone {
    /// A phone that opened the rating page and drew what it needs.
    pub fn new(browser: Person, mark: String, round: Uuid, official: String, key: PublicKey) -> Self {
        let (prefix, nonce) = (random(), random());
        let message = token_message(&prefix, &nonce);
        let blinded = key.blind(&message, &mut OsRng.unwrap_err()).unwrap();
        Self { browser, mark, round, official, key, prefix, nonce, blinded }
    }

    /// What it sends to the registrar with a blinded message.
    pub fn question(&self, blinded: &[u8]) -> Value {
        json!({
            "round": self.round, "official": self.official, "token": self.mark,
            "blinded": BASE64URL_NOPAD.encode(blinded),
        })
    }

    pub async fn ask(&self, blinded: &[u8]) -> Answer {
        self.browser.post("/h/rate/issue", &self.question(blinded)).await
    }

    /// The unblinded signature.
    pub async fn issued(&self) -> String {
        self.unblind(&self.ask(&self.blinded.message).await.expect(200))
    }

    pub fn unblind(&self, issued: &Value) -> String {
        let blind = BASE64URL_NOPAD.decode(issued["signature"].as_str().unwrap().as_bytes()).unwrap();
        let message = token_message(&self.prefix, &self.nonce);
        let signature =
            self.key.finalize(&message, &blind.try_into().unwrap(), &self.blinded.inverse).unwrap();
        BASE64URL_NOPAD.encode(&signature)
    }

    /// A ballot with a salt of its own.
    pub fn ballot(&self, signature: &str, level: &str) -> Value {
        json!({
            "round": self.round, "official": self.official, "level": level, "comment": "",
            "salt": HEXLOWER.encode(&random::<32>()), "prefix": HEXLOWER.encode(&self.prefix),
            "nonce": HEXLOWER.encode(&self.nonce), "signature": signature,
        })
    }

    /// Takes a ballot and casts it: the receipt.
    pub async fn rate(&self, level: &str) -> Value {
        let signature = self.issued().await;
        cast(&self.browser, &self.ballot(&signature, level)).await.expect(200)
    }
}

pub async fn cast(person: &Person, ballot: &Value) -> Answer {
    person.post(BALLOTS, ballot).await
}
