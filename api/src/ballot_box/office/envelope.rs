//! How the two rooms talk when they are two processes: every message is sealed with the key that they share, so that a
//! plain line between them tells nothing, nobody else can ask, and an answer belongs to its question.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};

use data_encoding::HEXLOWER;

use crate::{
    clock::secret,
    keyring::{Keyring, Purpose, Unsealable},
};

/// The version and the nonce before what is sealed.
const MARK: usize = 25;

/// What is different in every sealed message.
pub(super) fn mark(sealed: &[u8]) -> Option<&[u8]> {
    sealed.get(..MARK)
}

fn of_question(name: &str, process: &str) -> Vec<u8> {
    format!("office question|{name}|{process}").into_bytes()
}

fn of_answer(name: &str, mark: &[u8]) -> Vec<u8> {
    format!("office answer|{name}|{}", HEXLOWER.encode(mark)).into_bytes()
}

/// Seals a question to this very process of the box.
pub(super) fn question(keyring: &Keyring, name: &str, process: &str, plain: &[u8]) -> Vec<u8> {
    keyring.seal_with(Purpose::Office, &of_question(name, process), plain)
}

/// Opens the answer to the question with this mark.
pub(super) fn open_answer(
    keyring: &Keyring,
    name: &str,
    mark: &[u8],
    sealed: &[u8],
) -> Result<Vec<u8>, Unsealable> {
    keyring.open_with(Purpose::Office, &of_answer(name, mark), sealed)
}

/// The box's side.
pub(super) struct Letterbox {
    keyring: Keyring,
    /// Other at every start, so that what was said to an earlier process is not taken again.
    pub(super) process: String,
    /// The marks of what was asked of this one.
    heard: Mutex<HashSet<Vec<u8>>>,
}

impl Letterbox {
    pub(super) fn new(keyring: Keyring) -> Self {
        Self { keyring, process: HEXLOWER.encode(&secret::<16>()), heard: Mutex::default() }
    }

    /// Opens a question: with the right key, meant for this process, and for the first time.
    pub(super) fn open(&self, name: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let context = of_question(name, &self.process);
        let plain = self.keyring.open_with(Purpose::Office, &context, sealed).ok()?;
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.insert(mark(sealed)?.to_vec()).then_some(plain)
    }

    /// Seals the answer to a question that was opened.
    pub(super) fn answer(&self, name: &str, question: &[u8], plain: &[u8]) -> Vec<u8> {
        let context = of_answer(name, mark(question).unwrap_or_default());
        self.keyring.seal_with(Purpose::Office, &context, plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{keyring::Absent, rooms::Rooms};

    fn ring() -> Keyring {
        let folder = tempfile::tempdir().unwrap();
        Keyring::load_for(folder.path(), Absent::Made, Rooms::Registrar).unwrap()
    }

    #[test]
    fn a_question_is_taken_once_by_the_process_it_was_asked_of() {
        let ring = ring();
        let letterbox = Letterbox::new(ring.clone());
        let asked = question(&ring, "open", &letterbox.process, b"this round");
        assert!(letterbox.open("print", &asked).is_none(), "another question");
        assert_eq!(letterbox.open("open", &asked).unwrap(), b"this round");
        assert!(letterbox.open("open", &asked).is_none(), "a second time");
        assert!(Letterbox::new(ring).open("open", &asked).is_none(), "after a new start");
    }

    #[test]
    fn an_answer_belongs_to_its_question_and_to_who_holds_the_key() {
        let ring = ring();
        let letterbox = Letterbox::new(ring.clone());
        let ask = || question(&ring, "empty", &letterbox.process, b"");
        let (one, other) = (ask(), ask());
        let answer = letterbox.answer("empty", &one, b"ballots");
        assert_eq!(open_answer(&ring, "empty", mark(&one).unwrap(), &answer).unwrap(), b"ballots");
        assert!(open_answer(&ring, "empty", mark(&other).unwrap(), &answer).is_err());
        assert!(!answer.windows(7).any(|part| part == b"ballots"));
        let stranger = self::ring();
        assert!(open_answer(&stranger, "empty", mark(&one).unwrap(), &answer).is_err());
        assert!(letterbox.open("open", &question(&stranger, "open", &letterbox.process, b"")).is_none());
    }
}
