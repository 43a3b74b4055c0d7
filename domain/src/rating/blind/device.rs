//! The device's side of a blind signature, for tests and measurements: in the product the household's phone does it.

use openssl::bn::{BigNum, BigNumContext, BigNumRef};
use openssl::error::ErrorStack;
use rand::CryptoRng;
use sha2::{Digest, Sha384};

use super::{BlindError, PublicKey, SIGNATURE};

/// Bytes of a SHA-384 hash and of the salt.
const HASH: usize = 48;

/// What the device sends, and what it keeps to undo it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blinded {
    /// For the registrar.
    pub message: [u8; SIGNATURE],
    /// 1/r mod n, big-endian: never leaves the device.
    pub inverse: [u8; SIGNATURE],
}

impl PublicKey {
    /// RFC 9474's `Blind` of a prepared message.
    pub fn blind(&self, prepared: &[u8], rng: &mut impl CryptoRng) -> Result<Blinded, BlindError> {
        let rsa = self.rsa()?;
        let mut salt = [0; HASH];
        rng.fill_bytes(&mut salt);
        let factor = below(rsa.n(), rng)?;
        let (message, inverse) = blind(rsa.n(), rsa.e(), prepared, &salt, &factor)?;
        let array = |bytes: Vec<u8>| bytes.try_into().expect("as long as the modulus");
        Ok(Blinded { message: array(message), inverse: array(inverse) })
    }

    /// RFC 9474's `Finalize`: the signature over the prepared message, once it verifies.
    pub fn finalize(
        &self,
        prepared: &[u8],
        blind_signature: &[u8; SIGNATURE],
        inverse: &[u8; SIGNATURE],
    ) -> Result<[u8; SIGNATURE], BlindError> {
        let signature = unblind(self.rsa()?.n(), blind_signature, inverse)?;
        if !self.verify(prepared, &signature) {
            return Err(BlindError::Signature);
        }
        Ok(signature.try_into().expect("as long as the modulus"))
    }
}

/// A random number from 1 to n - 1, by trying again: no remainder, which would prefer small ones.
fn below(n: &BigNumRef, rng: &mut impl CryptoRng) -> Result<BigNum, BlindError> {
    let mut bytes = vec![0; size(n)];
    loop {
        rng.fill_bytes(&mut bytes);
        let number = BigNum::from_slice(&bytes).map_err(|_| BlindError::Library)?;
        if number.num_bits() > 0 && number < *n {
            return Ok(number);
        }
    }
}

fn size(n: &BigNumRef) -> usize {
    usize::try_from(n.num_bytes()).expect("a length is not negative")
}

/// The blinded message and the inverse. With salt and factor given, as in the RFC's vectors, nothing is random.
pub(super) fn blind(
    n: &BigNumRef,
    e: &BigNumRef,
    prepared: &[u8],
    salt: &[u8; HASH],
    factor: &BigNumRef,
) -> Result<(Vec<u8>, Vec<u8>), BlindError> {
    let encoded = encode(prepared, salt, n.num_bits().unsigned_abs() as usize - 1);
    let blinded = || -> Result<_, ErrorStack> {
        let mut context = BigNumContext::new()?;
        let encoded = BigNum::from_slice(&encoded)?;
        let (mut inverse, mut power, mut message) = (BigNum::new()?, BigNum::new()?, BigNum::new()?);
        inverse.mod_inverse(factor, n, &mut context)?;
        power.mod_exp(factor, e, n, &mut context)?;
        message.mod_mul(&encoded, &power, n, &mut context)?;
        Ok((message.to_vec_padded(n.num_bytes())?, inverse.to_vec_padded(n.num_bytes())?))
    };
    blinded().map_err(|_| BlindError::Library)
}

pub(super) fn unblind(n: &BigNumRef, signature: &[u8], inverse: &[u8]) -> Result<Vec<u8>, BlindError> {
    let unblinded = || -> Result<_, ErrorStack> {
        let (signature, inverse) = (BigNum::from_slice(signature)?, BigNum::from_slice(inverse)?);
        let (mut product, mut context) = (BigNum::new()?, BigNumContext::new()?);
        product.mod_mul(&signature, &inverse, n, &mut context)?;
        product.to_vec_padded(n.num_bytes())
    };
    unblinded().map_err(|_| BlindError::Library)
}

/// EMSA-PSS-ENCODE (RFC 8017, 9.1.1) with SHA-384, MGF1 with SHA-384, for `bits` bits.
fn encode(message: &[u8], salt: &[u8; HASH], bits: usize) -> Vec<u8> {
    let length = bits.div_ceil(8);
    let hash = Sha384::new().chain_update([0; 8]).chain_update(Sha384::digest(message)).chain_update(salt);
    let hash: [u8; HASH] = hash.finalize().into();
    let mut encoded = vec![0; length - HASH - 1];
    let one = encoded.len() - HASH - 1;
    encoded[one] = 1;
    encoded[one + 1..].copy_from_slice(salt);
    mask(&mut encoded, &hash);
    encoded[0] &= 0xFF >> (8 * length - bits);
    encoded.extend(hash);
    encoded.push(0xBC);
    encoded
}

/// MGF1 (RFC 8017, B.2.1), laid over the bytes.
fn mask(bytes: &mut [u8], seed: &[u8]) {
    for (counter, block) in (0_u32..).zip(bytes.chunks_mut(HASH)) {
        let pad = Sha384::new().chain_update(seed).chain_update(counter.to_be_bytes()).finalize();
        block.iter_mut().zip(pad).for_each(|(byte, pad)| *byte ^= pad);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::super::{SigningKey, token_message};
    use super::*;
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha20Rng;

    static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate().expect("a key"));
    static OTHER: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate().expect("a key"));

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn a_token_is_good_for_its_official_its_prefix_and_its_nonce_alone(
            seed in any::<[u8; 32]>(),
            prefix in any::<[u8; 32]>(),
            nonce in any::<[u8; 32]>(),
            at in 0..256_usize,
            bit in 0..8_u8,
        ) {
            let mut rng = ChaCha20Rng::from_seed(seed);
            let (public, message) = (KEY.public(), token_message(&prefix, &nonce));
            let blinded = public.blind(&message, &mut rng)?;
            let signed = KEY.blind_sign(&blinded.message)?;
            let signature = public.finalize(&message, &signed, &blinded.inverse)?;
            prop_assert!(public.verify(&message, &signature));
            prop_assert!(!OTHER.public().verify(&message, &signature));
            prop_assert_ne!(signed, signature, "the registrar sees another number");
            prop_assert_ne!(public.blind(&message, &mut rng)?.message, blinded.message);

            let mut changed = message;
            changed[at % 64] ^= 1 << bit;
            prop_assert!(!public.verify(&changed, &signature));
            let mut spoiled = signature;
            spoiled[at] ^= 1 << bit;
            prop_assert!(!public.verify(&message, &spoiled));
            let mut foreign = signed;
            foreign[at] ^= 1 << bit;
            prop_assert_eq!(
                public.finalize(&message, &foreign, &blinded.inverse),
                Err(BlindError::Signature)
            );
        }
    }
}
