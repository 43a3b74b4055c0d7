//! One download of an official's work for his phone: everything at first, afterwards what has changed.
//!
//! The server keeps no list of changes. It makes what the phone should have (`bundle`), compares it with the marks in
//! the phone's cursor (`cursor`), and sends what differs. So nothing is ever missed, whatever wrote it: an import, set
//! SQL, a handover, a day that has passed.

mod bundle;
mod cursor;
pub mod endpoint;
mod service;
pub mod view;
