//! What can be wrong with the texts, the order or the result of a draw.

use serde::Serialize;
use thiserror::Error;

/// One wrong thing, with everything a translated message needs. The English text is for the command line; programs
/// read [`DrawError::code`], and the serialised form carries the code and the values side by side.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum DrawError {
    // Files.
    #[error("{file}: the text is not in Unicode normal form C")]
    NotNfc { file: String },
    #[error("{file}: the last line does not end with a line feed")]
    NoFinalNewline { file: String },
    #[error("{file}, line 1: the header is wrong")]
    BadHeader { file: String },
    #[error("{file}, line {line}: the line is malformed")]
    BadLine { file: String, line: usize },
    #[error("{file}, line {line}: {label:?} is not a label")]
    BadLabel { file: String, line: usize, label: String },
    #[error(
        "{file}, line {line}: a field of {label} is empty where it may not be, or holds a bar, a control character or an outer space"
    )]
    BadField { file: String, line: usize, label: String },
    #[error("{file}, line {line}: {label} has {found} fields, the rows before it {expected}")]
    FieldCount { file: String, line: usize, label: String, expected: usize, found: usize },
    #[error("{file}, line {line}: {label} is not in sorted order")]
    Unsorted { file: String, line: usize, label: String },
    #[error("{file}, line {line}: {label} occurs twice")]
    Twice { file: String, line: usize, label: String },
    #[error("{file}: {stated} are stated, {found} are there")]
    CountDiffers { file: String, stated: u64, found: u64 },
    #[error("{file}: the SHA-256 is {found}, announced is {announced}")]
    HashDiffers { file: String, announced: String, found: String },
    #[error("{name:?} is not the name of a roster")]
    BadRosterName { name: String },

    // Announcement and plan.
    #[error("announcement, line {line}: expected {expected}")]
    AnnouncementLine { line: usize, expected: String },
    #[error("announcement: the id is empty or holds a bar, a control character or an outer space")]
    BadId,
    #[error("announcement: {name:?} is not the name of a source, or stands twice")]
    BadSource { name: String },
    #[error("announcement: the round sources are {found:?}, this version knows only dice6,otc")]
    RoundSources { found: String },
    #[error("announcement: roster {name} stands twice")]
    RosterTwice { name: String },
    #[error("announcement: the line recused= must stand there exactly when a step has pair=")]
    RecusedLine,
    #[error("the SHA-256 of the announcement is {found}, the announced one is {announced}")]
    AnnouncedDiffers { announced: String, found: String },
    #[error("plan: {step:?} is not STEP:ROSTER:PARAMS")]
    BadStep { step: String },
    #[error("plan: step {step} stands twice")]
    StepTwice { step: String },
    #[error("plan, step {step}: the parameter {parameter:?} is not known in this version")]
    UnsupportedParameter { step: String, parameter: String },
    #[error("plan, step {step}: the parameter {parameter:?} is malformed or stands twice")]
    BadParameter { step: String, parameter: String },
    #[error("plan, step {step}: n=, and at most one of per= and prop=, must be given")]
    StepWithoutNumber { step: String },
    #[error("plan, step {step}: roster {roster} is not announced")]
    StepRosterUnknown { step: String, roster: String },
    #[error("plan, step {step}: in= names {within}, which is not a step")]
    WithinUnknown { step: String, within: String },
    #[error("plan, step {step}: in= belongs to split rosters, and always stands there")]
    WithinMismatch { step: String },
    #[error("plan, step {step}: inspectors cannot come from the split roster {roster}")]
    InspectorsSplit { step: String, roster: String },
    #[error("plan, step {step}: roster {roster} has no field f{field}")]
    MissingField { step: String, roster: String, field: usize },
    #[error("roster {roster}: {label} has the weight {weight:?}, which is not a whole number up to 10000")]
    BadWeight { roster: String, label: String, weight: String },

    // Rosters, exclusions and recusals together.
    #[error("roster {name} is announced and missing")]
    RosterMissing { name: String },
    #[error("roster {name} was not announced")]
    RosterUnexpected { name: String },
    #[error("{label} stands on roster {first} and on roster {second}")]
    LabelOnTwoRosters { label: String, first: String, second: String },
    #[error("recusals are announced and missing")]
    RecusalsMissing,
    #[error("recusals are there, though none were announced")]
    RecusalsUnexpected,
    #[error("part {name} is published, though no round drew from it")]
    PartNotDrawn { name: String },

    // Opening.
    #[error("opening: expected a value of {expected}")]
    OpeningOrder { expected: String },
    #[error("opening: {value:?} is not a value of {source_name}")]
    OpeningValue { source_name: String, value: String },
    #[error("opening: {value:?} was not announced as a source")]
    OpeningExtra { value: String },

    // Rounds.
    #[error("there is no round; a meeting has at least one")]
    NoRounds,
    #[error("round {round}: the number stands where round {expected} must be")]
    RoundNumber { round: u64, expected: u64 },
    #[error("round {round}: {step:?} is not a step of the plan")]
    StepUnknown { round: u64, step: String },
    #[error("round {round}: step {step} must name a part, as STEP/KEY, exactly when it has in=")]
    StepKey { round: u64, step: String },
    #[error("round {round}: {key} was not drawn by {within} in an earlier round")]
    KeyNotDrawn { round: u64, key: String, within: String },
    #[error(
        "round {round}: the entropy is not dice6=DIGITS;otc=HEX with six digits and 64 digits of lower-case hex"
    )]
    BadEntropy { round: u64 },
    #[error("round {round}: the lock is {found}, it must be {expected}")]
    LockDiffers { round: u64, expected: String, found: String },
    #[error("round {round}: the one-time code is not 64 digits of lower-case hex")]
    CodeMalformed { round: u64 },
    #[error("round {round}: the one-time code is not the next of the chain")]
    CodeNotNext { round: u64 },
    #[error(
        "round {round}: place {place} of the selection is {}, it must be {}",
        or(.found.as_deref(), "nobody"),
        or(.expected.as_deref(), "nobody")
    )]
    SelectionDiffers { round: u64, place: usize, expected: Option<String>, found: Option<String> },
    #[error("round {round}: void is {}, it must be {}", or(.found.as_deref(), "null"), or(.expected.as_deref(), "null"))]
    VoidDiffers { round: u64, expected: Option<String>, found: Option<String> },
    #[error("round {round}: pairs must be null")]
    PairsUnexpected { round: u64 },
    #[error("round {round}: pairs are missing")]
    PairsMissing { round: u64 },
    #[error("round {round}: the inspectors of {label} are {}, they must be {}", list(.found.as_deref()), list(.expected.as_deref()))]
    PairsDiffer { round: u64, label: String, expected: Option<Vec<String>>, found: Option<Vec<String>> },
    #[error("round {round}: an outcome names {label:?}, who was not drawn in it")]
    OutcomeNotDrawn { round: u64, label: String },
    #[error("round {round}: {label} has two outcomes")]
    OutcomeTwice { round: u64, label: String },
    #[error("round {round}: the outcome {outcome:?} of {label} is not one of the five")]
    OutcomeUnknown { round: u64, label: String, outcome: String },
    #[error("round {round}: the time {at:?} of the outcome of {label} is not RFC 3339 in UTC")]
    OutcomeTime { round: u64, label: String, at: String },
    #[error("the last lock is {found}, the one broadcast last is {broadcast}")]
    LastLockDiffers { broadcast: String, found: String },
}

impl DrawError {
    /// The machine-readable code: the variant's name in snake case.
    pub fn code(&self) -> String {
        let value = serde_json::to_value(self).expect("strings and numbers serialise");
        value["code"].as_str().expect("the tag is a string").to_owned()
    }
}

fn or<'a>(value: Option<&'a str>, none: &'a str) -> &'a str {
    value.unwrap_or(none)
}

fn list(labels: Option<&[String]>) -> String {
    labels.map_or_else(|| "missing".to_owned(), |labels| labels.join(", "))
}
