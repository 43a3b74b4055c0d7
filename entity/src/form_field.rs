//! A value that a field of a condition form has or had.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// A value that a field of a condition form has or had.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "form_field")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub household_id: Uuid,
    /// `housing`, or `member:UUID:phone`.
    pub field: String,
    pub value: Sealed,
    /// Keyed index of a telephone or identity number.
    pub value_index: Option<Vec<u8>>,
    /// The version of the form that it made.
    pub version: i32,
    /// Whether it is the field's last value.
    pub is_current: bool,
    /// The edit or the decision that wrote it.
    pub edit_id: Option<Uuid>,
    /// The official, if it was one.
    pub changed_by: Option<Uuid>,
    pub changed_by_name: String,
    pub changed_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
