//! A ballot that is to be issued again and waits for the second person; deliberately without a time.

use sea_orm::entity::prelude::*;

/// A ballot that is to be issued again and waits for the second person; deliberately without a time.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rating_reissue")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub rater_id: Uuid,
    /// `domain::rating::ReissueReason`
    pub reason: String,
    /// The account that asked for it; another one confirms.
    pub requested_by: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
