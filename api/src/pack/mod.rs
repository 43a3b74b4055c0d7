//! Packs to print: door tags, household codes and pledge cards, one file for each village.

mod contents;
pub mod endpoint;
mod folder;
mod paper;
mod run;
mod service;
mod store;
pub mod view;

pub use contents::fonts;
pub use folder::{Tally, write_folder};
pub use paper::{
    Fonts, NoFont,
    envelope::{Envelopes, print as print_envelopes},
    notary::{NotarySheet, Part, print as print_notary_sheet},
};
pub use run::perform;
pub use service::sweep;
