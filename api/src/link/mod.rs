//! Who serves which household, the two codes of a household, who shall serve whom, and who leads which grid.

pub mod assignment;
pub mod code;
mod departure;
pub mod endpoint;
pub mod leader;
pub mod recusal;
pub mod service;
mod store;
mod transfer;
pub mod view;

use assignment::endpoint::AssignmentApi;
use code::endpoint::CodeApi;
use endpoint::LinkApi;
use leader::endpoint::LeaderApi;
use recusal::endpoint::RecusalApi;

/// The capability's operations.
pub type LinkApis = (LinkApi, CodeApi, RecusalApi, AssignmentApi, LeaderApi);

/// The capability's operations.
pub const APIS: LinkApis = (LinkApi, CodeApi, RecusalApi, AssignmentApi, LeaderApi);
