//! Something about an official's visits or ratings that the inspector should look at; evidence, never a verdict.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// Something about an official's visits or ratings that the inspector should look at; evidence, never a verdict.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "flag")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `domain::visit::FlagKind`.
    pub kind: String,
    pub official_id: Uuid,
    pub household_id: Option<Uuid>,
    /// JSON: ids, numbers and times, no texts.
    pub evidence: String,
    pub raised_at: DateTimeUtc,
    /// What it is about; the same is raised once.
    #[sea_orm(unique)]
    pub dedupe_key: String,
    /// open or seen.
    pub state: String,
    /// What the inspector found.
    pub note: Option<Sealed>,
    pub seen_by: Option<Uuid>,
    pub seen_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
