//! That a household asked to be called back; without a time, and with nothing of its ballot.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// That a household asked to be called back; without a time, and with nothing of its ballot.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rating_call_back")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub round_id: Uuid,
    pub household_id: Uuid,
    pub official_id: Uuid,
    /// What it wants to speak of, by its word in the round's questionnaire.
    pub theme: String,
    /// How often nobody picked up.
    pub tries: i32,
    pub reached: bool,
    /// What it said on the phone.
    pub note: Option<Sealed>,
    pub called_by: Option<Uuid>,
    pub called_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
