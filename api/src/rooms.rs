//! Which of the two rooms a process is. Where they are two processes, neither can reach what the other keeps: it has not
//! the database, not the keys, and refuses to start beside them.

use std::path::Path;

use anyhow::bail;

use crate::{
    config::Settings,
    keyring::Keyring,
    round_key::{Room, RoundKeys},
};

/// The rooms of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rooms {
    Both,
    Registrar,
    BallotBox,
}

impl Rooms {
    /// The rooms of a program that opens the county: without the box where that has an office of its own.
    pub fn of_county(settings: &Settings) -> Self {
        if settings.ballot_box_office.is_some() { Self::Registrar } else { Self::Both }
    }

    /// Refuses to start where something of the other room lies.
    pub fn stand_apart(self, settings: &Settings) -> anyhow::Result<()> {
        let keys = settings.key_dir();
        let (of_other, file, round_keys) = match self {
            Self::Both => return Ok(()),
            Self::Registrar => (
                settings.ballot_box_url.as_ref().map(|_| "ballot_box_url"),
                "ballot_box.db",
                RoundKeys::of(&keys, Room::BallotBox),
            ),
            Self::BallotBox => (
                settings.database_url.as_ref().map(|_| "database_url"),
                "county.db",
                RoundKeys::of(&keys, Room::Registrar),
            ),
        };
        let (this, other) = match self {
            Self::BallotBox => ("the ballot box", "the registrar"),
            _ => ("the registrar", "the ballot box"),
        };
        let found = match of_other {
            Some(setting) => Some(format!("the setting {setting}")),
            None if settings.data.join(file).exists() => Some(shown(&settings.data.join(file))),
            None => match Keyring::of_other_room(&keys, self)? {
                Some(key) => Some(key),
                None => round_keys.first()?.map(|path| shown(&path)),
            },
        };
        match found {
            None => Ok(()),
            Some(found) => bail!(
                "this process is {this} and must not have what belongs to {other}: move {found} away \
                 (see docs/household-ratings.md, \"Two processes\")"
            ),
        }
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
