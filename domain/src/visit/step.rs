//! The four steps (四步).

use crate::words::words;

words! {
    /// What a visit is for.
    pub enum Step {
        /// 1: first visit and acquaintance.
        Acquaintance = "acquaintance",
        /// 2: collect requests, solve real problems.
        Collection = "collection",
        /// 3: deepen exchange.
        Exchange = "exchange",
        /// 4: settled into a routine.
        Routine = "routine",
    }
}

impl Step {
    /// 1 to 4, as it is stored and counted.
    pub const fn number(self) -> i16 {
        match self {
            Self::Acquaintance => 1,
            Self::Collection => 2,
            Self::Exchange => 3,
            Self::Routine => 4,
        }
    }

    /// The step of a number from 1 to 4.
    pub const fn from_number(number: i16) -> Option<Self> {
        match number {
            1 => Some(Self::Acquaintance),
            2 => Some(Self::Collection),
            3 => Some(Self::Exchange),
            4 => Some(Self::Routine),
            _ => None,
        }
    }
}

/// The step a form suggests after so many visits to the household: one step each, then routine. The official may
/// choose another.
pub const fn suggested_step(visits: u64) -> Step {
    match visits {
        0 => Step::Acquaintance,
        1 => Step::Collection,
        2 => Step::Exchange,
        _ => Step::Routine,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_visit_suggests_the_next_step_until_it_is_routine() {
        let suggested: Vec<_> = (0..6).map(|visits| suggested_step(visits).number()).collect();
        assert_eq!(suggested, [1, 2, 3, 4, 4, 4]);
    }

    #[test]
    fn a_number_names_a_step_and_back() {
        for step in Step::ALL {
            assert_eq!(Step::from_number(step.number()), Some(*step));
        }
        assert_eq!(Step::from_number(0), None);
        assert_eq!(Step::from_number(5), None);
    }
}
