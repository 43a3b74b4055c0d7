//! Themes: a reason that many households of a unit's officials gave for a low level. One that is given often enough opens
//! a rectification of the unit, with a term in working days.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{ENOUGH_ANSWERS, LEAST_CELL};
use crate::{
    request::{Calendar, due},
    words::words,
};

words! {
    /// How long a unit has to put something right.
    pub enum Term {
        /// Five working days.
        Simple = "simple",
        /// Fifteen working days.
        Complex = "complex",
    }
}

impl Term {
    /// Working days, the day of the opening not counted.
    pub const fn working_days(self) -> u32 {
        match self {
            Self::Simple => 5,
            Self::Complex => 15,
        }
    }

    /// The last day of a term that begins on a day.
    pub fn due_on(self, opened_on: NaiveDate) -> NaiveDate {
        due(opened_on, self.working_days(), Calendar::state_council()).date
    }
}

/// When a theme opens a rectification, as the county has preset it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThemeRules {
    /// Of the answers on the unit's officials, in percent.
    pub share: u32,
    /// With fewer answers on all officials of a unit nothing is said of it.
    pub least_answers: u32,
    /// Reasons that take longer to put right, by their words.
    pub complex: Vec<String>,
}

impl Default for ThemeRules {
    fn default() -> Self {
        let complex = ["promise_broken", "unfair", "other"].map(str::to_owned).to_vec();
        Self { share: 15, least_answers: 20, complex }
    }
}

/// Why something is no set of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ThemeRulesError {
    /// It is a percentage, and nothing would mean everything.
    #[error("a share is from 1 to 100 percent")]
    Share,
    /// Few answers let guess who gave them.
    #[error("a unit needs at least 10 answers")]
    Answers,
}

impl ThemeRules {
    /// Whether they can be kept.
    pub const fn check(&self) -> Result<(), ThemeRulesError> {
        if self.share == 0 || self.share > 100 {
            return Err(ThemeRulesError::Share);
        }
        if self.least_answers < ENOUGH_ANSWERS {
            return Err(ThemeRulesError::Answers);
        }
        Ok(())
    }

    /// Whether a reason that `named` of `answers` gave may be shown: neither number points at anybody.
    pub const fn may_be_shown(&self, answers: u32, named: u32) -> bool {
        answers >= self.least_answers && named >= LEAST_CELL
    }

    /// Whether it opens a rectification.
    pub fn opens(&self, answers: u32, named: u32) -> bool {
        self.may_be_shown(answers, named)
            && u64::from(named) * 100 >= u64::from(answers) * u64::from(self.share)
    }

    /// How long the unit has for it.
    pub fn term(&self, theme: &str) -> Term {
        if self.complex.iter().any(|word| word == theme) { Term::Complex } else { Term::Simple }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_opens_a_rectification_from_the_preset_share_on_and_with_enough_answers() {
        let rules = ThemeRules::default();
        assert!(rules.opens(20, 3));
        assert!(!rules.opens(21, 3));
        assert!(!rules.opens(19, 19));
        assert!(!ThemeRules { share: 1, ..rules.clone() }.opens(100, 2));
        assert!(rules.opens(1_000, 150) && !rules.opens(1_000, 149));
    }

    #[test]
    fn a_term_counts_working_days() {
        let rules = ThemeRules::default();
        let day = |text: &str| text.parse().expect("a day");
        assert_eq!(rules.term("slow").due_on(day("2026-11-20")), day("2026-11-27"));
        assert_eq!(rules.term("unfair").due_on(day("2026-11-20")), day("2026-12-11"));
        // The week of the National Day has no working day.
        assert_eq!(Term::Simple.due_on(day("2026-09-30")), day("2026-10-13"));
    }

    #[test]
    fn rules_that_would_point_at_somebody_are_refused() {
        let rules = ThemeRules::default();
        assert_eq!(rules.check(), Ok(()));
        assert_eq!(ThemeRules { share: 0, ..rules.clone() }.check(), Err(ThemeRulesError::Share));
        assert_eq!(ThemeRules { share: 101, ..rules.clone() }.check(), Err(ThemeRulesError::Share));
        assert_eq!(ThemeRules { least_answers: 9, ..rules }.check(), Err(ThemeRulesError::Answers));
    }
}
