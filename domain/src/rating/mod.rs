//! Household ratings: the five levels, what is asked, the codes, a round's life, blind signatures, ballots, and a count that
//! anyone can repeat.

mod ballot;
pub mod blind;
pub mod chance;
mod code;
pub mod count;
mod duty_report;
mod invitation;
mod kind;
mod level;
mod questionnaire;
pub mod recontact;
mod rectification;
mod redact;
mod reissue;
mod reminder;
mod round;
mod tally;
mod theme;
mod unscored;
pub mod watch;

pub use ballot::{Ballot, BallotError, COMMENT, receipt};
pub use code::{DoorTag, HouseholdCode, SlipCode};
pub use duty_report::{REPORT, duty_year, opening};
pub use invitation::{InvitationCode, LEAST_COLLEAGUES};
pub use kind::RoundKind;
pub use level::Level;
pub use questionnaire::{MOST_REASONS, Questionnaire, QuestionnaireError, Reason, WORD, Wording};
pub use rectification::{RectificationState, RectificationVerb, rectify};
pub use redact::{Known, redact};
pub use reissue::{MOST_REISSUES, ReissueReason, is_unscored};
pub use reminder::{DAYS_BETWEEN, next_reminder};
pub use round::{Closed, Closing, Draft, Open, Preparing, Ready, Round, RoundError, RoundState, StoredRound};
pub use tally::{Cell, ENOUGH_ANSWERS, LEAST_ANSWERS, LEAST_CELL, Shown, Tally};
pub use theme::{Term, ThemeRules, ThemeRulesError};
pub use unscored::Unscored;
