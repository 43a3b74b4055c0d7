//! The four steps (四步): they follow from what happened, nobody sets them.

use crate::words::words;

words! {
    /// How far the work with a household has come.
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

/// What had happened between a household and its officials when a visit was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Happened {
    /// The highest step of the visits before, those aside that the household denies.
    pub before: Option<Step>,
    /// The household has said an opinion or asked for something, in this visit or before.
    pub collected: bool,
    /// Something it asked for before this visit still has no answer.
    pub waiting: bool,
}

/// The step a visit reaches. A first visit makes acquaintance; what the household says makes it collection; coming back
/// with everything answered deepens the exchange; doing so again is routine. Nothing is skipped but acquaintance,
/// when the household speaks at the first visit, and nothing is lost again.
pub const fn step(happened: Happened) -> Step {
    let Happened { before, collected, waiting } = happened;
    match before {
        None | Some(Step::Acquaintance) if collected => Step::Collection,
        None | Some(Step::Acquaintance) => Step::Acquaintance,
        Some(Step::Collection) if waiting => Step::Collection,
        Some(Step::Collection) => Step::Exchange,
        Some(Step::Exchange) if waiting => Step::Exchange,
        Some(Step::Exchange | Step::Routine) => Step::Routine,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_household_that_speaks_and_is_answered_comes_to_routine() {
        let mut before = None;
        let mut reached = Vec::new();
        for (collected, waiting) in
            [(false, false), (true, false), (true, true), (true, false), (true, false)]
        {
            let now = step(Happened { before, collected, waiting });
            reached.push(now.number());
            before = Some(now);
        }
        assert_eq!(reached, [1, 2, 2, 3, 4]);
    }

    #[test]
    fn visits_that_bring_nothing_back_stay_acquaintance() {
        let mut before = None;
        for _ in 0..6 {
            before = Some(step(Happened { before, ..Happened::default() }));
        }
        assert_eq!(before, Some(Step::Acquaintance));
    }

    #[test]
    fn a_number_names_a_step_and_back() {
        for step in Step::ALL {
            assert_eq!(Step::from_number(step.number()), Some(*step));
        }
        assert_eq!(Step::from_number(0), None);
        assert_eq!(Step::from_number(5), None);
    }

    proptest! {
        #[test]
        fn a_visit_never_falls_back_and_never_skips_a_step(number in 0i16..5, collected: bool, waiting: bool) {
            let before = Step::from_number(number);
            let after = step(Happened { before, collected, waiting });
            prop_assert!(before.is_none_or(|before| after >= before));
            let most = if before.is_none() && collected { 2 } else { number + 1 };
            prop_assert!(after.number() <= most.min(4));
        }

        #[test]
        fn while_something_waits_nothing_goes_beyond_collection_that_was_not_beyond(number in 0i16..5, collected: bool) {
            let before = Step::from_number(number);
            let after = step(Happened { before, collected, waiting: true });
            let held = before.unwrap_or(Step::Acquaintance).max(Step::Collection);
            prop_assert!(after <= held);
        }

        #[test]
        fn without_a_word_of_the_household_nothing_is_collected(number in 0i16..2, waiting: bool) {
            let before = Step::from_number(number);
            let after = step(Happened { before, collected: false, waiting });
            prop_assert_eq!(after, Step::Acquaintance);
        }
    }
}
