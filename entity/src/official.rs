//! A linked official, numbered `A00001` and up.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// A linked official, numbered `A00001` and up.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "official")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub number: String,
    pub name: String,
    pub pinyin: String,
    pub sex: String,
    pub unit_id: Uuid,
    /// `domain::roster::Rank`.
    pub rank: String,
    pub post: String,
    pub phone: Option<Sealed>,
    /// Keyed blind index of the phone number.
    pub phone_index: Option<Vec<u8>>,
    pub home_village_id: Option<Uuid>,
    /// Why he carries no households, if so.
    pub exempt: Option<String>,
    /// active or left
    pub state: String,
}

impl ActiveModelBehavior for ActiveModel {}
