//! What the API takes for audit meetings.

use chrono::NaiveDate;
use poem_openapi::Object;

use super::view::{AgendaItem, RosterKind, Stratum};

/// A new meeting.
#[derive(Clone, Debug, Object)]
pub struct MeetingForm {
    /// Protocol id, such as `YISHUI-2026-06`; a rehearsal's begins with `REHEARSAL-`.
    #[oai(validator(min_length = 1, max_length = 64))]
    pub code: String,
    #[oai(validator(min_length = 1, max_length = 200))]
    pub title: String,
    #[oai(validator(max_length = 200))]
    pub place: String,
    pub meets_on: NaiveDate,
    #[oai(default)]
    pub rehearsal: bool,
    #[oai(default, validator(max_items = 50))]
    pub agenda: Vec<AgendaItem>,
    /// In the order of use. Empty: the one roster `officials`, divided by `stratum`.
    #[oai(default, validator(max_items = 20))]
    pub rosters: Vec<RosterForm>,
    /// Steps of the protocol joined by `;`: `s1:officials:per=f1,n=1;hh:households:n=3,in=s1`. On a roster of officials
    /// f1 is the stratum, f2 the name, f3 how many households are his (where `weighted`); on one of households f1 is the
    /// village; on a list the fields are as typed.
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub plan: String,
    /// Opening sources joined by commas: `ssq-2026137,dice20`.
    #[oai(validator(min_length = 1, max_length = 400))]
    pub sources: String,
    /// Tip of the notary's chain of one-time codes: 64 hex digits in lower case.
    #[oai(validator(max_length = 64))]
    pub otc_tip: String,
    /// Who stands on the roster and cannot be drawn.
    #[oai(default, validator(max_items = 20000))]
    pub exclusions: Vec<ExclusionForm>,
    /// Which inspector may not be given which object; only when a step has `pair=`.
    #[oai(default, validator(max_items = 20000))]
    pub recusals: Vec<InspectorRecusal>,
    /// By what the one roster is divided when `rosters` is empty.
    #[oai(default = "by_township")]
    pub stratum: Stratum,
}

fn by_township() -> Stratum {
    Stratum::Township
}

/// A roster to freeze.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RosterForm {
    /// Small letters, digits and hyphens.
    #[oai(validator(min_length = 1, max_length = 32))]
    pub name: String,
    pub kind: RosterKind,
    /// Of officials: by what they are divided; by township when it is left out.
    pub stratum: Option<Stratum>,
    /// Of officials: a third field says how many households are his, for `weight=f3`.
    #[oai(default)]
    pub weighted: bool,
    /// Of a list: its rows.
    #[oai(default, validator(max_items = 20000))]
    pub rows: Vec<RosterRow>,
}

/// A row of a list.
#[derive(Clone, Debug, Object)]
pub struct RosterRow {
    /// Capital letters, digits and hyphens; unique over all rosters of the meeting.
    #[oai(validator(min_length = 1, max_length = 32))]
    pub label: String,
    /// The same number of fields in every row: stratum, name, and what the plan needs.
    #[oai(validator(max_items = 8))]
    pub fields: Vec<String>,
}

/// One who cannot be drawn, with the ground that is shown.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ExclusionForm {
    /// His number.
    #[oai(validator(max_length = 32))]
    pub number: String,
    /// `LEAVE`, `HOSPITAL`, `MATERNITY`, `STUDY`, `POSTED`, `DUTY`, `NEW`, `DRAWN`, `STAFF` or `ROSTER_ERROR`; counts per
    /// code are public. `DRAWN` gives those drawn before immunity for the year: announce a share of rounds from that pool.
    #[oai(validator(max_length = 32))]
    pub reason_code: String,
    /// What stands behind the code; kept sealed for those who run the meeting.
    #[oai(validator(max_length = 500))]
    pub reason: Option<String>,
}

/// An inspector who may not be given an object.
#[derive(Clone, Debug, Object)]
pub struct InspectorRecusal {
    #[oai(validator(max_length = 32))]
    pub object: String,
    #[oai(validator(max_length = 32))]
    pub inspector: String,
}

/// The public values, in the announced order.
#[derive(Clone, Debug, Object)]
pub struct OpeningForm {
    #[oai(validator(max_items = 50))]
    pub values: Vec<SourceValue>,
}

/// The value of one source.
#[derive(Clone, Debug, Object)]
pub struct SourceValue {
    #[oai(validator(max_length = 32))]
    pub source: String,
    /// Digits as the protocol writes them: `3.7.12+9`, or the dice as thrown.
    #[oai(validator(max_length = 200))]
    pub value: String,
}

/// The dice of the next round, as one person typed them.
#[derive(Clone, Debug, Object)]
pub struct DiceForm {
    /// `STEP`, or `STEP/NUMBER` for households of an official who was drawn.
    #[oai(validator(max_length = 64))]
    pub step: String,
    /// Six digits in the order thrown.
    #[oai(validator(max_length = 16))]
    pub dice: String,
}

/// The code from the notary's envelope.
#[derive(Clone, Debug, Object)]
pub struct RevealForm {
    /// 64 hex digits in lower case.
    #[oai(validator(max_length = 128))]
    pub otc: String,
    /// The envelope of this round is lost and the code is the one of the envelope after it, which yields it. Only to
    /// end a meeting: with a code open ahead nothing more is drawn. To go on instead, say `lost-envelope`.
    #[oai(default)]
    pub lost_envelope: bool,
}

/// What became of somebody drawn.
#[derive(Clone, Debug, Object)]
pub struct OutcomeForm {
    /// `IN_PERSON`, `PHONE_OK`, `NO_ANSWER` (three logged calls within five minutes), `EXCUSED` or `ROSTER_ERROR`.
    #[oai(validator(max_length = 32))]
    pub outcome: String,
}
