//! The condition form of a household (民情表): who lives there, what they live on, what is hard and what is needed.
//! Several people fill it in on several phones at once, so it is kept and merged field by field.

mod field;
mod form;

pub use field::{Field, Flaw, HouseholdField, MemberField, UnknownField};
pub use form::{Conflict, Edit, Entry, Form, Merged, merge};
