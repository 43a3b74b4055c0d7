//! The sealed body of a pack: the key ring of its hall and the hall's database, under a key that is typed there.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read, Write},
    path::Path,
};

use anyhow::{Context, anyhow};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit},
};
use domain::code;
use sha2::{Digest, Sha256};

use crate::clock::secret;

/// Characters of a pack's key, of which the last checks the others: 140 bits.
const LENGTH: usize = 29;
const NONCE: usize = 24;
/// Little of it repeats: most are hashes and sealed numbers.
const LEVEL: i32 = 3;

/// A key for a new pack, as it is printed.
pub(super) fn new_key() -> String {
    code::grouped(&code::from_bytes(code::Kind::MeetingPack, &secret::<18>(), LENGTH))
}

/// What a pack opens with.
fn cipher(typed: &str) -> anyhow::Result<XChaCha20Poly1305> {
    let code = code::parse(code::Kind::MeetingPack, typed, LENGTH).context("this is no key of a pack")?;
    let key = Sha256::digest(format!("lianxin meeting pack|{code}"));
    Ok(XChaCha20Poly1305::new(&key))
}

/// Packs a key ring and a database file.
pub(super) fn seal(keys: &BTreeMap<String, String>, database: &Path, key: &str) -> anyhow::Result<Vec<u8>> {
    let mut plain = serde_json::to_vec(keys)?;
    plain.push(b'\n');
    // The stream begins behind the keys.
    let mut packed = zstd::Encoder::new(plain, LEVEL)?;
    io::copy(&mut File::open(database)?, &mut packed)?;
    let plain = packed.finish()?;
    let nonce = secret::<NONCE>();
    let sealed = cipher(key)?
        .encrypt(XNonce::from_slice(&nonce), plain.as_slice())
        .map_err(|_| anyhow!("the pack is too large to be sealed"))?;
    drop(plain);
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Unpacks a database into a file that must not exist yet, and returns the key ring.
pub(super) fn open(body: &[u8], key: &str, database: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let (nonce, sealed) = body.split_at_checked(NONCE).context("the pack is cut short")?;
    let plain = cipher(key)?.decrypt(XNonce::from_slice(nonce), sealed).map_err(|_| {
        anyhow!("the pack does not open with this key; type it as it was printed with this very pack")
    })?;
    let at = plain.iter().position(|byte| *byte == b'\n').context("the pack holds no keys")?;
    let keys = serde_json::from_slice(&plain[..at]).context("the pack's keys are malformed")?;
    let mut packed = zstd::Decoder::new(&plain[at + 1..])?;
    let mut file = File::create_new(database)?;
    copy(&mut packed, &mut file)?;
    file.sync_all()?;
    Ok(keys)
}

fn copy(from: &mut impl Read, to: &mut impl Write) -> anyhow::Result<()> {
    io::copy(from, to).context("the pack's database cannot be unpacked")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pack_opens_with_its_own_key_however_it_is_typed_and_with_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let (database, unpacked) = (folder.path().join("in.db"), folder.path().join("out.db"));
        std::fs::write(&database, "rows ".repeat(10_000)).unwrap();
        let keys = BTreeMap::from([("data".to_owned(), "a key".to_owned())]);
        let key = new_key();
        assert!(key.split('-').all(|group| (4..=5).contains(&group.len())), "{key}");
        let body = seal(&keys, &database, &key).unwrap();
        assert!(body.len() < 1_000, "{}", body.len());
        assert_eq!(open(&body, &key.replace('-', " ").to_lowercase(), &unpacked).unwrap(), keys);
        assert_eq!(std::fs::read(&unpacked).unwrap(), std::fs::read(&database).unwrap());
        assert!(open(&body, &new_key(), &folder.path().join("other.db")).is_err());
        assert!(open(&body, "WRONG", &folder.path().join("other.db")).is_err());
        assert!(!folder.path().join("other.db").exists());
    }
}
