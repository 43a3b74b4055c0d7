//! Words of the stage as the API speaks them. Those that are stored are the domain's; each has its twin here.

use domain::audit::hearing as rules;
use poem_openapi::Enum;

/// Declares the twin of an enum of the domain, variant by variant.
macro_rules! twin {
    ($(#[$meta:meta])* $name:ident of $rule:path { $( $(#[$variant_meta:meta])* $variant:ident ),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
        #[oai(rename_all = "snake_case")]
        pub enum $name {
            $( $(#[$variant_meta])* $variant ),+
        }

        impl From<$rule> for $name {
            fn from(rule: $rule) -> Self {
                type Rule = $rule;
                match rule {
                    $( Rule::$variant => Self::$variant ),+
                }
            }
        }

        impl From<$name> for $rule {
            fn from(shown: $name) -> Self {
                match shown {
                    $( $name::$variant => Self::$variant ),+
                }
            }
        }
    };
}

twin! {
    /// A question of the checklist, asked of the official and then of his household.
    Question of rules::Question {
        /// Did he come this year?
        Came,
        /// Did he leave his contact card or pledge card?
        LeftCard,
        /// Did he ask for opinions and needs?
        AskedOpinions,
        /// Did what was asked for get an answer?
        Answered,
        /// Was it solved?
        Solved,
        /// Did he keep what he promised?
        KeptPledges,
    }
}

twin! {
    /// An answer to a question.
    Reply of rules::Reply {
        Yes,
        No,
        /// Does not know, or there was nothing to ask for.
        Unsure,
    }
}

twin! {
    /// What came of a call.
    CallResult of rules::CallResult {
        Answered,
        NoAnswer,
        Busy,
        Unreachable,
    }
}

twin! {
    /// Whose statements differ.
    Difference of rules::Difference {
        OfficialHousehold,
        RecordHousehold,
        OfficialRecord,
    }
}

twin! {
    /// What a judge thinks of what he has heard.
    PanelChoice of rules::Choice {
        Satisfied,
        Fair,
        Dissatisfied,
    }
}

/// Who is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum HeardKind {
    Official,
    /// A household of an official, drawn from his part of a split roster.
    Household,
    /// Anything else a roster may hold.
    Other,
}

/// How far a vote of the panel has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum VoteState {
    /// Not opened yet.
    Waiting,
    Open,
    /// Counted.
    Closed,
}

/// What there is to do, exactly one thing at any time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum NextKind {
    /// Publish the announcement.
    Announce,
    /// Type the public values.
    Open,
    /// Hear `label`, who did not answer at the last meeting.
    Carried,
    /// Throw and type the dice of the next round; `step` names one that is due, if any is.
    Lock,
    /// Open the envelope.
    Reveal,
    /// Ask the official the questions of the checklist, or phone him.
    AskOfficial,
    /// Record what became of him.
    Outcome,
    /// Draw his households: lock `step`.
    DrawHouseholds,
    /// Phone the household; `attempt` says which call of the three it is.
    CallHousehold,
    /// The household has no phone: somebody goes to its door, or the roster is wrong.
    NoPhone,
    /// Record what the household says.
    AskHousehold,
    /// Open the panel's vote.
    OpenVote,
    /// Close it when the ballots are in.
    CloseVote,
    /// Close the meeting: a code was opened ahead, so nothing more may be drawn.
    Close,
    /// Nothing: the bundle is published.
    Closed,
}

/// What was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum TypedKind {
    Answer,
    Call,
    Consent,
    Named,
    NamedOutcome,
    Outcome,
    Venue,
}

impl TypedKind {
    const ALL: [Self; 7] = [
        Self::Answer,
        Self::Call,
        Self::Consent,
        Self::Named,
        Self::NamedOutcome,
        Self::Outcome,
        Self::Venue,
    ];

    /// The stored word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Call => "call",
            Self::Consent => "consent",
            Self::Named => "named",
            Self::NamedOutcome => "named_outcome",
            Self::Outcome => "outcome",
            Self::Venue => "venue",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}
