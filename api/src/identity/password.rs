//! Password hashes: argon2id with the crate's recommended parameters, off the async threads.

use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier, password_hash::SaltString};

use crate::clock::secret;

/// A hash to compare with when there is none, so that an unknown account takes as long as a known one.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bGlhbnhpbi1ub2JvZHk$kW1Gm5oLJ7cTI0m5rHqOBz5eUoVq1mP4o9xv0sB3l0Y";

/// Hashes a password for storage.
pub async fn hash(password: String) -> anyhow::Result<String> {
    tokio::task::spawn_blocking(move || {
        let salt = SaltString::encode_b64(&secret::<16>()).map_err(|error| anyhow::anyhow!("{error}"))?;
        let hash = Argon2::default()
            .hash_password(password.as_bytes(), &salt)
            .map_err(|error| anyhow::anyhow!("{error}"))?;
        Ok(hash.to_string())
    })
    .await?
}

/// Whether the password fits the stored hash. Takes the same time when there is no hash.
pub async fn fits(password: String, stored: Option<String>) -> anyhow::Result<bool> {
    Ok(tokio::task::spawn_blocking(move || {
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| NOBODY.to_owned());
        let Ok(parsed) = PasswordHash::new(&stored) else { return false };
        Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && known
    })
    .await?)
}
