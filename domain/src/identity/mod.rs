//! Who may come in and what he may do: roles, scopes, permissions, activation codes, passwords, sign-in throttling.

mod activation;
mod operation;
mod password;
mod permissions;
mod role;
mod throttle;

pub use activation::ActivationCode;
pub use operation::Operation;
pub use password::{LEAST_CHARACTERS, MOST_CHARACTERS, PasswordError, check_password};
pub use permissions::{allows, grants, is_in_a_hall, is_public, scopes};
pub use role::{Role, ScopeKind};
pub use throttle::{FREE_FAILURES, LONGEST_WAIT_SECONDS, Throttle, throttle};
