//! The two files that travel between a county and a hall without internet: the pack goes there, the record comes back.
//!
//! Both begin with three lines that anybody can read: what it is, a header of JSON, and an Ed25519 signature over the
//! two lines before it. The header names the SHA-256 of what follows, which is sealed; so one signature holds it all.

use std::fmt::{self, Display};

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Which way a file travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// To the hall; the county signs it.
    Pack,
    /// Home again; the hall signs it.
    Record,
}

impl Kind {
    /// The first line.
    const fn magic(self) -> &'static str {
        match self {
            Self::Pack => "lianxin-meeting-pack 1",
            Self::Record => "lianxin-meeting-record 1",
        }
    }
}

/// What a file says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Header {
    /// The county's name.
    pub county: String,
    /// Id of the meeting.
    pub meeting: Uuid,
    /// Protocol id of its draw.
    pub code: String,
    pub title: String,
    /// A, the SHA-256 of the announcement.
    pub announced: String,
    pub made_at: DateTime<Utc>,
    /// Id of the pack; a record carries that of the pack it comes from.
    pub pack: Uuid,
    /// The public key that the signature is checked with, in hex.
    pub key: String,
    /// SHA-256 of what follows the three lines, in hex.
    pub body: String,
}

/// A file whose signature and hash hold. Whose key it is has still to be asked.
#[derive(Clone, Debug)]
pub struct Signed<'a> {
    pub header: Header,
    pub body: &'a [u8],
}

/// Why a file is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error("this is no such file, or one of another version of the program")]
    Other,
    #[error("the file's header is malformed")]
    Header,
    #[error("the file's signature does not hold")]
    Signature,
    #[error("what the file holds is not what was signed: it was changed or is cut short")]
    Body,
}

/// The public key of a secret one, in hex.
pub fn public_key(secret: &[u8; 32]) -> String {
    HEXLOWER.encode(SigningKey::from_bytes(secret).verifying_key().as_bytes())
}

/// What people compare of a public key: 128 bits of its SHA-256 in groups of four.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// Of a key in hex.
    pub fn of(key: &str) -> Self {
        let hash = HEXLOWER.encode(&Sha256::digest(key.as_bytes())[..16]);
        let mut shown = String::with_capacity(39);
        for (at, digit) in hash.to_uppercase().chars().enumerate() {
            if at > 0 && at % 4 == 0 {
                shown.push('-');
            }
            shown.push(digit);
        }
        Self(shown)
    }
}

impl Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Signs a file. `header.key` and `header.body` are filled in here.
pub fn write(kind: Kind, mut header: Header, body: &[u8], secret: &[u8; 32]) -> Vec<u8> {
    let key = SigningKey::from_bytes(secret);
    header.key = HEXLOWER.encode(key.verifying_key().as_bytes());
    header.body = HEXLOWER.encode(&Sha256::digest(body));
    let header = serde_json::to_string(&header).expect("a header is plain data");
    let signed = format!("{}\n{header}\n", kind.magic());
    let signature = HEXLOWER.encode(&key.sign(signed.as_bytes()).to_bytes());
    let mut bytes = Vec::with_capacity(signed.len() + signature.len() + 1 + body.len());
    bytes.extend(signed.as_bytes());
    bytes.extend(signature.as_bytes());
    bytes.push(b'\n');
    bytes.extend(body);
    bytes
}

/// Reads a file and holds it against its own signature and hash.
pub fn read(kind: Kind, bytes: &[u8]) -> Result<Signed<'_>, Broken> {
    let (magic, rest) = line(bytes).ok_or(Broken::Other)?;
    if magic != kind.magic().as_bytes() {
        return Err(Broken::Other);
    }
    let (header, rest) = line(rest).ok_or(Broken::Header)?;
    let signed = &bytes[..magic.len() + header.len() + 2];
    let header: Header = serde_json::from_slice(header).map_err(|_| Broken::Header)?;
    let (signature, body) = line(rest).ok_or(Broken::Signature)?;
    let signature: [u8; 64] = bytes_of(signature).ok_or(Broken::Signature)?;
    let key: [u8; 32] = bytes_of(header.key.as_bytes()).ok_or(Broken::Header)?;
    let key = VerifyingKey::from_bytes(&key).map_err(|_| Broken::Header)?;
    key.verify_strict(signed, &Signature::from_bytes(&signature)).map_err(|_| Broken::Signature)?;
    if HEXLOWER.encode(&Sha256::digest(body)) != header.body {
        return Err(Broken::Body);
    }
    Ok(Signed { header, body })
}

fn line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|byte| *byte == b'\n')?;
    Some((&bytes[..at], &bytes[at + 1..]))
}

fn bytes_of<const N: usize>(hex: &[u8]) -> Option<[u8; N]> {
    HEXLOWER.decode(hex).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn header() -> Header {
        Header {
            county: "沂水县".to_owned(),
            meeting: Uuid::from_u128(7),
            code: "YISHUI-2026-11".to_owned(),
            title: "现场调查会".to_owned(),
            announced: "9005e67e".to_owned(),
            made_at: DateTime::UNIX_EPOCH,
            pack: Uuid::from_u128(8),
            key: String::new(),
            body: String::new(),
        }
    }

    #[test]
    fn what_was_signed_is_read_and_by_whom_it_was() {
        let bytes = write(Kind::Pack, header(), b"sealed", &[7; 32]);
        let signed = read(Kind::Pack, &bytes).unwrap();
        assert_eq!(signed.body, b"sealed");
        assert_eq!(signed.header.key, public_key(&[7; 32]));
        assert_eq!(Header { key: String::new(), body: String::new(), ..signed.header }, header());
        assert_eq!(read(Kind::Record, &bytes).unwrap_err(), Broken::Other);
        assert!(
            std::str::from_utf8(&bytes)
                .unwrap()
                .starts_with("lianxin-meeting-pack 1\n{\"county\":\"沂水县\"")
        );
    }

    #[test]
    fn a_fingerprint_is_read_out_in_groups_of_four() {
        let shown = Fingerprint::of(&public_key(&[7; 32])).to_string();
        assert_eq!(shown.len(), 39);
        assert!(shown.split('-').all(|group| group.len() == 4), "{shown}");
        assert_ne!(shown, Fingerprint::of(&public_key(&[8; 32])).to_string());
    }

    proptest! {
        #[test]
        fn no_byte_can_be_changed_and_nothing_cut_off(at in 0_usize..10_000, bit in 0_u8..8) {
            let bytes = write(Kind::Record, header(), &[3; 200], &[7; 32]);
            let at = at % bytes.len();
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            prop_assert!(read(Kind::Record, &changed).is_err());
            prop_assert!(read(Kind::Record, &bytes[..at]).is_err());
        }
    }
}
