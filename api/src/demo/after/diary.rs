//! What the program would have journalled.

use ::entity::journal_entry;
use chrono::{DateTime, Utc};
use domain::journal::{GENESIS, Leaf};
use serde_json::Value;
use uuid::Uuid;

use super::Making;
use crate::{
    demo::{accounts::ACCOUNTS, accounts::position, chance::Part},
    journal::chained,
};

/// Entries in no order yet.
#[derive(Debug, Default)]
pub struct Diary(Vec<Leaf>);

impl Diary {
    /// The entries in the order of their times, each chained to the one before it.
    pub fn chained(&self) -> anyhow::Result<Vec<journal_entry::Model>> {
        let mut leaves = self.0.clone();
        leaves.sort_by_key(|leaf| (leaf.at, leaf.id));
        let mut rows: Vec<journal_entry::Model> = Vec::with_capacity(leaves.len());
        for (seq, leaf) in (1..).zip(leaves) {
            let previous = rows.last().map_or_else(|| GENESIS.to_vec(), |row| row.leaf_hash.clone());
            rows.push(chained(previous, Leaf { seq, ..leaf })?);
        }
        Ok(rows)
    }
}

/// What an entry is about.
pub type About = (&'static str, Uuid);

impl Making<'_> {
    /// Journals what an account did.
    pub(super) fn tell(
        &mut self,
        at: DateTime<Utc>,
        login: &str,
        action: &str,
        (subject_kind, subject_id): About,
        detail: Value,
    ) {
        let account = position(login);
        let id = self.id(Part::Journal, at, self.after.diary.0.len());
        self.after.diary.0.push(Leaf {
            seq: 0,
            id,
            at,
            actor_id: Some(self.ids.account(account)),
            actor_name: ACCOUNTS[account].login.to_owned(),
            action: action.to_owned(),
            subject_kind: subject_kind.to_owned(),
            subject_id: Some(subject_id),
            detail,
        });
    }
}
