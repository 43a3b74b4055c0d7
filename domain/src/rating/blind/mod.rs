//! Blind signatures: RFC 9474, `RSABSSA-SHA384-PSS-Randomized`, 2048 bit, e = 65537, salt of 48 bytes.
//!
//! The registrar signs what it cannot read; the ballot box reads what nobody can bring back to the signing. OpenSSL
//! does the arithmetic, because its private operation is blinded and runs in constant time.

mod device;
mod key;
#[cfg(test)]
mod vectors;

pub use device::Blinded;
pub use key::{PublicKey, SigningKey};

/// Bytes of a modulus, a blinded message and a signature.
pub const SIGNATURE: usize = 256;

/// Bytes of a token's prefix and of its nonce.
pub const TOKEN_PART: usize = 32;

/// What a household's token is signed over: RFC 9474's prepared message, prefix || nonce.
pub fn token_message(prefix: &[u8; TOKEN_PART], nonce: &[u8; TOKEN_PART]) -> [u8; 2 * TOKEN_PART] {
    let mut message = [0; 2 * TOKEN_PART];
    message[..TOKEN_PART].copy_from_slice(prefix);
    message[TOKEN_PART..].copy_from_slice(nonce);
    message
}

/// Why nothing was signed, or what was signed is no signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BlindError {
    /// A blinded message or signature is as long as the modulus.
    #[error("{found} bytes stand where {expected} must be")]
    Length { expected: usize, found: usize },
    /// Zero signs to zero under every key.
    #[error("a blinded message is not zero")]
    Zero,
    /// Not reduced by the modulus.
    #[error("a blinded message is smaller than the modulus")]
    TooLarge,
    /// The bytes are no RSA key of 2048 bit with e = 65537.
    #[error("this is not a round's key")]
    Key,
    /// The result does not verify: a fault of the machine, which must not leave it, since it gives the key away.
    #[error("the signature does not verify")]
    Signature,
    /// OpenSSL refused: no memory, no randomness.
    #[error("the cryptographic library failed")]
    Library,
}
