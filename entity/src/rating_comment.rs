//! What a household wrote, under a random id: without its level, its ballot, an order or a time.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// What a household wrote, under a random id: without its level, its ballot, an order or a time.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rating_comment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub round_id: Uuid,
    pub official_id: Uuid,
    /// `held` until the rules have redacted it, `waiting` for a person, then `checked` or `left_out`.
    pub state: String,
    /// As it was written; gone when the summary is released.
    pub text: Option<Sealed>,
    /// As the rules left it, then as the person did.
    pub redacted: Option<Sealed>,
    pub checked_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
