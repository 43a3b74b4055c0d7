//! Leaves and the chain of their hashes.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{CanonicalError, canonical};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// What the first leaf follows.
pub const GENESIS: Hash = [0; 32];

/// Keeps a journal hash from being the hash of anything else in the product.
const LABEL: &[u8] = b"lianxin journal leaf 1\0";

/// One administrative write or one look at personal data.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    /// Its place, counted from 1 without a gap.
    pub seq: i64,
    /// Its id.
    pub id: Uuid,
    /// When. Whole microseconds count, because that is what both databases keep.
    pub at: DateTime<Utc>,
    /// The account; none for the program itself.
    pub actor_id: Option<Uuid>,
    /// Its name as it was then.
    pub actor_name: String,
    /// What was done.
    pub action: String,
    /// To what kind of thing.
    pub subject_kind: String,
    /// To which one.
    pub subject_id: Option<Uuid>,
    /// The particulars; no personal data, whole numbers only.
    pub detail: Value,
}

impl Leaf {
    /// The bytes that are hashed: canonical JSON of every field under its name.
    pub fn canonical(&self) -> Result<String, CanonicalError> {
        canonical(&json!({
            "action": self.action,
            "actor_id": self.actor_id.map(|id| id.to_string()),
            "actor_name": self.actor_name,
            "at": self.at.to_rfc3339_opts(SecondsFormat::Micros, true),
            "detail": self.detail,
            "id": self.id.to_string(),
            "seq": self.seq,
            "subject_id": self.subject_id.map(|id| id.to_string()),
            "subject_kind": self.subject_kind,
        }))
    }
}

/// SHA-256(label || previous hash || canonical leaf).
pub fn leaf_hash(previous: &Hash, leaf: &str) -> Hash {
    Sha256::new().chain_update(LABEL).chain_update(previous).chain_update(leaf.as_bytes()).finalize().into()
}

/// The place at which a chain does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the journal does not hold at leaf {at}")]
pub struct Broken {
    /// Counted from 1.
    pub at: usize,
}

/// Recomputes a chain of canonical leaves with their stored hashes from [`GENESIS`] on and gives its head. A chain that was
/// cut off at the end still holds: compare the head with one that was printed or witnessed.
pub fn verify<'a>(chain: impl IntoIterator<Item = (&'a str, Hash)>) -> Result<Hash, Broken> {
    let mut head = GENESIS;
    for (at, (leaf, stored)) in chain.into_iter().enumerate() {
        head = leaf_hash(&head, leaf);
        if head != stored {
            return Err(Broken { at: at + 1 });
        }
    }
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chain(leaves: &[String]) -> Vec<(String, Hash)> {
        let mut head = GENESIS;
        leaves
            .iter()
            .map(|leaf| {
                head = leaf_hash(&head, leaf);
                (leaf.clone(), head)
            })
            .collect()
    }

    fn check(chain: &[(String, Hash)]) -> Result<Hash, Broken> {
        verify(chain.iter().map(|(leaf, hash)| (leaf.as_str(), *hash)))
    }

    #[test]
    fn a_leaf_is_written_as_committed() {
        let leaf = Leaf {
            seq: 7,
            id: Uuid::from_u128(1),
            at: DateTime::from_timestamp(1_800_000_000, 123_456_789).expect("a time"),
            actor_id: None,
            actor_name: "王芳".to_owned(),
            action: "unmask".to_owned(),
            subject_kind: "household".to_owned(),
            subject_id: Some(Uuid::from_u128(2)),
            detail: json!({ "reason": "回访" }),
        };
        let expected = concat!(
            r#"{"action":"unmask","actor_id":null,"actor_name":"王芳","at":"2027-01-15T08:00:00.123456Z","#,
            r#""detail":{"reason":"回访"},"id":"00000000-0000-0000-0000-000000000001","seq":7,"#,
            r#""subject_id":"00000000-0000-0000-0000-000000000002","subject_kind":"household"}"#
        );
        assert_eq!(leaf.canonical().as_deref(), Ok(expected));
    }

    #[test]
    fn nanoseconds_that_a_database_drops_do_not_break_a_leaf() {
        let at = DateTime::from_timestamp(1_800_000_000, 123_456_789).expect("a time");
        let kept = DateTime::from_timestamp(1_800_000_000, 123_456_000).expect("a time");
        let leaf = |at| Leaf {
            seq: 1,
            id: Uuid::nil(),
            at,
            actor_id: None,
            actor_name: String::new(),
            action: String::new(),
            subject_kind: String::new(),
            subject_id: None,
            detail: Value::Null,
        };
        assert_eq!(leaf(at).canonical(), leaf(kept).canonical());
    }

    proptest! {
        #[test]
        fn any_edit_deletion_or_swap_is_found(
            leaves in prop::collection::vec("[a-z]{1,6}", 2..12),
            at in any::<prop::sample::Index>(),
        ) {
            let whole = chain(&leaves);
            prop_assert_eq!(check(&whole), Ok(whole[whole.len() - 1].1));
            let at = at.index(leaves.len());

            let mut edited = whole.clone();
            edited[at].0.push('!');
            prop_assert_eq!(check(&edited), Err(Broken { at: at + 1 }));

            let mut rehashed = leaves.clone();
            rehashed[at].push('!');
            prop_assert_ne!(chain(&rehashed)[leaves.len() - 1].1, whole[leaves.len() - 1].1);

            if at + 1 < leaves.len() {
                let mut deleted = whole.clone();
                deleted.remove(at);
                prop_assert_eq!(check(&deleted), Err(Broken { at: at + 1 }));
                let mut swapped = whole.clone();
                swapped.swap(at, at + 1);
                prop_assert_eq!(check(&swapped), Err(Broken { at: at + 1 }));
            }
        }
    }
}
