//! The key ring: every secret the program needs, with versions, in files or in the environment and never in a
//! database or its backup. It seals encrypted columns, makes blind indexes, derives household codes and hashes
//! whatever must be found again without being readable.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
};

use anyhow::{Context, bail};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use entity::sealed::Sealed;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::{clock::secret, rooms::Rooms};

/// What a key is for. One purpose, one key: no key serves two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Encrypts columns.
    Data,
    /// Blind indexes over encrypted columns.
    Index,
    /// Derives household codes.
    Card,
    /// Hashes codes and tokens for storage.
    Hash,
    /// Seals cookies.
    Cookie,
    /// Hashes slip codes in the ballot box.
    Box,
    /// Signs what leaves the county to be checked elsewhere.
    Sign,
    /// Seals what the registrar and the ballot box say to each other when they are two processes.
    Office,
}

impl Purpose {
    const ALL: [Self; 8] =
        [Self::Data, Self::Index, Self::Card, Self::Hash, Self::Cookie, Self::Box, Self::Sign, Self::Office];

    /// Those that a process of these rooms needs.
    fn of(rooms: Rooms) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |purpose| purpose.is_in(rooms))
    }

    fn is_in(self, rooms: Rooms) -> bool {
        match self {
            Self::Office => rooms != Rooms::Both,
            Self::Box => rooms != Rooms::Registrar,
            _ => rooms != Rooms::BallotBox,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Index => "index",
            Self::Card => "card",
            Self::Hash => "hash",
            Self::Cookie => "cookie",
            Self::Box => "box",
            Self::Sign => "sign",
            Self::Office => "office",
        }
    }
}

type Key = [u8; 32];

/// What becomes of a purpose that has no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// It gets its first one: for a county that holds no data yet.
    Made,
    /// The key that signs is made, because nothing was signed with one yet; every other must be there.
    SignMade,
    /// Something hangs on every key: none may be missing.
    Refused,
}

/// All keys of a county, by purpose and version.
#[derive(Clone)]
pub struct Keyring(BTreeMap<Purpose, BTreeMap<u8, Key>>);

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keyring(hidden)")
    }
}

/// A sealed value could not be opened: another key ring, another column, or damage.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("a sealed value does not open with this key ring")]
pub struct Unsealable;

impl Keyring {
    /// Reads `DIR/PURPOSE.VERSION.key` (base64, one line) and `LIANXIN_KEY_PURPOSE_VERSION`.
    pub fn load(dir: &Path, absent: Absent) -> anyhow::Result<Self> {
        Self::load_for(dir, absent, Rooms::Both)
    }

    /// The same with only the keys of these rooms.
    pub fn load_for(dir: &Path, absent: Absent, rooms: Rooms) -> anyhow::Result<Self> {
        let mut keys = BTreeMap::new();
        for purpose in Purpose::of(rooms) {
            let mut versions = from_environment(purpose)?;
            versions.extend(from_files(dir, purpose)?);
            if versions.is_empty() {
                if purpose == Purpose::Office && rooms == Rooms::BallotBox {
                    bail!(
                        "no key \"office\" in {} or the environment: the registrar makes it at its first start with \
                         --only registrar; copy office.1.key from its key ring",
                        dir.display()
                    );
                }
                let made = match absent {
                    // Nothing hangs on it: the box is given the new one.
                    _ if purpose == Purpose::Office => true,
                    Absent::Made => true,
                    Absent::SignMade => purpose == Purpose::Sign,
                    Absent::Refused => false,
                };
                if !made {
                    bail!(
                        "no key for \"{}\" in {} or the environment, but the database holds data sealed with one; \
                         put the key ring back",
                        purpose.name(),
                        dir.display()
                    );
                }
                versions = first_key(dir, purpose)?;
            }
            keys.insert(purpose, versions);
        }
        Ok(Self(keys))
    }

    /// Names a key that lies here and is of no use in these rooms.
    pub fn of_other_room(dir: &Path, rooms: Rooms) -> anyhow::Result<Option<String>> {
        for purpose in Purpose::ALL.into_iter().filter(|purpose| !purpose.is_in(rooms)) {
            if let Some(version) = from_files(dir, purpose)?.keys().next() {
                let file = dir.join(format!("{}.{version}.key", purpose.name()));
                return Ok(Some(file.display().to_string()));
            }
            if let Some(version) = from_environment(purpose)?.keys().next() {
                return Ok(Some(format!("LIANXIN_KEY_{}_{version}", purpose.name().to_uppercase())));
            }
        }
        Ok(None)
    }

    /// New keys for a place of its own, which are written nowhere yet.
    pub fn fresh() -> Self {
        Self(Purpose::of(Rooms::Both).map(|purpose| (purpose, BTreeMap::from([(1, secret())]))).collect())
    }

    /// A ring that opens columns with this key and can do nothing else.
    pub fn opening_columns(key: Key) -> Self {
        Self([(Purpose::Data, BTreeMap::from([(1, key)]))].into())
    }

    /// The first keys as base64, by purpose.
    pub fn first_keys(&self) -> BTreeMap<String, String> {
        let text = |purpose| data_encoding::BASE64.encode(self.first(purpose));
        Purpose::of(Rooms::Both).map(|purpose| (purpose.name().to_owned(), text(purpose))).collect()
    }

    /// Writes what [`Keyring::first_keys`] gave as the files of a new key ring.
    pub fn write_first_keys(dir: &Path, keys: &BTreeMap<String, String>) -> anyhow::Result<()> {
        for purpose in Purpose::of(Rooms::Both) {
            let key = keys.get(purpose.name()).with_context(|| format!("no key for {:?}", purpose.name()))?;
            write_key(dir, purpose, 1, &decode(key)?)?;
        }
        Ok(())
    }

    /// The first key that encrypts columns, for whoever has to open them elsewhere.
    pub fn data_key(&self) -> &Key {
        self.first(Purpose::Data)
    }

    /// The secret key that signs.
    pub fn sign_key(&self) -> &Key {
        self.newest(Purpose::Sign).1
    }

    fn newest(&self, purpose: Purpose) -> (u8, &Key) {
        let versions = self.0.get(&purpose).expect("load fills every purpose");
        let (version, key) = versions.last_key_value().expect("load leaves no purpose empty");
        (*version, key)
    }

    /// Seals a column's text. `column` is `table.column`: a sealed value moved to another column does not open.
    pub fn seal(&self, column: &str, text: &str) -> Sealed {
        Sealed(self.seal_with(Purpose::Data, column.as_bytes(), text.as_bytes()))
    }

    /// Opens a column's text.
    pub fn open(&self, column: &str, sealed: &Sealed) -> Result<String, Unsealable> {
        let bytes = self.open_with(Purpose::Data, column.as_bytes(), &sealed.0)?;
        String::from_utf8(bytes).map_err(|_| Unsealable)
    }

    /// Seals bytes under any purpose, bound to a context: version, nonce, ciphertext with tag.
    pub fn seal_with(&self, purpose: Purpose, context: &[u8], plain: &[u8]) -> Vec<u8> {
        let (version, key) = self.newest(purpose);
        let nonce = secret::<24>();
        let cipher = XChaCha20Poly1305::new(key.into());
        let sealed = cipher
            .encrypt(XNonce::from_slice(&nonce), Payload { msg: plain, aad: context })
            .expect("a value in memory is short enough to seal");
        let mut bytes = Vec::with_capacity(1 + nonce.len() + sealed.len());
        bytes.push(version);
        bytes.extend(nonce);
        bytes.extend(sealed);
        bytes
    }

    /// Opens what [`Keyring::seal_with`] made under the same purpose and context.
    pub fn open_with(&self, purpose: Purpose, context: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Unsealable> {
        let (version, rest) = sealed.split_first().ok_or(Unsealable)?;
        let (nonce, body) = rest.split_at_checked(24).ok_or(Unsealable)?;
        let key = self.0.get(&purpose).and_then(|keys| keys.get(version)).ok_or(Unsealable)?;
        XChaCha20Poly1305::new(key.into())
            .decrypt(XNonce::from_slice(nonce), Payload { msg: body, aad: context })
            .map_err(|_| Unsealable)
    }

    /// A keyed index for exact search over an encrypted column: 16 bytes.
    pub fn blind_index(&self, column: &str, text: &str) -> Vec<u8> {
        // Always version 1: an index must be the same for a value whenever it was written.
        let mut bytes = self.mac(Purpose::Index, &[column.as_bytes(), b"|", text.as_bytes()].concat());
        bytes.truncate(16);
        bytes
    }

    /// HMAC-SHA256 under the first key of a purpose, for hashes that are searched by.
    pub fn mac(&self, purpose: Purpose, message: &[u8]) -> Vec<u8> {
        let mut mac =
            <Hmac<Sha256> as Mac>::new_from_slice(self.first(purpose)).expect("HMAC takes any key length");
        mac.update(message);
        mac.finalize().into_bytes().to_vec()
    }

    /// The key from which household codes are derived.
    pub fn card_key(&self) -> &Key {
        self.first(Purpose::Card)
    }

    /// The key of the hashes that codes are looked up by.
    pub fn hash_key(&self) -> &Key {
        self.first(Purpose::Hash)
    }

    fn first(&self, purpose: Purpose) -> &Key {
        let versions = self.0.get(&purpose).expect("load fills every purpose");
        versions.first_key_value().expect("load leaves no purpose empty").1
    }
}

fn from_environment(purpose: Purpose) -> anyhow::Result<BTreeMap<u8, Key>> {
    let prefix = format!("LIANXIN_KEY_{}_", purpose.name().to_uppercase());
    std::env::vars()
        .filter_map(|(name, value)| Some((name.strip_prefix(&prefix)?.to_owned(), value)))
        .map(|(version, value)| {
            let version = version.parse().with_context(|| format!("{prefix}{version}: not a version"))?;
            Ok((version, decode(&value).with_context(|| format!("{prefix}{version}"))?))
        })
        .collect()
}

fn from_files(dir: &Path, purpose: Purpose) -> anyhow::Result<BTreeMap<u8, Key>> {
    let mut keys = BTreeMap::new();
    let Ok(entries) = fs::read_dir(dir) else { return Ok(keys) };
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some(version) = name.strip_prefix(purpose.name()).and_then(|rest| rest.strip_prefix('.')) else {
            continue;
        };
        let Some(version) = version.strip_suffix(".key") else { continue };
        let at = || format!("key file {}", path.display());
        let version = version.parse().with_context(at)?;
        keys.insert(version, decode(&fs::read_to_string(&path).with_context(at)?).with_context(at)?);
    }
    Ok(keys)
}

fn decode(text: &str) -> anyhow::Result<Key> {
    let bytes = data_encoding::BASE64.decode(text.trim().as_bytes()).context("not base64")?;
    bytes.try_into().ok().context("a key has 32 bytes")
}

/// Makes the first key of a purpose. Of two programs that start at once, the second takes what the first has made.
fn first_key(dir: &Path, purpose: Purpose) -> anyhow::Result<BTreeMap<u8, Key>> {
    let key = secret();
    if let Err(error) = write_key(dir, purpose, 1, &key) {
        let made = from_files(dir, purpose).unwrap_or_default();
        return if made.is_empty() { Err(error) } else { Ok(made) };
    }
    Ok(BTreeMap::from([(1, key)]))
}

fn write_key(dir: &Path, purpose: Purpose, version: u8, key: &Key) -> anyhow::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    let path = dir.join(format!("{}.{version}.key", purpose.name()));
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)
        .with_context(|| format!("cannot write {}", path.display()))?;
    file.write_all(data_encoding::BASE64.encode(key).as_bytes())?;
    file.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_value_opens_only_in_its_own_column() {
        let dir = tempfile::tempdir().unwrap();
        let ring = Keyring::load(dir.path(), Absent::Made).unwrap();
        let sealed = ring.seal("household.phone", "13800001234");
        assert_eq!(ring.open("household.phone", &sealed).unwrap(), "13800001234");
        assert!(ring.open("official.phone", &sealed).is_err());
        let again = Keyring::load(dir.path(), Absent::Refused).unwrap();
        assert_eq!(again.open("household.phone", &sealed).unwrap(), "13800001234");
    }

    #[test]
    fn a_missing_key_is_not_replaced_when_data_exists() {
        let dir = tempfile::tempdir().unwrap();
        let error = Keyring::load(dir.path(), Absent::SignMade).unwrap_err().to_string();
        assert!(error.contains("put the key ring back"), "{error}");
    }

    #[test]
    fn a_county_that_is_older_than_its_signatures_gets_the_key_for_them() {
        let dir = tempfile::tempdir().unwrap();
        let ring = Keyring::load(dir.path(), Absent::Made).unwrap();
        fs::remove_file(dir.path().join("sign.1.key")).unwrap();
        assert!(Keyring::load(dir.path(), Absent::Refused).is_err());
        let again = Keyring::load(dir.path(), Absent::SignMade).unwrap();
        assert_ne!(again.sign_key(), ring.sign_key());
        assert_eq!(again.data_key(), ring.data_key());
        assert_eq!(Keyring::load(dir.path(), Absent::Refused).unwrap().sign_key(), again.sign_key());
    }
}
