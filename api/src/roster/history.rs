//! What a household was made of: households merged into it, and the one it came out of until that day.

use std::collections::{HashMap, hash_map::Entry};

use chrono::{DateTime, NaiveDate, Utc};
use domain::roster::HouseholdChange;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr};
use uuid::Uuid;

use super::lineage::store;
use crate::clock::china_midnight;
use entity::{request, visit};

/// A household with all its past, as a filter of lists.
#[derive(Clone, Debug)]
pub struct History {
    /// Each household, with the first day on which what happens there is no part of this history any more.
    parts: HashMap<Uuid, Option<NaiveDate>>,
}

impl History {
    /// The past of a household; of one that is nobody's, nothing.
    pub async fn of(db: &impl ConnectionTrait, id: Uuid) -> Result<Self, DbErr> {
        let mut parts: HashMap<Uuid, Option<NaiveDate>> = HashMap::from([(id, None)]);
        let mut next = vec![id];
        while !next.is_empty() {
            for row in store::lineage_into(db, std::mem::take(&mut next)).await? {
                let until = parts.get(&row.into_id).copied().flatten();
                let split = row.kind == HouseholdChange::Split.as_str();
                let until = if split { until.into_iter().chain([row.happened_on]).min() } else { until };
                if let Entry::Vacant(part) = parts.entry(row.from_id) {
                    part.insert(until);
                    next.push(row.from_id);
                }
            }
        }
        Ok(Self { parts })
    }

    fn filter(&self, household: impl ColumnTrait, at: impl ColumnTrait) -> Condition {
        self.parts.iter().fold(Condition::any(), |any, (id, until)| {
            let own = Condition::all().add(household.eq(*id));
            any.add(match until.map(china_midnight) {
                Some(end) => own.add(at.lt::<DateTime<Utc>>(end)),
                None => own,
            })
        })
    }

    /// Visits of this history.
    pub fn visits(&self) -> Condition {
        self.filter(visit::Column::HouseholdId, visit::Column::ClaimedAt)
    }

    /// Requests of this history.
    pub fn requests(&self) -> Condition {
        self.filter(request::Column::HouseholdId, request::Column::OpenedAt)
    }
}
