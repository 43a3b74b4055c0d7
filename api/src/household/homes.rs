//! Households whose pages are asked for, looked up together: on an evening on which all rate, that is one question to
//! the database instead of hundreds.

use std::collections::HashMap;

use entity::household;
use sea_orm::DbErr;
use uuid::Uuid;

use crate::{db::Database, ingest::Ledger, roster};

/// Where they are looked up.
#[derive(Clone, Debug)]
pub struct Homes(Database);

impl Homes {
    pub fn of(db: &Database) -> Self {
        Self(db.clone())
    }
}

impl Ledger for Homes {
    type Item = Uuid;
    type Answer = Option<household::Model>;

    async fn answer(&self, ids: &[Uuid]) -> Result<Vec<Self::Answer>, DbErr> {
        let households = roster::service::households(self.0.reader(), ids.to_vec()).await?;
        let households: HashMap<Uuid, household::Model> =
            households.into_iter().map(|household| (household.id, household)).collect();
        Ok(ids.iter().map(|id| households.get(id).cloned()).collect())
    }
}
