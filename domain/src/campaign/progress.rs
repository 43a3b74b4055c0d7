//! What a campaign wants of each household, and what is still missing there.

use chrono::NaiveDate;

/// The days of a campaign, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
}

impl Window {
    /// Whether a visit of this day counts: the day that is claimed, whenever the county got to know of it.
    pub fn holds(self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }

    /// The day whose links say who serves a household in the campaign.
    pub fn links_on(self, today: NaiveDate) -> NaiveDate {
        self.to.min(today)
    }
}

/// What is wanted at each household, and how many proposals of each official.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wants {
    /// A visit.
    pub visit: bool,
    /// The contact card left.
    pub card: bool,
    /// Opinions, or requests raised.
    pub opinions: u32,
    /// Proposals for the work, of each official.
    pub proposals: u32,
}

/// What a visit brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The household says that it did not happen.
    pub denied: bool,
    /// The card was left.
    pub card: bool,
    /// An opinion was written down, or a request was raised.
    pub opinion: bool,
}

/// What was done at a household.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Visits.
    pub visits: u32,
    /// Visits at which the card was left.
    pub cards: u32,
    /// Visits that brought an opinion or a request.
    pub opinions: u32,
}

impl Done {
    /// With one more visit. One that the household denies is none.
    #[must_use]
    pub const fn with(self, seen: Seen) -> Self {
        if seen.denied {
            return self;
        }
        Self {
            visits: self.visits + 1,
            cards: self.cards + seen.card as u32,
            opinions: self.opinions + seen.opinion as u32,
        }
    }
}

/// What is missing at a household.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// Not visited.
    pub visit: bool,
    /// No card left.
    pub card: bool,
    /// Too few opinions.
    pub opinion: bool,
}

impl Missing {
    /// Whether nothing is.
    pub const fn is_nothing(self) -> bool {
        !self.visit && !self.card && !self.opinion
    }
}

impl Wants {
    /// What is missing at a household at which this was done.
    pub const fn missing(self, done: Done) -> Missing {
        Missing {
            visit: self.visit && done.visits == 0,
            card: self.card && done.cards == 0,
            opinion: done.opinions < self.opinions,
        }
    }

    /// Whether anything is wanted.
    pub const fn is_something(self) -> bool {
        self.visit || self.card || self.opinions > 0 || self.proposals > 0
    }

    /// Whether an official has done his part.
    pub const fn is_done(self, households: u64, complete: u64, proposals: u64) -> bool {
        complete >= households && proposals >= self.proposals as u64
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wants() -> impl Strategy<Value = Wants> {
        (any::<bool>(), any::<bool>(), 0..3u32, 0..3u32)
            .prop_map(|(visit, card, opinions, proposals)| Wants { visit, card, opinions, proposals })
    }

    fn seen() -> impl Strategy<Value = Seen> {
        (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(denied, card, opinion)| Seen {
            denied,
            card,
            opinion,
        })
    }

    fn done(visits: &[Seen]) -> Done {
        visits.iter().fold(Done::default(), |done, seen| done.with(*seen))
    }

    proptest! {
        #[test]
        fn one_more_visit_never_makes_more_missing(
            wants in wants(), visits in prop::collection::vec(seen(), 0..6), more in seen()
        ) {
            let before = wants.missing(done(&visits));
            let after = wants.missing(done(&visits).with(more));
            prop_assert!(before.visit || !after.visit);
            prop_assert!(before.card || !after.card);
            prop_assert!(before.opinion || !after.opinion);
        }

        #[test]
        fn the_order_of_visits_is_all_one(mut visits in prop::collection::vec(seen(), 0..6)) {
            let forth = done(&visits);
            visits.reverse();
            prop_assert_eq!(done(&visits), forth);
        }

        #[test]
        fn a_visit_that_the_household_denies_brings_nothing(visits in prop::collection::vec(seen(), 0..6)) {
            let believed: Vec<_> = visits.iter().copied().filter(|seen| !seen.denied).collect();
            prop_assert_eq!(done(&visits), done(&believed));
        }

        #[test]
        fn a_window_holds_its_days_and_no_other(from in 0..40i64, length in 0..40i64, day in -5..90i64) {
            let date = |number| NaiveDate::from_ymd_opt(2026, 11, 1).expect("a date") + chrono::TimeDelta::days(number);
            let window = Window { from: date(from), to: date(from + length) };
            prop_assert_eq!(window.holds(date(day)), (from..=from + length).contains(&day));
        }
    }
}
