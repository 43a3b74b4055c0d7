//! What the API shows and takes of slips on paper.

use poem_openapi::Object;
use uuid::Uuid;

use crate::{pack::view::Pack, roster::view::OfficialRef};

/// Where slips are printed for.
#[derive(Clone, Debug, Object)]
pub struct SlipPackForm {
    /// The county, a township, a work area or a village.
    pub grid_id: Uuid,
}

/// The packs of a round, the newest first.
#[derive(Clone, Debug, Object)]
pub struct SlipPacks {
    pub items: Vec<Pack>,
}

/// An official's slips that nobody drew.
#[derive(Clone, Debug, Object)]
pub struct UndrawnSlips {
    pub official: OfficialRef,
    /// Slips of his that were printed and not voided.
    pub valid: u32,
    /// Of them, those that no household was ticked for.
    pub undrawn: u32,
}

/// A page of officials with undrawn slips, by number.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct UndrawnPage {
    pub items: Vec<UndrawnSlips>,
    /// Undrawn slips of all officials: the round closes at none.
    pub undrawn: u32,
    pub next_cursor: Option<String>,
}
