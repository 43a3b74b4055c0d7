//! Officials and households: their numbers, what is valid in a sheet, and what is shown on a screen.

mod identity_number;
mod lineage;
mod mask;
mod number;
mod phone;
mod rank;

pub use identity_number::{IdentityNumberError, check_digit, check_identity_number};
pub use lineage::{HouseholdChange, HouseholdState};
pub use mask::{mask_identity_number, mask_name, mask_phone};
pub use number::{HouseholdNumber, NumberError, OfficialNumber};
pub use phone::{PhoneError, normalise_phone};
pub use rank::{Exempt, Rank};
