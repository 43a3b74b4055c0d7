//! What the API shows and takes of comments.

use chrono::{DateTime, Utc};
use poem_openapi::{Enum, Object};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    rating::view::{RatingReasonCount, RatingUnscored},
    roster::view::OfficialRef,
};

/// An official whose households wrote something, and how far it is.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct CommentedOfficial {
    pub official: OfficialRef,
    pub answers: u32,
    pub comments: u32,
    /// Comments that nobody has looked at.
    pub waiting: u32,
    pub unscored: Option<RatingUnscored>,
    pub written_at: Option<DateTime<Utc>>,
    pub released_at: Option<DateTime<Utc>>,
}

/// A page of them by the official's number.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct CommentedOfficialPage {
    pub items: Vec<CommentedOfficial>,
    pub next_cursor: Option<String>,
}

/// Where a comment stands.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[oai(rename_all = "snake_case")]
pub enum CommentState {
    /// Redacted by rule; nobody has looked at it.
    Waiting,
    /// A person has looked at it.
    Checked,
    /// A person has looked at it, and it goes into no summary.
    LeftOut,
}

/// What a household wrote. Nothing tells which, nor which level it gave.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RatingComment {
    pub id: Uuid,
    pub state: CommentState,
    /// As it was written; gone once the summary is released.
    pub text: Option<String>,
    /// As the rules left it, or the person who looked at it.
    pub redacted: String,
}

/// A line of a summary.
#[derive(Clone, Debug, Deserialize, Object, PartialEq, Eq, Serialize)]
#[oai(skip_serializing_if_is_none)]
pub struct SummaryLine {
    /// The reason it belongs to, by its word; none for what is said in general.
    #[oai(validator(max_length = 24))]
    pub theme: Option<String>,
    #[oai(validator(min_length = 1, max_length = 200))]
    pub text: String,
}

/// All that whoever writes an official's summary works with.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct CommentFile {
    pub official: OfficialRef,
    pub answers: u32,
    pub unscored: Option<RatingUnscored>,
    /// The reasons of the round, and how often each was given of him where that may be told.
    pub reasons: Vec<RatingReasonCount>,
    pub comments: Vec<RatingComment>,
    pub lines: Vec<SummaryLine>,
    pub released_at: Option<DateTime<Utc>>,
}

/// What a person made of a comment.
#[derive(Clone, Debug, Object)]
pub struct CommentForm {
    #[oai(validator(max_length = 400))]
    pub redacted: String,
    /// It says nothing, or nothing that could be told without telling who said it.
    #[oai(default)]
    pub left_out: bool,
}

/// A summary to keep.
#[derive(Clone, Debug, Object)]
pub struct SummaryForm {
    #[oai(validator(max_items = 20))]
    pub lines: Vec<SummaryLine>,
}
