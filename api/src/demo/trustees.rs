//! The two trustees of the demo's rating rounds. In a real county each makes a key pair at home and brings the secret
//! to the count; here both lie beside the key ring, so that the round can be closed.

use std::{
    fs,
    io::Write,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
};

use anyhow::Context;
use crypto_box::PublicKey;

use crate::ballot_box::ballot::{new_trustee, public_key};

/// The trustees' public keys.
#[derive(Clone, Debug)]
pub struct Trustees {
    /// As they are typed.
    pub typed: [String; 2],
    pub keys: [PublicKey; 2],
}

impl Trustees {
    /// Makes both key pairs and writes them to `FOLDER/1.secret`, `1.public`, `2.secret` and `2.public` (base64).
    pub fn make(folder: &Path) -> anyhow::Result<Self> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let pairs = [new_trustee(), new_trustee()];
        for (nth, (public, secret)) in (1..).zip(&pairs) {
            write(&folder.join(format!("{nth}.secret")), secret)?;
            write(&folder.join(format!("{nth}.public")), public)?;
        }
        let typed = pairs.map(|(public, _)| public);
        let read = |typed: &String| public_key(typed).context("a trustee's new key cannot be read");
        Ok(Self { keys: [read(&typed[0])?, read(&typed[1])?], typed })
    }

    /// As `rating_round.trustee_keys` holds them.
    pub fn json(&self) -> String {
        serde_json::to_string(&self.typed).expect("two texts are JSON")
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
