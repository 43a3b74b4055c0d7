//! What the API shows and takes of inspections.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::{ApiResponse, Enum, Object, payload::Binary};
use uuid::Uuid;

use crate::roster::view::NamedRef;

/// Where the inspection of one unit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::inspection::State")]
pub enum InspectionState {
    /// Drawn, the inspectors have not reported.
    Assigned,
    /// Reported; the unit may answer.
    Reported,
    /// The unit has answered.
    Answered,
    /// It is decided how many points stay off.
    Settled,
}

/// A round of inspections.
#[derive(Clone, Debug, Object)]
pub struct Inspection {
    pub id: Uuid,
    pub title: String,
    pub draw_id: Uuid,
    pub created_at: DateTime<Utc>,
    /// The units that were drawn, as far as they are in sight; none before the draw.
    pub objects: Vec<InspectionObject>,
}

/// A unit that was drawn.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct InspectionObject {
    pub id: Uuid,
    pub label: String,
    pub unit: NamedRef,
    pub state: InspectionState,
    pub inspectors: Vec<String>,
    /// Whether the caller inspects it.
    pub mine: bool,
    pub report: Option<String>,
    /// In hundredths of a point.
    pub points_off: u32,
    /// Why points are off.
    pub grounds: Option<String>,
    pub reported_at: Option<DateTime<Utc>>,
    pub photos: Vec<Uuid>,
    /// What the unit says to it.
    pub answer: Option<String>,
    pub answered_at: Option<DateTime<Utc>>,
    /// The last day on which the unit is waited for.
    pub answer_until: Option<NaiveDate>,
    /// How many of the points stay off, in hundredths.
    pub settled_points: Option<u32>,
    /// Why.
    pub settled_note: Option<String>,
    pub settled_at: Option<DateTime<Utc>>,
}

/// Rounds of inspections, the newest first.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct InspectionPage {
    pub items: Vec<Inspection>,
    pub next_cursor: Option<String>,
}

/// An inspector who may not inspect a unit.
#[derive(Clone, Debug, Object)]
pub struct InspectionRecusal {
    pub account_id: Uuid,
    pub unit_id: Uuid,
}

/// A round of inspections to be announced.
#[derive(Clone, Debug, Object)]
pub struct InspectionForm {
    #[oai(validator(min_length = 1, max_length = 200))]
    pub title: String,
    /// The units of the register from which is drawn; all of the county when left empty.
    #[oai(default, validator(max_items = 2000))]
    pub unit_ids: Vec<Uuid>,
    /// How many units are drawn.
    #[oai(validator(minimum(value = "1"), maximum(value = "500")))]
    pub count: u32,
    /// Inspectors for each.
    #[oai(validator(minimum(value = "1"), maximum(value = "9")))]
    pub inspectors: u32,
    /// Beside those that the program knows: nobody inspects his own unit.
    #[oai(default, validator(max_items = 2000))]
    pub recused: Vec<InspectionRecusal>,
    /// Opening sources joined by commas.
    #[oai(validator(min_length = 1, max_length = 400))]
    pub sources: String,
    /// Tip of the notary's chain of one-time codes: 64 hex digits in lower case.
    #[oai(validator(max_length = 64))]
    pub otc_tip: String,
}

/// What the inspectors saw.
#[derive(Clone, Debug, Object)]
pub struct ReportForm {
    #[oai(validator(min_length = 1, max_length = 4000))]
    pub text: String,
    /// In hundredths of a point, at most 2,000.
    #[oai(validator(minimum(value = "0"), maximum(value = "2000")))]
    pub points_off: u32,
    /// Wanted when points are off.
    #[oai(default, validator(max_length = 2000))]
    pub grounds: String,
}

/// What the unit says to it.
#[derive(Clone, Debug, Object)]
pub struct UnitAnswerForm {
    #[oai(validator(min_length = 1, max_length = 4000))]
    pub text: String,
}

/// What is decided upon a report.
#[derive(Clone, Debug, Object)]
pub struct SettlementForm {
    /// How many of the reported points stay off, in hundredths.
    #[oai(validator(minimum(value = "0"), maximum(value = "2000")))]
    pub points_off: u32,
    /// Why, with regard to what the unit answered.
    #[oai(validator(min_length = 1, max_length = 2000))]
    pub note: String,
}

/// A photo of an inspection.
#[derive(ApiResponse, Debug)]
pub enum InspectionPicture {
    /// The picture.
    #[oai(status = 200, content_type = "image/jpeg")]
    Jpeg(Binary<Vec<u8>>),
}
