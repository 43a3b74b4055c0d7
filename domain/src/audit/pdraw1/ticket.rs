//! Tickets: where a person stands in a round depends on the round's key and his own label alone.

use super::digest::{Digest, MacKey};

/// `K_r`, from which every ticket of a round follows.
#[derive(Clone, Debug)]
pub struct RoundKey {
    key: Digest,
    mac: MacKey,
}

impl RoundKey {
    pub fn new(key: &Digest) -> Self {
        Self { key: *key, mac: MacKey::new(key) }
    }

    pub fn digest(&self) -> &Digest {
        &self.key
    }

    /// `t = mac(K_r, "pdraw1|ticket|LABEL")`.
    pub fn ticket(&self, label: &str) -> Digest {
        self.mac.mac(&["pdraw1|ticket|", label])
    }

    /// The smallest of the tickets of `LABEL#1` ... `LABEL#w`; none when the weight is zero.
    pub fn weighted(&self, label: &str, weight: u64) -> Option<Digest> {
        (1..=weight).map(|i| self.mac.mac(&["pdraw1|ticket|", label, "#", &i.to_string()])).min()
    }

    /// The ticket of a stratum, which settles ties between leftovers; labels never start with `S-`.
    pub fn stratum(&self, value: &str) -> Digest {
        self.mac.mac(&["pdraw1|ticket|S-", value])
    }

    /// The rank of an inspector for an object.
    pub fn pair(&self, object: &str, inspector: &str) -> Digest {
        self.mac.mac(&["pdraw1|pair|", object, "|", inspector])
    }
}
