//! What happens to requests, and what other capabilities ask of them.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::store;

/// Of each official, how many requests are not closed, and of these how many are overdue.
pub async fn open_of_officials(
    db: &impl ConnectionTrait,
    officials: &[Uuid],
    today: NaiveDate,
) -> Result<HashMap<Uuid, (u64, u64)>, DbErr> {
    store::open_of_officials(db, officials, today).await
}
