//! The panel on stage: how its judges vote.

use crate::words::words;

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
