//! The questions of the checklist, and where the answers to one of them differ.

use crate::words::words;

words! {
    /// What is asked of the official and then of his household, in this order. The field's question is: did he ask for
    /// opinions, did he answer or solve them?
    pub enum Question {
        /// Did he come this year?
        Came = "came",
        /// Did he leave his contact card or pledge card?
        LeftCard = "left_card",
        /// Did he ask for opinions and needs?
        AskedOpinions = "asked_opinions",
        /// Did what was asked for get an answer?
        Answered = "answered",
        /// Was it solved?
        Solved = "solved",
        /// Did he keep what he promised?
        KeptPledges = "kept_pledges",
    }
}

words! {
    /// An answer to a question.
    pub enum Reply {
        Yes = "yes",
        No = "no",
        /// Does not know, does not remember, or there was nothing to ask for.
        Unsure = "unsure",
    }
}

impl Reply {
    /// Whether one says yes and the other no.
    fn contradicts(self, other: Self) -> bool {
        matches!((self, other), (Self::Yes, Self::No) | (Self::No, Self::Yes))
    }
}

words! {
    /// Whose statements differ.
    pub enum Difference {
        /// The household does not say what the official says.
        OfficialHousehold = "official_household",
        /// The household does not say what is on record.
        RecordHousehold = "record_household",
        /// The official does not say what is on record for this household.
        OfficialRecord = "official_record",
    }
}

/// What is said to one question, by whom; absent where nobody has said anything yet or nothing is on record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Statements {
    /// The official on stage.
    pub official: Option<Reply>,
    /// What he entered before: visits, answers, pledges.
    pub record: Option<Reply>,
    pub household: Option<Reply>,
}

impl Statements {
    /// Where they differ. Whoever is unsure differs with nobody.
    pub fn differences(&self) -> Vec<Difference> {
        let pairs = [
            (Difference::OfficialHousehold, self.official, self.household),
            (Difference::RecordHousehold, self.record, self.household),
            (Difference::OfficialRecord, self.official, self.record),
        ];
        let differ = |one: Option<Reply>, other: Option<Reply>| {
            one.zip(other).is_some_and(|(one, other)| one.contradicts(other))
        };
        pairs.into_iter().filter(|(_, one, other)| differ(*one, *other)).map(|(which, ..)| which).collect()
    }

    /// Whether anybody has said anything.
    pub const fn is_empty(&self) -> bool {
        self.official.is_none() && self.record.is_none() && self.household.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_and_no_differ_and_nothing_else_does() {
        let of = |official, record, household| Statements { official, record, household }.differences();
        let (yes, no, unsure) = (Some(Reply::Yes), Some(Reply::No), Some(Reply::Unsure));
        assert_eq!(of(yes, yes, yes), []);
        assert_eq!(of(yes, None, None), []);
        assert_eq!(of(yes, None, unsure), []);
        assert_eq!(of(yes, None, no), [Difference::OfficialHousehold]);
        assert_eq!(of(yes, yes, no), [Difference::OfficialHousehold, Difference::RecordHousehold]);
        assert_eq!(of(no, yes, yes), [Difference::OfficialHousehold, Difference::OfficialRecord]);
    }
}
