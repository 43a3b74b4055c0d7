//! `lianxin trustee`

use std::{fs, path::PathBuf};

use anyhow::{Context, anyhow};

use crate::ballot_box::ballot;

/// Takes one seal off a file that is sealed to the trustees.
#[derive(Clone, Debug, clap::Args)]
pub struct Open {
    /// The sealed file
    file: PathBuf,
    /// A file with the trustee's secret key
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Where to write what was under the seal
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl Open {
    /// Writes what is under this trustee's seal.
    pub fn run(&self) -> anyhow::Result<()> {
        let at = |path: &PathBuf| format!("cannot read {}", path.display());
        let sealed = fs::read(&self.file).with_context(|| at(&self.file))?;
        let key = fs::read_to_string(&self.key).with_context(|| at(&self.key))?;
        let key = ballot::secret_key(&key).with_context(|| format!("{} holds no key", self.key.display()))?;
        let opened = key.unseal(&sealed).map_err(|_| {
            anyhow!("this key does not open the file; the first trustee opens before the second")
        })?;
        fs::write(&self.out, opened).with_context(|| format!("cannot write {}", self.out.display()))
    }
}

/// Prints a pair of keys. The public one goes to the liaison office, the secret one stays with the trustee, who
/// brings it to the close; it exists nowhere else.
pub fn new() {
    let (public, secret) = ballot::new_trustee();
    println!("public key (give it to the liaison office)   {public}");
    println!("secret key (keep it; bring it to the close)  {secret}");
}
