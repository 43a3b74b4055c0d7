//! Recontacts: households that were issued a ballot are drawn by `pdraw1` and phoned. What they chose is never asked. The
//! bound above which an official's result makes no score is in `domain::rating::recontact`; two people decide it.

mod bound;
mod call;
pub mod endpoint;
mod page;
pub mod service;
mod store;
mod view;

pub use page::mount;
pub use store::IssuedTo;
