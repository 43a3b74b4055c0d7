//! Keys that live as long as a round: files beside the key ring, outside databases and backups, destroyed at the close.
//! Each room has one of its own and never reads the other's.

use std::{
    fs,
    io::{ErrorKind, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use anyhow::Context;
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use data_encoding::BASE64;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;

use crate::clock::secret;

/// Whose key it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// Wraps the signing keys of the registrar.
    Registrar,
    /// Hashes the nonces in the ballot box.
    BallotBox,
}

impl Room {
    fn ending(self) -> &'static str {
        match self {
            Self::Registrar => "wrap",
            Self::BallotBox => "box",
        }
    }
}

/// The folder of one room's keys.
#[derive(Clone, Debug)]
pub struct RoundKeys {
    folder: PathBuf,
    room: Room,
}

impl RoundKeys {
    /// `KEYS/rounds`.
    pub fn of(keys: &Path, room: Room) -> Self {
        Self { folder: keys.join("rounds"), room }
    }

    fn path(&self, round_id: Uuid) -> PathBuf {
        self.folder.join(format!("{round_id}.{}", self.room.ending()))
    }

    /// The file of any key of this room.
    pub fn first(&self) -> anyhow::Result<Option<PathBuf>> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Ok(None) };
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == self.room.ending()) {
                return Ok(Some(path));
            }
        }
        Ok(None)
    }

    /// The key of a round, made when there is none yet.
    pub fn make(&self, round_id: Uuid) -> anyhow::Result<RoundKey> {
        if let Some(key) = self.find(round_id)? {
            return Ok(key);
        }
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
        let key = secret();
        let path = self.path(round_id);
        // Whole or not at all: a key that is cut short would lock the round for good.
        let whole = path.with_extension("new");
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&whole)
            .with_context(|| format!("cannot write {}", whole.display()))?;
        file.write_all(BASE64.encode(&key).as_bytes())?;
        file.sync_all()?;
        fs::rename(&whole, &path)?;
        fs::File::open(&self.folder)?.sync_all()?;
        Ok(RoundKey(key))
    }

    /// The key of a round that has one.
    pub fn read(&self, round_id: Uuid) -> anyhow::Result<RoundKey> {
        self.find(round_id)?
            .with_context(|| format!("{} is not there; put it back", self.path(round_id).display()))
    }

    fn find(&self, round_id: Uuid) -> anyhow::Result<Option<RoundKey>> {
        let path = self.path(round_id);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
        };
        let key = BASE64.decode(text.trim().as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
        Ok(Some(RoundKey(key.with_context(|| format!("{} holds no key", path.display()))?)))
    }

    /// Overwrites the key and removes it. May be repeated.
    pub fn shred(&self, round_id: Uuid) -> anyhow::Result<()> {
        let path = self.path(round_id);
        let length = match fs::metadata(&path) {
            Ok(found) => usize::try_from(found.len())?,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let mut file = fs::OpenOptions::new().write(true).open(&path)?;
        file.write_all(&vec![b'0'; length])?;
        file.sync_all()?;
        fs::remove_file(&path)?;
        fs::File::open(&self.folder)?.sync_all()?;
        Ok(())
    }
}

/// One round's key of one room.
#[derive(Clone)]
pub struct RoundKey([u8; 32]);

impl std::fmt::Debug for RoundKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RoundKey(hidden)")
    }
}

/// Bytes of the nonce before what is sealed.
const NONCE: usize = 24;

impl RoundKey {
    /// HMAC-SHA256.
    pub fn mac(&self, message: &[u8]) -> Vec<u8> {
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&self.0).expect("HMAC takes any key length");
        mac.update(message);
        mac.finalize().into_bytes().to_vec()
    }

    /// Seals, bound to a context.
    pub fn wrap(&self, context: &[u8], plain: &[u8]) -> Vec<u8> {
        let nonce = secret::<NONCE>();
        let sealed = XChaCha20Poly1305::new(&self.0.into())
            .encrypt(XNonce::from_slice(&nonce), Payload { msg: plain, aad: context })
            .expect("a key in memory is short enough to seal");
        [nonce.as_slice(), &sealed].concat()
    }

    /// Opens what was wrapped with the same context.
    pub fn unwrap(&self, context: &[u8], sealed: &[u8]) -> anyhow::Result<Vec<u8>> {
        let (nonce, body) = sealed.split_at_checked(NONCE).context("too short to be a wrapped key")?;
        XChaCha20Poly1305::new(&self.0.into())
            .decrypt(XNonce::from_slice(nonce), Payload { msg: body, aad: context })
            .map_err(|_| anyhow::anyhow!("a wrapped key does not open with the key of its round"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shredded_key_opens_nothing_any_more() {
        let folder = tempfile::tempdir().unwrap();
        let keys = RoundKeys::of(folder.path(), Room::Registrar);
        let round = Uuid::max();
        let wrapped = keys.make(round).unwrap().wrap(b"one", b"secret");
        assert_eq!(keys.make(round).unwrap().unwrap(b"one", &wrapped).unwrap(), b"secret");
        assert!(keys.read(round).unwrap().unwrap(b"another", &wrapped).is_err());
        assert!(RoundKeys::of(folder.path(), Room::BallotBox).read(round).is_err(), "each room has its own");
        keys.shred(round).unwrap();
        keys.shred(round).unwrap();
        assert!(keys.read(round).is_err());
        assert!(keys.make(round).unwrap().unwrap(b"one", &wrapped).is_err());
    }
}
