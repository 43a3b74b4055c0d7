//! What every official does at every household of his within some weeks.

use sea_orm::entity::prelude::*;

/// What every official does at every household of his within some weeks.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "campaign")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub purpose: String,
    pub from_on: Date,
    pub to_on: Date,
    /// Where it takes place.
    pub grid_id: Uuid,
    pub wants_visit: bool,
    pub wants_card: bool,
    /// Opinions of each household.
    pub opinions_each: i32,
    /// Proposals of each official.
    pub proposals_each: i32,
    /// `draft`, `running` or `closed`.
    pub state: String,
    /// The last reminder that was sent by itself.
    pub reminded: Option<String>,
    pub created_by: Option<Uuid>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
