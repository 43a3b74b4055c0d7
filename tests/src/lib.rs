//! What the end-to-end tests stand on: a real county on a real database behind a real port.
//!
//! A county is prepared once per database kind and copied for each test, so every test has its own. Time stands
//! still at [`NOON`] until a test moves it.

#![allow(clippy::unwrap_used, reason = "a test stops at the first thing that is wrong")]

mod county;
mod person;
pub mod phone;
mod postgres;
mod program;

pub use county::{County, Kind, NOON};
pub use person::{Answer, Person};
pub use postgres::create as new_database;
pub use program::{Program, binary, new_id, now};

/// Runs one test on SQLite and on PostgreSQL: `on_both!(a_sentence_of_the_field, |county| { ... })`.
#[macro_export]
macro_rules! on_both {
    ($name:ident, |$county:ident| $body:block) => {
        mod $name {
            use super::*;

            async fn test($county: $crate::County) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                test($crate::County::start($crate::Kind::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                test($crate::County::start($crate::Kind::Postgres).await).await;
            }
        }
    };
}
