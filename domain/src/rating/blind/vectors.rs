//! RFC 9474's own vector for the suite in use (appendix A.1), step by step. It is of 4096 bit.

use std::path::Path;

use data_encoding::HEXLOWER;
use openssl::bn::{BigNum, BigNumContext};
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use serde_json::Value;

use super::{device, key};

const COPY: &str = include_str!("../../../tests/golden/rfc9474_randomized.json");

struct Vector(Value);

impl Vector {
    fn read() -> Self {
        Self(serde_json::from_str(COPY).expect("the copy of the vector is JSON"))
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        let hex = self.0[name].as_str().expect(name);
        HEXLOWER.decode(hex.trim_start_matches("0x").as_bytes()).expect(name)
    }

    fn number(&self, name: &str) -> BigNum {
        BigNum::from_slice(&self.bytes(name)).expect(name)
    }

    #[expect(clippy::many_single_char_names, reason = "the letters of RFC 8017")]
    fn key(&self) -> Rsa<Private> {
        let mut context = BigNumContext::new().expect("memory");
        let one = BigNum::from_u32(1).expect("memory");
        let (p, q, d) = (self.number("p"), self.number("q"), self.number("d"));
        let mut exponent = |prime: &BigNum| {
            let (mut less, mut rest) = (BigNum::new()?, BigNum::new()?);
            less.checked_sub(prime, &one)?;
            rest.checked_rem(&d, &less, &mut context)?;
            Ok::<_, openssl::error::ErrorStack>(rest)
        };
        let (for_p, for_q) = (exponent(&p).expect("d mod p-1"), exponent(&q).expect("d mod q-1"));
        let mut inverse = BigNum::new().expect("memory");
        inverse.mod_inverse(&q, &p, &mut context).expect("1/q mod p");
        let (n, e) = (self.number("n"), self.number("e"));
        Rsa::from_private_components(n, e, d, p, q, for_p, for_q, inverse).expect("the vector's key")
    }
}

#[test]
fn the_copy_is_the_shared_vector() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/rfc9474_vectors.json");
    let Ok(shared) = std::fs::read_to_string(&shared) else {
        println!("skipped: {} is not there", shared.display());
        return;
    };
    let mut copy = Vector::read().0;
    copy.as_object_mut().expect("an object").remove("source");
    let shared: Vec<Value> = serde_json::from_str(&shared).expect("JSON");
    assert!(shared.contains(&copy));
}

#[test]
fn the_rfcs_vector_from_the_message_to_the_signature() {
    let vector = Vector::read();
    let rsa = vector.key();
    let prepared = [vector.bytes("msg_prefix"), vector.bytes("msg")].concat();
    assert_eq!(prepared, vector.bytes("input_msg"));

    let mut factor = BigNum::new().expect("memory");
    let mut context = BigNumContext::new().expect("memory");
    factor.mod_inverse(&vector.number("inv"), rsa.n(), &mut context).expect("the vector's r");
    let salt = vector.bytes("salt").try_into().expect("48 bytes");
    let (blinded, inverse) = device::blind(rsa.n(), rsa.e(), &prepared, &salt, &factor).expect("it blinds");
    assert_eq!(blinded, vector.bytes("blinded_msg"));
    assert_eq!(BigNum::from_slice(&inverse).expect("a number"), vector.number("inv"));

    let blind_signature = key::sign(&rsa, &blinded).expect("it signs");
    assert_eq!(blind_signature, vector.bytes("blind_sig"));

    let signature = device::unblind(rsa.n(), &blind_signature, &inverse).expect("it unblinds");
    assert_eq!(signature, vector.bytes("sig"));

    let public = PKey::from_rsa(rsa).expect("a key");
    assert!(key::verify(&public, &prepared, &signature));
    assert!(!key::verify(&public, &vector.bytes("msg"), &signature));
}
