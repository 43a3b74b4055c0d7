//! The panel on stage: how its judges vote.

use crate::{audit::pdraw1::Digest, words::words};

words! {
    /// What a judge thinks of what he has heard, the best first.
    pub enum Choice {
        Satisfied = "satisfied",
        Fair = "fair",
        Dissatisfied = "dissatisfied",
    }
}

impl Choice {
    /// The one byte that is sealed: sealed texts of different lengths would tell who voted how.
    pub const fn byte(self) -> u8 {
        self as u8
    }

    pub fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.get(usize::from(byte)).copied()
    }
}

/// What stands for a judge's ballot in the record: SHA-256 of the salt and of the lines `lianxin-panel-1`, meeting, number of
/// the vote, label and choice. Without the salt it could be guessed from the three choices.
pub fn commitment(salt: &Digest, meeting: &str, number: u32, label: &str, choice: Choice) -> Digest {
    let text = format!("lianxin-panel-1\n{meeting}\n{number}\n{label}\n{choice}");
    Digest::of_parts(&[salt.as_bytes(), text.as_bytes()])
}

/// A counted vote.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PanelCount([u32; 3]);

impl PanelCount {
    pub fn add(&mut self, choice: Choice) {
        self.0[choice as usize] += 1;
    }

    pub const fn of(&self, choice: Choice) -> u32 {
        self.0[choice as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commitment_is_the_one_that_the_judges_page_reckons() {
        let salt = Digest::from_hex(&"11".repeat(32)).expect("a salt");
        let meeting = "01890a5d-ac96-774b-bcce-b302099a8057";
        let own = commitment(&salt, meeting, 2, "A00012", Choice::Fair);
        // `web/src/panel/token.test.ts` has the same one; reckoned apart.
        assert_eq!(own.hex(), "f1c94a97a87a15a76433de577c4ee79b4cceeeb795cff6e317778e6729e76204");
        assert_ne!(commitment(&salt, meeting, 2, "A00012", Choice::Satisfied), own);
    }

    #[test]
    fn a_choice_survives_its_byte_and_is_counted_once() {
        let mut count = PanelCount::default();
        for choice in Choice::ALL {
            assert_eq!(Choice::from_byte(choice.byte()), Some(*choice));
            count.add(*choice);
        }
        assert_eq!(Choice::from_byte(3), None);
        assert!(Choice::ALL.iter().all(|choice| count.of(*choice) == 1));
    }
}
