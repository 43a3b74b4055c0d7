//! Packs to print: door tags, household codes and pledge cards, one file for each village.

mod contents;
pub mod endpoint;
mod folder;
mod paper;
mod run;
mod service;
mod slips;
mod store;
pub mod view;

pub use contents::fonts;
pub use endpoint::PdfFile;
pub use folder::{Tally, write_folder};
pub use paper::{
    Fonts, NoFont,
    envelope::{Envelopes, print as print_envelopes},
    invitation::{Invitations, Invited, print as print_invitations},
    notary::{NotarySheet, Part, print as print_notary_sheet},
};
pub use run::perform;
pub use service::{Fetched, drop_slips, end_slips, fetch, files, of_round, order_slips, show, sweep};
