//! A round as the ballot box knows it: its trustees' public keys and what it asks.

use sea_orm::entity::prelude::*;

/// A round as the ballot box knows it: its trustees' public keys and what it asks.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "box_round")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: Uuid,
    pub state: String,
    pub trustee_keys: String,
    pub code: String,
    /// JSON of the question, the hint and the reasons.
    pub questionnaire: String,
    /// Which draft of its openings the auditors get.
    pub opening: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
