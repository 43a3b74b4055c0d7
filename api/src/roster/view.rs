//! What the API shows of units, officials and households.

use poem_openapi::Object;
use uuid::Uuid;

/// An official, as he is named elsewhere.
#[derive(Clone, Debug, Object)]
pub struct OfficialRef {
    pub id: Uuid,
    /// `A00001` and up.
    pub number: String,
    pub name: String,
    pub unit_name: String,
}
