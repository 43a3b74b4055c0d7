//! What the API shows and takes of devices.

use chrono::{DateTime, Utc};
use poem_openapi::{ApiResponse, Object, payload::Json};
use uuid::Uuid;

/// A phone or browser that keeps an account's work.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Device {
    pub id: Uuid,
    pub account_id: Uuid,
    /// What its owner calls it.
    pub name: String,
    pub registered_at: DateTime<Utc>,
    /// Its last contact, to within some minutes.
    pub seen_at: DateTime<Utc>,
    /// Lost or given away since then.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it said that it had wiped itself.
    pub wiped_at: Option<DateTime<Utc>>,
    /// The one that asks.
    pub is_this: bool,
}

/// A page of devices.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct DevicePage {
    pub items: Vec<Device>,
    pub next_cursor: Option<String>,
}

/// A device that makes itself known.
#[derive(Clone, Debug, Object)]
pub struct DeviceForm {
    /// What its owner calls it.
    #[oai(validator(min_length = 1, max_length = 100))]
    pub name: String,
}

/// A device that is known.
#[derive(ApiResponse, Debug)]
pub enum Registered {
    /// It is known from now on.
    #[oai(status = 201)]
    Created(Json<Device>),
    /// It was known before.
    #[oai(status = 200)]
    Known(Json<Device>),
}

/// What a device has to know about itself.
#[derive(Clone, Debug, Object)]
pub struct DeviceStanding {
    pub revoked: bool,
    /// It has to erase everything it keeps for this account, and say so.
    pub wipe: bool,
}
