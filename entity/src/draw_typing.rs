//! Dice as one person typed them for the round to come.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// Dice as one person typed them for the round to come.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "draw_typing")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub meeting_id: Uuid,
    pub account_id: Uuid,
    pub account_name: String,
    /// The phone they were typed on, when it is a known one.
    pub device_id: Option<Uuid>,
    pub step: String,
    /// Nobody reads what the first person typed.
    pub dice: Sealed,
    pub typed_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
