//! What goes into the box: a ballot of one length, sealed to two trustees, one inside the other.

use crypto_box::{PublicKey, SecretKey};
use data_encoding::{BASE64, HEXLOWER};
use domain::rating::Level;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::clock::{SealingRng, secret};

/// Every ballot has this many bytes before it is sealed, so that its length tells nothing.
const LENGTH: usize = 2048;
/// Characters of a comment; the longest one still fits.
pub const COMMENT: usize = 300;
/// Reasons that may be given for a low level.
pub const REASONS: [&str; 6] =
    ["not_visited", "does_not_listen", "slow", "promise_broken", "unfair", "other"];

/// One household's judgement of its official. Nothing in it says which household.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct Ballot {
    pub round: Uuid,
    pub official: Uuid,
    pub level: Level,
    pub reasons: Vec<String>,
    pub comment: String,
    /// Random; the same ballot cannot stand in the box twice.
    pub nonce: String,
    /// Random; without it the commitment could be guessed from the five levels.
    pub salt: String,
}

/// A ballot that does not open: another key, or damage.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("a ballot does not open with these keys")]
pub struct Unreadable;

impl Ballot {
    /// Fills in what is random.
    pub fn new(round: Uuid, official: Uuid, level: Level, reasons: Vec<String>, comment: String) -> Self {
        let nonce = HEXLOWER.encode(&secret::<16>());
        let salt = HEXLOWER.encode(&secret::<16>());
        Self { round, official, level, reasons, comment, nonce, salt }
    }

    fn text(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a ballot is plain data")
    }

    /// SHA-256 of the ballot's text, which holds the salt.
    pub fn commitment(&self) -> [u8; 32] {
        Sha256::digest(self.text()).into()
    }

    /// The beginning of the commitment, short enough to be copied by hand.
    pub fn receipt(&self) -> String {
        let hex = HEXLOWER.encode(&self.commitment()[..8]).to_uppercase();
        format!("{}-{}-{}-{}", &hex[..4], &hex[4..8], &hex[8..12], &hex[12..])
    }

    /// Seals to the second trustee, and that to the first.
    pub fn seal(&self, trustees: &[PublicKey; 2]) -> anyhow::Result<Vec<u8>> {
        let mut text = self.text();
        anyhow::ensure!(text.len() <= LENGTH, "a ballot of {} bytes does not fit", text.len());
        text.resize(LENGTH, b' ');
        seal(&text, trustees)
    }

    /// Opens what [`Ballot::seal`] made.
    pub fn open(sealed: &[u8], trustees: &[SecretKey; 2]) -> Result<Self, Unreadable> {
        let inner = trustees[0].unseal(sealed).map_err(|_| Unreadable)?;
        let text = trustees[1].unseal(&inner).map_err(|_| Unreadable)?;
        serde_json::from_slice(&text).map_err(|_| Unreadable)
    }
}

/// Seals bytes to the second trustee, and that to the first: neither alone can read them.
pub fn seal(bytes: &[u8], trustees: &[PublicKey; 2]) -> anyhow::Result<Vec<u8>> {
    let inner = trustees[1].seal(&mut SealingRng, bytes).map_err(|_| anyhow::anyhow!("cannot seal"))?;
    trustees[0].seal(&mut SealingRng, &inner).map_err(|_| anyhow::anyhow!("cannot seal"))
}

/// A trustee's public key as it is typed: base64 of 32 bytes.
pub fn public_key(text: &str) -> Option<PublicKey> {
    let bytes = BASE64.decode(text.trim().as_bytes()).ok()?;
    PublicKey::from_slice(&bytes).ok()
}

/// A trustee's secret key as it is typed.
pub fn secret_key(text: &str) -> Option<SecretKey> {
    let bytes = BASE64.decode(text.trim().as_bytes()).ok()?;
    SecretKey::from_slice(&bytes).ok()
}

/// A new pair of keys for a trustee: public, secret.
pub fn new_trustee() -> (String, String) {
    let key = SecretKey::from_bytes(secret());
    (BASE64.encode(key.public_key().as_bytes()), BASE64.encode(&key.to_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair() -> (PublicKey, SecretKey) {
        let (public, secret) = new_trustee();
        (public_key(&public).unwrap(), secret_key(&secret).unwrap())
    }

    fn ballot(level: Level, comment: &str) -> Ballot {
        let reasons = REASONS.map(str::to_owned).to_vec();
        Ballot::new(Uuid::max(), Uuid::max(), level, reasons, comment.to_owned())
    }

    #[test]
    fn the_longest_ballot_is_as_long_as_the_shortest() {
        let (left, right) = (pair(), pair());
        let keys = [left.0, right.0];
        let short = Ballot::new(Uuid::nil(), Uuid::nil(), Level::Fair, vec![], String::new());
        let long = ballot(Level::VeryDissatisfied, &"𠮷".repeat(COMMENT));
        assert_eq!(short.seal(&keys).unwrap().len(), long.seal(&keys).unwrap().len());
        assert_eq!(Ballot::open(&long.seal(&keys).unwrap(), &[left.1, right.1]).unwrap(), long);
    }

    #[test]
    fn one_trustee_reads_nothing() {
        let (left, right) = (pair(), pair());
        let sealed = ballot(Level::Fair, "").seal(&[left.0, right.0]).unwrap();
        assert!(Ballot::open(&sealed, &[left.1.clone(), left.1.clone()]).is_err());
        assert!(Ballot::open(&sealed, &[right.1.clone(), left.1]).is_err());
    }

    #[test]
    fn the_same_judgement_twice_has_two_receipts() {
        assert_ne!(ballot(Level::Fair, "").receipt(), ballot(Level::Fair, "").receipt());
    }
}
