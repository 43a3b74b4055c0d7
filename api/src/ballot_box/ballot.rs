//! What goes into the box: a ballot of one length, sealed to two trustees, one inside the other.

use crypto_box::{PublicKey, SecretKey};
use data_encoding::{BASE64, HEXLOWER};
use domain::{
    audit::pdraw1::Digest,
    rating::{self, Level, count},
    roster::OfficialNumber,
};
use serde::{Deserialize, Serialize};

use crate::clock::{SealingRng, secret};

/// Every ballot has this many bytes before it is sealed, so that its length tells nothing.
const LENGTH: usize = 2560;

/// One household's judgement of its official. Nothing in it says which household.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct Ballot {
    /// The round's code.
    pub round: String,
    #[serde(with = "count::number")]
    pub official: OfficialNumber,
    pub level: Level,
    pub reasons: Vec<String>,
    pub comment: String,
    /// Random, in hex; without it the commitment could be guessed from the five levels.
    pub salt: String,
    /// Random, in hex; the same ballot cannot stand in the box twice.
    pub nonce: String,
    /// What a phone's ballot was signed for with; a slip's ballot has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<Token>,
}

/// A blind signature, taken out of its blind, with the prefix it was made over.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub struct Token {
    /// In hex.
    pub prefix: String,
    /// In base64url.
    pub signature: String,
}

/// A ballot that does not open: another key, or damage.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("a ballot does not open with these keys")]
pub struct Unreadable;

impl Ballot {
    /// A slip's ballot: what a phone would have drawn is drawn here.
    pub fn of_slip(
        round: String,
        official: OfficialNumber,
        level: Level,
        reasons: Vec<String>,
        comment: String,
    ) -> Self {
        let nonce = HEXLOWER.encode(&secret::<32>());
        let salt = HEXLOWER.encode(&secret::<32>());
        Self { round, official, level, reasons, comment, salt, nonce, token: None }
    }

    /// What stands for it in public; nothing when its salt is none.
    pub fn commitment(&self) -> Option<Digest> {
        let said = rating::Ballot {
            round: self.round.clone(),
            official: self.official,
            level: self.level,
            reasons: self.reasons.clone(),
            comment: self.comment.clone(),
        };
        Some(said.commitment(&Digest::from_hex(&self.salt)?))
    }

    /// Seals to the second trustee, and that to the first.
    pub fn seal(&self, trustees: &[PublicKey; 2]) -> anyhow::Result<Vec<u8>> {
        let mut text = serde_json::to_vec(self)?;
        anyhow::ensure!(text.len() <= LENGTH, "a ballot of {} bytes does not fit", text.len());
        text.resize(LENGTH, b' ');
        seal(&text, trustees)
    }

    /// Takes off the seal of the second trustee, when that of the first is off.
    pub fn open(half: &[u8], second: &SecretKey) -> Result<Self, Unreadable> {
        let text = second.unseal(half).map_err(|_| Unreadable)?;
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

    fn ballot(level: Level, reasons: &[&str], comment: &str) -> Ballot {
        let reasons = reasons.iter().map(|reason| (*reason).to_owned()).collect();
        Ballot::of_slip("R202611".to_owned(), "A00012".parse().unwrap(), level, reasons, comment.to_owned())
    }

    #[test]
    fn the_longest_ballot_is_as_long_as_the_shortest() {
        let (left, right) = (pair(), pair());
        let keys = [left.0, right.0];
        let short = ballot(Level::Fair, &[], "");
        let mut long = ballot(Level::VeryDissatisfied, &[], &"𠮷".repeat(rating::COMMENT));
        long.reasons = vec!["x".repeat(rating::WORD); rating::MOST_REASONS];
        long.round = "二".repeat(40);
        long.token = Some(Token { prefix: "0".repeat(64), signature: "A".repeat(342) });
        let sealed = long.seal(&keys).unwrap();
        assert_eq!(short.seal(&keys).unwrap().len(), sealed.len());
        let half = left.1.unseal(&sealed).unwrap();
        assert_eq!(Ballot::open(&half, &right.1).unwrap(), long);
    }

    #[test]
    fn one_trustee_reads_nothing() {
        let (left, right) = (pair(), pair());
        let sealed = ballot(Level::Fair, &[], "").seal(&[left.0, right.0]).unwrap();
        assert!(right.1.unseal(&sealed).is_err());
        let half = left.1.unseal(&sealed).unwrap();
        assert!(Ballot::open(&half, &left.1).is_err());
    }

    #[test]
    fn the_same_judgement_twice_has_two_receipts() {
        assert_ne!(ballot(Level::Fair, &[], "").commitment(), ballot(Level::Fair, &[], "").commitment());
    }
}
