//! A round in which households rate their officials.

use sea_orm::entity::prelude::*;

/// A round in which households rate their officials.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rating_round")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub code: String,
    pub name: String,
    /// Who rates: `household`, or `unit` for colleagues of a unit.
    pub kind: String,
    pub state: String,
    pub opens_on: Date,
    pub closes_on: Date,
    pub opened_at: Option<DateTimeUtc>,
    pub closed_at: Option<DateTimeUtc>,
    /// JSON array of the trustees' public keys.
    pub trustee_keys: String,
    pub issued_total: i32,
    /// `county`, `grid`, `unit` or `official`: whose officials are rated.
    pub scope_kind: String,
    pub scope_id: Option<Uuid>,
    /// What a phone shows beside the household's code: `none`, `last_four` or `sms`.
    pub factor: String,
    /// JSON of the question, the hint and the reasons.
    pub questionnaire: String,
    /// Officials who get a key.
    pub keys_needed: i32,
    /// SHA-256 of the published list of keys, in hex.
    pub key_list: Option<String>,
    /// The account that brought the first trustee's key; another one brings the second.
    pub first_trustee_id: Option<Uuid>,
    pub bundle_id: Option<Uuid>,
    /// So many ballots may be issued again for one official; with more he is left unscored.
    pub most_reissues: i32,
}

impl ActiveModelBehavior for ActiveModel {}
