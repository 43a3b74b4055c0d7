//! A member of a household.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// A member of a household.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub household_id: Uuid,
    pub name: String,
    pub relation: String,
    pub birth_year: i32,
    pub sex: String,
    pub id_number: Option<Sealed>,
    pub id_number_index: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
