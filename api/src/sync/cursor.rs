//! What a phone has, in marks: whose work, and of each household a short hash of what was sent. The phone keeps the
//! cursor, the server nothing.

use std::collections::HashMap;

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Changes when a household's bundle has a new form, so that every phone gets everything anew.
const FORM: u8 = 1;
const ID: usize = 16;
const MARK: usize = 8;
/// How many households a cursor speaks of, so that it fits the 5,000 characters which the operation takes of an address.
const MOST: usize = 150;

/// The hash of what was sent of a household. Eight bytes: two states of one household share it once in 2^64.
pub type Mark = [u8; MARK];

/// What a phone has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub official_id: Uuid,
    pub households: HashMap<Uuid, Mark>,
}

/// The mark of what is sent.
pub fn mark(text: &str) -> Mark {
    let hash = Sha256::digest(text);
    let mut mark = Mark::default();
    mark.copy_from_slice(&hash[..MARK]);
    mark
}

impl Cursor {
    /// Reads a cursor. None when it is of another form or no cursor at all: the phone then gets everything.
    pub fn read(text: &str) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let (form, rest) = bytes.split_first()?;
        let (official, rest) = rest.split_at_checked(ID)?;
        if *form != FORM || rest.len() % (ID + MARK) != 0 {
            return None;
        }
        let pair = |pair: &[u8]| {
            let (id, mark) = pair.split_at(ID);
            Some((Uuid::from_slice(id).ok()?, mark.try_into().ok()?))
        };
        Some(Self {
            official_id: Uuid::from_slice(official).ok()?,
            households: rest.chunks(ID + MARK).map(pair).collect::<Option<_>>()?,
        })
    }

    /// The text that the phone sends back. Empty beyond `MOST` households: the phone then gets everything each time.
    pub fn write(&self) -> String {
        if self.households.len() > MOST {
            return String::new();
        }
        let mut pairs: Vec<_> = self.households.iter().collect();
        pairs.sort_unstable();
        let mut bytes = Vec::with_capacity(1 + ID + pairs.len() * (ID + MARK));
        bytes.push(FORM);
        bytes.extend(self.official_id.as_bytes());
        for (id, mark) in pairs {
            bytes.extend(id.as_bytes());
            bytes.extend(mark);
        }
        BASE64URL_NOPAD.encode(&bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_cursor_reads_as_it_was_written(
            official: u128, households in prop::collection::hash_map(any::<u128>(), any::<Mark>(), 0..40),
        ) {
            let households = households.into_iter().map(|(id, mark)| (Uuid::from_u128(id), mark)).collect();
            let cursor = Cursor { official_id: Uuid::from_u128(official), households };
            prop_assert_eq!(Cursor::read(&cursor.write()), Some(cursor));
        }

        #[test]
        fn what_is_no_cursor_is_none(text in "\\PC{0,80}") {
            // Whatever reads as one is written the same way; nothing panics.
            if let Some(cursor) = Cursor::read(&text) {
                prop_assert_eq!(Cursor::read(&cursor.write()), Some(cursor));
            }
        }
    }

    #[test]
    fn a_cursor_cut_short_or_of_another_form_is_none() {
        let cursor =
            Cursor { official_id: Uuid::nil(), households: HashMap::from([(Uuid::max(), [7; MARK])]) };
        let written = cursor.write();
        assert_eq!(Cursor::read(&written[..written.len() - 4]), None);
        assert_eq!(Cursor::read(&format!("Ag{}", &written[2..])), None);
        assert_eq!(Cursor::read(""), None);
    }

    #[test]
    fn a_cursor_fits_an_address_or_is_empty() {
        let of = |count: u128| {
            let households = (0..count).map(|id| (Uuid::from_u128(id), [0; MARK])).collect();
            Cursor { official_id: Uuid::nil(), households }.write()
        };
        assert!((1..=5_000).contains(&of(MOST as u128).len()));
        assert_eq!(of(MOST as u128 + 1), "");
    }
}
