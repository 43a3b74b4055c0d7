//! The signed checkpoint: what the county commits itself to, as a note of C2SP (`signed-note`, `tlog-checkpoint`), which
//! witnesses of transparency logs can read and sign as well.

use data_encoding::BASE64;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

use super::bundle::{Bundle, RoundNamed};
use super::error::CountError;
use super::wire::Signer;
use crate::audit::pdraw1::Digest;

/// The name in the signature's line. The round's code, which may hold spaces, stands in the origin.
const NAME: &str = "lianxin-rating";

/// The type of an Ed25519 signature in the hash that identifies the key.
const ED25519: u8 = 1;

/// What is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    pub origin: String,
    pub leaves: u64,
    pub root: Digest,
    pub key_list: Digest,
    pub announced_households: u64,
    /// SHA-256 of the round's code, name, first and last day, each with a line feed.
    pub round: Digest,
}

impl Checkpoint {
    /// What the checkpoint of a bundle must say.
    pub fn of(bundle: &Bundle) -> Self {
        let RoundNamed { code, name, opens_on, closes_on } = &bundle.round;
        let tree = bundle.tree();
        Self {
            origin: format!("{NAME}/{code}"),
            leaves: tree.size(),
            root: tree.root(),
            key_list: bundle.key_list,
            announced_households: bundle.households(),
            round: Digest::of(format!("{code}\n{name}\n{opens_on}\n{closes_on}\n").as_bytes()),
        }
    }

    /// The signed text, with the line feed at its end.
    pub fn text(&self) -> String {
        let Self { origin, leaves, root, key_list, announced_households, round } = self;
        let root = BASE64.encode(root.as_bytes());
        format!(
            "{origin}\n{leaves}\n{root}\nkey_list {key_list}\nannounced_households {announced_households}\nround {round}\n"
        )
    }

    /// The whole note: text, empty line, signature line.
    pub fn sign(&self, key: &SigningKey) -> String {
        let text = self.text();
        let signer = Signer(key.verifying_key().to_bytes());
        let signature = key.sign(text.as_bytes()).to_bytes();
        let line = BASE64.encode(&[key_id(&signer).as_slice(), &signature].concat());
        format!("{text}\n\u{2014} {NAME} {line}\n")
    }

    /// Whether a note says this checkpoint and `signer` signed it. Lines of other signers are passed over.
    pub fn check(&self, note: &str, signer: &Signer) -> Result<(), CountError> {
        let (text, signatures) = split(note).ok_or(CountError::CheckpointMalformed)?;
        self.compare(text)?;
        let id = key_id(signer);
        let mut found = false;
        for line in signatures {
            let bytes = line
                .strip_prefix(NAME)
                .and_then(|rest| BASE64.decode(rest.strip_prefix(' ')?.as_bytes()).ok());
            if let Some(signature) = bytes.as_deref().and_then(|bytes| bytes.strip_prefix(&id)) {
                found = true;
                if !holds(text, signature, signer) {
                    return Err(CountError::SignatureWrong { signer: signer.to_string() });
                }
            }
        }
        if found { Ok(()) } else { Err(CountError::SignatureMissing { signer: signer.to_string() }) }
    }

    fn compare(&self, text: &str) -> Result<(), CountError> {
        let lines: Vec<&str> = text.lines().collect();
        let expected = self.text();
        let expected: Vec<&str> = expected.lines().collect();
        if lines.len() != expected.len() {
            return Err(CountError::CheckpointMalformed);
        }
        let names = ["origin", "leaves", "root", "key_list", "announced_households", "round"];
        for ((name, expected), found) in names.into_iter().zip(expected).zip(lines) {
            if found != expected {
                let (line, expected, found) = (name.to_owned(), expected.to_owned(), found.to_owned());
                return Err(CountError::CheckpointDiffers { line, expected, found });
            }
        }
        Ok(())
    }
}

/// The text with its last line feed, and what follows the dash in each signature line.
fn split(note: &str) -> Option<(&str, Vec<&str>)> {
    let at = note.rfind("\n\n")?;
    let (text, signatures) = (&note[..=at], note[at + 2..].strip_suffix('\n')?);
    let signatures: Option<Vec<_>> =
        signatures.split('\n').map(|line| line.strip_prefix("\u{2014} ")).collect();
    let printable = !note.chars().any(|c| c.is_control() && c != '\n');
    signatures.filter(|_| printable).map(|signatures| (text, signatures))
}

fn key_id(signer: &Signer) -> [u8; 4] {
    let hash = Digest::of_parts(&[NAME.as_bytes(), b"\n", &[ED25519], &signer.0]);
    let [a, b, c, d, ..] = *hash.as_bytes();
    [a, b, c, d]
}

fn holds(text: &str, signature: &[u8], signer: &Signer) -> bool {
    let check = || {
        let key = VerifyingKey::from_bytes(&signer.0).ok()?;
        key.verify_strict(text.as_bytes(), &Signature::from_slice(signature).ok()?).ok()
    };
    check().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checkpoint() -> Checkpoint {
        Checkpoint {
            origin: "lianxin-rating/2026 上半年".to_owned(),
            leaves: 7,
            root: Digest::of(b"root"),
            key_list: Digest::of(b"keys"),
            announced_households: 30,
            round: Digest::of(b"round"),
        }
    }

    #[test]
    fn a_note_holds_and_another_signers_line_beside_it_does_no_harm() {
        let (key, other) = (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[2; 32]));
        let (checkpoint, signer) = (checkpoint(), Signer(key.verifying_key().to_bytes()));
        let note = checkpoint.sign(&key);
        assert_eq!(checkpoint.check(&note, &signer), Ok(()));
        let witnessed = format!("{note}\u{2014} witness.example AAAA\n");
        assert_eq!(checkpoint.check(&witnessed, &signer), Ok(()));
        let stranger = Signer(other.verifying_key().to_bytes());
        let missing = CountError::SignatureMissing { signer: stranger.to_string() };
        assert_eq!(checkpoint.check(&note, &stranger), Err(missing));
    }

    #[test]
    fn a_line_that_was_changed_or_left_out_is_named() {
        let key = SigningKey::from_bytes(&[1; 32]);
        let (checkpoint, signer) = (checkpoint(), Signer(key.verifying_key().to_bytes()));
        let note = checkpoint.sign(&key);
        let check = |from: &str, to: &str| {
            let spoiled = note.replacen(from, to, 1);
            assert_ne!(spoiled, note, "{from}");
            checkpoint.check(&spoiled, &signer).map_err(|error| error.code())
        };
        for (from, to) in
            [("households 30", "households 31"), ("\n7\n", "\n8\n"), ("上", "下"), ("round ", "Round ")]
        {
            assert_eq!(check(from, to), Err("checkpoint_differs".to_owned()), "{from}");
        }
        assert_eq!(check("\n7\n", "\n"), Err("checkpoint_malformed".to_owned()));
        assert_eq!(check("\u{2014} ", "- "), Err("checkpoint_malformed".to_owned()));
        let last = note.trim_end().len() - 8;
        let letter = if note[last..].starts_with('A') { "B" } else { "A" };
        let spoiled = format!("{}{letter}{}", &note[..last], &note[last + 1..]);
        let wrong = CountError::SignatureWrong { signer: signer.to_string() };
        assert_eq!(checkpoint.check(&spoiled, &signer), Err(wrong));
    }
}
