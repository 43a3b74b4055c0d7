//! The roster of households at a meeting: split by official, with a salted hash in place of every name. Any row can be
//! made again from its household, so that only the texts are kept.

use anyhow::{Context, anyhow};
use domain::audit::pdraw1::RosterIndex;
use rand::RngCore;

use super::{
    chance::Streams,
    county,
    grid::Places,
    household::{People, number, phone_of},
    links::Links,
};
use crate::audit::households::{Salted, part_of};

/// Name of the roster.
pub const HOUSEHOLDS: &str = "households";

/// Whose households they are, and what is hashed of them.
#[derive(Clone, Copy, Debug)]
pub struct Homes<'a> {
    pub streams: Streams,
    pub places: &'a Places,
    pub links: &'a Links,
    pub people: &'a People,
}

impl Homes<'_> {
    /// The rows of an official's part, each with its village.
    pub fn rows(&self, official: usize) -> Vec<(Salted, String)> {
        let of = self.links.of_official[official].clone();
        of.map(|household| {
            let at = self.places.village_of(household);
            let village = &self.places.villages[at];
            let mut salt = [0; 16];
            self.streams.stream(household).fill_bytes(&mut salt);
            let group = i32::try_from(self.places.group_of(at, household)).unwrap_or(1);
            let head = self.people.head(village, household);
            let label = number(self.places, household);
            (Salted::new(label, salt, &head, &village.name, group), village.name.clone())
        })
        .collect()
    }

    /// The household of an official that stands on the roster under this label.
    pub fn behind(&self, official: &str, label: &str) -> Option<usize> {
        let mut of = self.links.of_official.get(county::official(official)?)?.clone();
        of.find(|household| number(self.places, *household) == label)
    }

    /// Whether it can be called.
    pub fn has_phone(&self, official: &str, label: &str) -> bool {
        self.behind(official, label).is_some_and(|household| phone_of(household).is_some())
    }
}

/// All parts, byte for byte.
#[derive(Clone, Debug)]
pub struct Split {
    pub index: RosterIndex,
    /// By official: what is stored of his part.
    pub parts: Vec<Part>,
}

/// One official's part.
#[derive(Clone, Debug)]
pub struct Part {
    pub body: String,
    pub hash: String,
    pub count: usize,
}

impl Split {
    pub fn new(homes: &Homes<'_>) -> anyhow::Result<Self> {
        use std::fmt::Write as _;
        let officials = homes.links.of_official.len();
        let mut parts = Vec::with_capacity(officials);
        // Written as `RosterIndex::build` does, which wants all parts in memory, row by row.
        let mut index = format!("pdraw1-index|{HOUSEHOLDS}|{officials}\n");
        for official in 0..officials {
            let key = county::number(official);
            let part = part_of(HOUSEHOLDS, &key, &homes.rows(official));
            let part = part.map_err(|error| anyhow!("the part of {key}: {error:?}"))?;
            let (count, hash) = (part.rows().len(), part.hash().hex());
            writeln!(index, "{key}|{count}|{hash}")?;
            parts.push(Part { body: part.text().to_owned(), hash, count });
        }
        Ok(Self { index: RosterIndex::parse(HOUSEHOLDS, &index)?, parts })
    }

    /// The text of an official's part.
    pub fn part(&self, key: &str) -> anyhow::Result<&str> {
        let part = county::official(key).and_then(|official| self.parts.get(official));
        Ok(&part.with_context(|| format!("nobody has the number {key}"))?.body)
    }
}
