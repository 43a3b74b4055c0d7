//! The two trustees of the demo's rating rounds. In a real county each makes a key pair at home and brings the secret
//! to the count; here both lie beside the key ring, so that the round can be closed.

use std::{
    fs,
    io::Write,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
};

use anyhow::Context;
use crypto_box::{PublicKey, SecretKey};
use data_encoding::BASE64;

use crate::clock::secret;

/// The trustees' public keys.
#[derive(Clone, Debug)]
pub struct Trustees {
    pub public: [PublicKey; 2],
}

impl Trustees {
    /// Makes both key pairs and writes them to `FOLDER/1.secret`, `1.public`, `2.secret` and `2.public` (base64).
    pub fn make(folder: &Path) -> anyhow::Result<Self> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let secrets = [SecretKey::from(secret::<32>()), SecretKey::from(secret::<32>())];
        for (nth, key) in (1..).zip(&secrets) {
            write(&folder.join(format!("{nth}.secret")), &BASE64.encode(&key.to_bytes()))?;
            write(&folder.join(format!("{nth}.public")), &BASE64.encode(key.public_key().as_bytes()))?;
        }
        Ok(Self { public: secrets.map(|key| key.public_key()) })
    }

    /// The public keys as `rating_round.trustee_keys` holds them.
    pub fn public_json(&self) -> String {
        let keys = self.public.each_ref().map(|key| BASE64.encode(key.as_bytes()));
        serde_json::to_string(&keys).expect("two texts are JSON")
    }

    /// Seals to both, one inside the other.
    pub fn seal(&self, plain: &[u8]) -> anyhow::Result<Vec<u8>> {
        let seal = |key: &PublicKey, plain: &[u8]| {
            key.seal(&mut crypto_box::aead::OsRng, plain).map_err(|_| anyhow::anyhow!("cannot seal"))
        };
        seal(&self.public[1], &seal(&self.public[0], plain)?)
    }
}

/// A file that only its owner reads.
pub fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("cannot write {}", path.display()))?;
    file.write_all(text.as_bytes())?;
    Ok(())
}
