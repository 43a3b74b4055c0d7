//! The key pair of one official in one round: the registrar's secret half, everybody's public half.

use std::fmt;

use openssl::bn::{BigNum, BigNumRef};
use openssl::hash::MessageDigest;
use openssl::pkey::{HasPublic, PKey, Private, Public};
use openssl::rsa::{Padding, Rsa, RsaRef};
use openssl::sign::{RsaPssSaltlen, Verifier};

use super::{BlindError, SIGNATURE};

const BITS: i32 = 2048;
const EXPONENT: u32 = 65_537;

/// The secret half. `Debug` does not show it.
#[derive(Clone)]
pub struct SigningKey(Rsa<Private>);

impl SigningKey {
    /// A new key, from OpenSSL's own generator. Takes some 0.2 s, now and then a second.
    pub fn generate() -> Result<Self, BlindError> {
        Rsa::generate(BITS.unsigned_abs()).map(Self).map_err(|_| BlindError::Library)
    }

    /// Reads what [`SigningKey::to_der`] wrote.
    pub fn from_der(der: &[u8]) -> Result<Self, BlindError> {
        let rsa = Rsa::private_key_from_der(der).map_err(|_| BlindError::Key)?;
        check(rsa.n(), rsa.e())?;
        Ok(Self(rsa))
    }

    /// PKCS #1 `RSAPrivateKey` in DER: a secret, to be wrapped before it is stored.
    pub fn to_der(&self) -> Result<Vec<u8>, BlindError> {
        self.0.private_key_to_der().map_err(|_| BlindError::Library)
    }

    /// The half that is published.
    pub fn public(&self) -> PublicKey {
        let modulus = self.0.n().to_vec().try_into().expect("checked when the key was made");
        PublicKey::from_modulus(&modulus).expect("the modulus of a key is one")
    }

    /// RFC 9474's `BlindSign`: one raw private operation, checked by the public one before it leaves.
    pub fn blind_sign(&self, blinded: &[u8]) -> Result<[u8; SIGNATURE], BlindError> {
        sign(&self.0, blinded).map(|bytes| bytes.try_into().expect("as long as the modulus"))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(hidden)")
    }
}

/// The public half: it says whether a token was signed for its official.
#[derive(Clone)]
pub struct PublicKey {
    modulus: [u8; SIGNATURE],
    key: PKey<Public>,
}

impl PublicKey {
    /// The key with this modulus; e is always 65537.
    pub fn from_modulus(modulus: &[u8; SIGNATURE]) -> Result<Self, BlindError> {
        let library = |_| BlindError::Library;
        let n = BigNum::from_slice(modulus).map_err(library)?;
        let e = BigNum::from_u32(EXPONENT).map_err(library)?;
        check(&n, &e)?;
        let key = Rsa::from_public_components(n, e).and_then(PKey::from_rsa).map_err(library)?;
        Ok(Self { modulus: *modulus, key })
    }

    /// Its modulus, big-endian.
    pub const fn modulus(&self) -> &[u8; SIGNATURE] {
        &self.modulus
    }

    /// Whether `signature` is this key's RSASSA-PSS signature over a prepared message.
    #[must_use]
    pub fn verify(&self, prepared: &[u8], signature: &[u8]) -> bool {
        verify(&self.key, prepared, signature)
    }

    pub(super) fn rsa(&self) -> Result<Rsa<Public>, BlindError> {
        self.key.rsa().map_err(|_| BlindError::Library)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({:02x?}...)", &self.modulus[..4])
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.modulus == other.modulus
    }
}

impl Eq for PublicKey {}

fn check(n: &BigNumRef, e: &BigNumRef) -> Result<(), BlindError> {
    let good = n.num_bits() == BITS && n.is_odd() && e.to_vec() == EXPONENT.to_be_bytes()[1..];
    if good { Ok(()) } else { Err(BlindError::Key) }
}

/// Of any size, so that the RFC's vectors, which are of 4096 bit, run through the same lines.
pub(super) fn sign(rsa: &RsaRef<Private>, blinded: &[u8]) -> Result<Vec<u8>, BlindError> {
    let library = |_| BlindError::Library;
    let size = rsa.size() as usize;
    if blinded.len() != size {
        return Err(BlindError::Length { expected: size, found: blinded.len() });
    }
    let message = BigNum::from_slice(blinded).map_err(library)?;
    if message.num_bits() == 0 {
        return Err(BlindError::Zero);
    }
    if message >= *rsa.n() {
        return Err(BlindError::TooLarge);
    }
    let (mut signature, mut back) = (vec![0; size], vec![0; size]);
    rsa.private_encrypt(blinded, &mut signature, Padding::NONE).map_err(library)?;
    rsa.public_decrypt(&signature, &mut back, Padding::NONE).map_err(library)?;
    if back == blinded { Ok(signature) } else { Err(BlindError::Signature) }
}

/// RSASSA-PSS-VERIFY with SHA-384 and a salt of 48 bytes, of any size.
pub(super) fn verify<T: HasPublic>(key: &PKey<T>, prepared: &[u8], signature: &[u8]) -> bool {
    let check = || {
        let mut verifier = Verifier::new(MessageDigest::sha384(), key)?;
        verifier.set_rsa_padding(Padding::PKCS1_PSS)?;
        verifier.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH)?;
        verifier.set_rsa_mgf1_md(MessageDigest::sha384())?;
        verifier.verify_oneshot(signature, prepared)
    };
    // An error here is a signature of the wrong length or not smaller than the modulus.
    check().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use proptest::prelude::*;

    static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate().expect("a key"));
    static OTHER: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate().expect("a key"));

    fn modulus_and(word: i32) -> Vec<u8> {
        let mut n = BigNum::from_slice(KEY.public().modulus()).expect("a number");
        let add = BigNum::from_u32(word.unsigned_abs()).expect("a number");
        let whole = n.to_owned().expect("a number");
        if word < 0 { n.checked_sub(&whole, &add) } else { n.checked_add(&whole, &add) }.expect("a number");
        n.to_vec_padded(256).expect("it fits")
    }

    #[test]
    fn a_malformed_blinded_message_is_refused() {
        let length = |found| Err(BlindError::Length { expected: 256, found });
        assert_eq!(KEY.blind_sign(&[]), length(0));
        assert_eq!(KEY.blind_sign(&[1; 255]), length(255));
        assert_eq!(KEY.blind_sign(&[1; 257]), length(257));
        assert_eq!(KEY.blind_sign(&[0; 256]), Err(BlindError::Zero));
        assert_eq!(KEY.blind_sign(&modulus_and(0)), Err(BlindError::TooLarge));
        assert_eq!(KEY.blind_sign(&modulus_and(1)), Err(BlindError::TooLarge));
        assert_eq!(KEY.blind_sign(&[0xFF; 256]), Err(BlindError::TooLarge));
    }

    #[test]
    fn the_smallest_and_the_largest_message_are_signed() {
        let mut one = [0; 256];
        one[255] = 1;
        assert_eq!(KEY.blind_sign(&one), Ok(one));
        // (n - 1)^d is n - 1 again, since d is odd.
        assert_eq!(KEY.blind_sign(&modulus_and(-1)).map(Vec::from), Ok(modulus_and(-1)));
    }

    #[test]
    fn a_key_is_stored_and_read_again() {
        let again = SigningKey::from_der(&KEY.to_der().expect("DER")).expect("a key");
        assert_eq!(again.public(), KEY.public());
        assert_eq!(again.blind_sign(&[1; 256]), KEY.blind_sign(&[1; 256]));
        assert_ne!(OTHER.public(), KEY.public());
        assert_eq!(format!("{again:?}"), "SigningKey(hidden)");
    }

    #[test]
    fn what_is_no_key_of_a_round_is_refused() {
        let small = Rsa::generate(1024).and_then(|rsa| rsa.private_key_to_der()).expect("a small key");
        let three = BigNum::from_u32(3).expect("a number");
        let cube =
            Rsa::generate_with_e(2048, &three).and_then(|rsa| rsa.private_key_to_der()).expect("a key");
        for der in [small.as_slice(), cube.as_slice(), b"", b"not a key"] {
            assert_eq!(SigningKey::from_der(der).map(drop), Err(BlindError::Key));
        }
        let mut even = *KEY.public().modulus();
        even[255] &= 0xFE;
        let mut short = *KEY.public().modulus();
        short[0] &= 0x7F;
        for modulus in [even, short, [0; 256]] {
            assert_eq!(PublicKey::from_modulus(&modulus).map(drop), Err(BlindError::Key));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn a_signature_of_any_length_but_its_own_is_none(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            prop_assert!(!KEY.public().verify(b"a message", &bytes));
        }

        #[test]
        fn signing_undoes_the_public_operation(mut bytes in prop::array::uniform32(any::<u8>())) {
            bytes[0] |= 1;
            let mut root = [0; 256];
            root[100..132].copy_from_slice(&bytes);
            let mut powered = [0; 256];
            KEY.public().rsa()?.public_encrypt(&root, &mut powered, Padding::NONE)?;
            prop_assert_eq!(KEY.blind_sign(&powered), Ok(root));
        }
    }
}
