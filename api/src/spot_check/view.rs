//! What the API shows and takes of spot-check programmes.

use chrono::{DateTime, Utc};
use poem_openapi::{Enum, Multipart, Object};
use uuid::Uuid;

use crate::{ballot_box::endpoint::RatingLevel, import::SheetUpload, roster::view::NamedRef};

/// Where a programme stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::spot_check::State")]
pub enum SpotCheckState {
    /// The unit brings in whom it served.
    Registered,
    /// The list is frozen and the draw announced.
    Announced,
    /// Households are drawn and being asked.
    Drawn,
    /// The result stands.
    Closed,
}

/// How a household was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum SpotChannel {
    Phone,
    Card,
}

impl SpotChannel {
    /// The stored word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Card => "card",
        }
    }
}

/// What the households said.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct SpotResult {
    pub drawn: u32,
    pub answered: u32,
    /// Satisfied of those who answered, in thousandths; none with fewer than five answers.
    pub satisfied_permille: Option<u32>,
    /// Wilson's 95 % interval.
    pub low_permille: Option<u32>,
    pub high_permille: Option<u32>,
    /// The mean of the levels' values, in hundredths of a point.
    pub mean: Option<u32>,
}

/// A spot-check programme.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct SpotCheck {
    pub id: Uuid,
    pub unit: NamedRef,
    /// The work.
    pub name: String,
    /// What a household is asked.
    pub question: String,
    pub state: SpotCheckState,
    /// Households that are registered.
    pub served: u32,
    pub draw_id: Option<Uuid>,
    pub result: SpotResult,
    pub created_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
}

/// A page of programmes, the newest first.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct SpotCheckPage {
    pub items: Vec<SpotCheck>,
    pub next_cursor: Option<String>,
}

/// A programme to be registered.
#[derive(Clone, Debug, Object)]
pub struct SpotCheckForm {
    #[oai(validator(min_length = 1, max_length = 100))]
    pub name: String,
    #[oai(validator(min_length = 1, max_length = 300))]
    pub question: String,
}

/// A sheet of the households that were served: 姓名, 电话, 地点, 办了什么.
#[derive(Debug, Multipart)]
pub struct ServedSheet {
    /// An xlsx workbook, or CSV in UTF-8 or GB18030.
    pub file: SheetUpload,
}

/// How households are to be drawn.
#[derive(Clone, Debug, Object)]
pub struct SpotDrawForm {
    #[oai(validator(minimum(value = "1"), maximum(value = "2000")))]
    pub count: u32,
    /// Opening sources joined by commas.
    #[oai(validator(min_length = 1, max_length = 400))]
    pub sources: String,
    /// Tip of the notary's chain of one-time codes: 64 hex digits in lower case.
    #[oai(validator(max_length = 64))]
    pub otc_tip: String,
}

/// A household that was drawn, for whoever asks it.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct SpotHousehold {
    pub label: String,
    pub name: String,
    pub place: String,
    pub service: String,
    pub phone_masked: Option<String>,
    pub answered: bool,
    /// Calls nobody picked up.
    pub unanswered: u32,
}

/// The households that were drawn.
#[derive(Clone, Debug, Object)]
pub struct SpotHouseholds {
    pub items: Vec<SpotHousehold>,
}

/// A phone number, whole.
#[derive(Clone, Debug, Object)]
pub struct SpotPhone {
    pub phone: String,
}

/// What a household answered.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct SpotAnswer {
    pub channel: SpotChannel,
    /// Left out when nobody picked up.
    pub level: Option<RatingLevel>,
}
