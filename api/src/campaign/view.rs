//! What the API shows and takes of campaigns.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::{ApiResponse, Enum, Object, payload::Json};
use uuid::Uuid;

use crate::{
    grid::view::GridLevel,
    roster::view::{HouseholdRef, NamedRef, OfficialRef},
};

/// Where a campaign stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case", remote = "domain::campaign::State")]
pub enum CampaignState {
    /// Being prepared; seen by the office alone.
    Draft,
    /// Begun.
    Running,
    /// Ended by the office.
    Closed,
}

/// A campaign.
#[derive(Clone, Debug, Object)]
pub struct Campaign {
    pub id: Uuid,
    pub name: String,
    pub purpose: String,
    pub from_on: NaiveDate,
    /// The last day.
    pub to_on: NaiveDate,
    /// Where it takes place.
    pub grid: NamedRef,
    pub wants_visit: bool,
    pub wants_card: bool,
    /// Opinions, or requests raised, of each household.
    pub opinions_each: i32,
    /// Proposals of each official.
    pub proposals_each: i32,
    pub state: CampaignState,
}

/// A page of campaigns, the newest first.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct CampaignPage {
    pub items: Vec<Campaign>,
    pub next_cursor: Option<String>,
}

/// How far a campaign is somewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Object)]
pub struct CampaignFigures {
    pub households: u64,
    /// Households that were visited.
    pub visited: u64,
    /// Households where the card was left.
    pub cards: u64,
    /// Households that gave as many opinions as are wanted, or one where none are.
    pub opinions: u64,
    /// Households where nothing is missing.
    pub complete: u64,
}

/// How far a campaign is in a grid.
#[derive(Clone, Debug, Object)]
pub struct CampaignGrid {
    pub grid: NamedRef,
    pub code: String,
    pub level: GridLevel,
    pub figures: CampaignFigures,
}

/// A campaign and how far it is.
#[derive(Clone, Debug, Object)]
pub struct CampaignDetail {
    pub campaign: Campaign,
    /// Of the whole grid that was asked for.
    pub figures: CampaignFigures,
    /// Officials with households there.
    pub officials: u64,
    /// Those of them who have done their part.
    pub officials_done: u64,
    /// Proposals brought in by all officials of the campaign.
    pub proposals: u64,
    /// The grids right below, by code.
    pub grids: Vec<CampaignGrid>,
}

/// How far an official is.
#[derive(Clone, Debug, Object)]
pub struct CampaignOfficial {
    pub official: OfficialRef,
    pub figures: CampaignFigures,
    pub proposals: u64,
    /// Whether he has done his part.
    pub done: bool,
}

/// A page of officials, those who are furthest behind first.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct CampaignOfficialPage {
    pub items: Vec<CampaignOfficial>,
    pub next_cursor: Option<String>,
}

/// A household where something is missing.
#[derive(Clone, Debug, Object)]
pub struct CampaignMissing {
    pub household: HouseholdRef,
    pub visit: bool,
    pub card: bool,
    pub opinion: bool,
}

/// What is missing at an official's households.
#[derive(Clone, Debug, Object)]
pub struct CampaignMissingList {
    pub items: Vec<CampaignMissing>,
}

/// A campaign as an official's phone has it.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
pub struct CampaignTask {
    pub campaign: CampaignRef,
    pub wants_visit: bool,
    pub wants_card: bool,
    pub opinions_each: i32,
    pub proposals_each: i32,
    /// Households of his within it.
    pub households: u64,
    pub visited: u64,
    pub cards: u64,
    pub opinions: u64,
    pub proposals: u64,
    /// His households where something is missing.
    pub missing: Vec<TaskMissing>,
}

/// A campaign, as it is named elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
pub struct CampaignRef {
    pub id: Uuid,
    pub name: String,
    pub purpose: String,
    pub from_on: NaiveDate,
    pub to_on: NaiveDate,
}

/// What is missing at a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Object)]
pub struct TaskMissing {
    pub household_id: Uuid,
    pub visit: bool,
    pub card: bool,
    pub opinion: bool,
}

/// A campaign to be prepared.
#[derive(Clone, Debug, Object)]
pub struct CampaignForm {
    #[oai(validator(min_length = 1, max_length = 60))]
    pub name: String,
    /// Why, for officials and households.
    #[oai(validator(min_length = 1, max_length = 500))]
    pub purpose: String,
    pub from_on: NaiveDate,
    /// The last day.
    pub to_on: NaiveDate,
    /// Where; a county, township, work area or village.
    pub grid_id: Uuid,
    pub wants_visit: bool,
    pub wants_card: bool,
    /// Opinions, or requests raised, of each household.
    #[oai(validator(minimum(value = "0"), maximum(value = "5")))]
    pub opinions_each: i32,
    /// Proposals of each official.
    #[oai(validator(minimum(value = "0"), maximum(value = "5")))]
    pub proposals_each: i32,
}

/// What became of a reminder.
#[derive(Clone, Copy, Debug, Object)]
pub struct CampaignReminded {
    /// Officials who are behind.
    pub behind: u64,
    /// Those of them who have an address and are mailed, today's earlier mails included.
    pub mailed: u64,
}

/// What an official proposes.
#[derive(Clone, Debug, Object)]
pub struct ProposalForm {
    #[oai(validator(min_length = 1, max_length = 2000))]
    pub text: String,
}

/// A proposal for the work.
#[derive(Clone, Debug, Object)]
pub struct CampaignProposal {
    pub id: Uuid,
    pub campaign_id: Uuid,
    pub official: OfficialRef,
    pub text: String,
    pub submitted_at: DateTime<Utc>,
}

/// A page of proposals, the newest first.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct CampaignProposalPage {
    pub items: Vec<CampaignProposal>,
    pub next_cursor: Option<String>,
}

/// A proposal that was brought in.
#[derive(ApiResponse, Debug)]
pub enum Proposed {
    /// Brought in.
    #[oai(status = 201)]
    Created(Json<CampaignProposal>),
    /// It was brought in before, with the same text.
    #[oai(status = 200)]
    Same(Json<CampaignProposal>),
}
