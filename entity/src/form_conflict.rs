//! Two values for one field of a condition form, neither of whose authors knew of the other's.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// Two values for one field of a condition form, neither of whose authors knew of the other's.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "form_conflict")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub household_id: Uuid,
    pub field: String,
    /// What the author of the second value had before his eyes.
    pub base: Option<Sealed>,
    /// The value that came first and that the form keeps.
    pub first: Sealed,
    pub second: Sealed,
    pub first_by: String,
    pub second_by: String,
    pub at: DateTimeUtc,
    /// What was decided.
    pub resolution: Option<Sealed>,
    pub resolved_at: Option<DateTimeUtc>,
    pub resolved_by: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
