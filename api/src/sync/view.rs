//! What a phone downloads.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::Object;
use uuid::Uuid;

use crate::{
    campaign::view::CampaignTask,
    condition::view::ConditionForm,
    pledge::view::Pledge,
    request::view::{Request, Topic},
    roster::view::{Household, OfficialRef},
    visit::view::Visit,
};

/// What a phone needs of an official's work.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Sync")]
pub struct Download {
    /// To be sent next time.
    pub cursor: String,
    /// Everything is here; what the phone had before and is not here is to be forgotten.
    pub full: bool,
    pub server_time: DateTime<Utc>,
    /// The day it is in China.
    pub today: NaiveDate,
    /// After so many days without contact the phone erases what it keeps, with a warning before.
    pub wipe_after_days: u32,
    pub official: OfficialRef,
    /// Those that are new or have changed.
    pub households: Vec<SyncHousehold>,
    /// Those that the phone has and that are not the official's any more.
    pub gone: Vec<GoneHousehold>,
    /// His open requests of households that are not his, always all of them.
    pub requests: Vec<SyncRequest>,
    /// His part of the campaigns that run, always all of them.
    pub tasks: Vec<CampaignTask>,
    /// What requests may be about. Empty when the phone has them: they come with everything.
    pub topics: Vec<Topic>,
}

/// A household with everything an official needs at its door.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct SyncHousehold {
    pub household: Household,
    pub members: Vec<SyncMember>,
    /// The last five, the newest first.
    pub visits: Vec<Visit>,
    /// Those that are not closed.
    pub requests: Vec<SyncRequest>,
    /// What was promised to it, the newest first.
    pub pledges: Vec<Pledge>,
    /// What is known of its life.
    pub form: Option<ConditionForm>,
}

/// A member of a household, without numbers.
#[derive(Clone, Debug, Object)]
pub struct SyncMember {
    pub id: Uuid,
    pub name: String,
    pub relation: String,
    pub birth_year: i32,
    pub sex: String,
}

/// A request with its text.
#[derive(Clone, Debug, Object)]
pub struct SyncRequest {
    #[oai(flatten)]
    pub request: Request,
    /// What the household asks for.
    pub body: String,
}

/// A household that has another official now.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct GoneHousehold {
    pub id: Uuid,
    /// Empty when it was never the official's.
    pub head_name: String,
    pub code: String,
    /// Since when.
    pub on: NaiveDate,
    /// Who serves it now.
    pub to: Option<OfficialRef>,
}
