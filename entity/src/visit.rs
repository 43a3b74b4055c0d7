//! A visit an official says he made; its id comes from his phone.

use sea_orm::entity::prelude::*;

use crate::sealed::Sealed;

/// A visit an official says he made; its id comes from his phone.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "visit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub household_id: Uuid,
    pub official_id: Uuid,
    pub claimed_at: DateTimeUtc,
    pub received_at: DateTimeUtc,
    pub step: i32,
    pub topic: String,
    pub note: Option<Sealed>,
    pub tag_seen: bool,
    /// none, confirmed or denied by the household.
    pub confirmation: String,
    pub confirmed_at: Option<DateTimeUtc>,
    pub card_left: bool,
    /// What the household thinks of how things are done.
    pub opinion: Option<Sealed>,
    /// Keyed hash of the note's letters, to find the same text again.
    pub note_index: Option<Vec<u8>>,
    /// Keyed hash of the opinion's letters.
    pub opinion_index: Option<Vec<u8>>,
    /// The phone it was saved on.
    pub device_id: Option<Uuid>,
    /// Which save of the phone it was.
    pub sequence: Option<i32>,
    /// The phone's clock when it was saved.
    pub saved_at: Option<DateTimeUtc>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub accuracy_m: Option<f64>,
    /// Why it stays a claim: late or clock.
    pub held_back: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
