//! A meeting in a hall without internet. A pack takes an announced meeting to a machine that runs it as this program
//! does; while it is out, nothing of the meeting changes here. Afterwards the hall's record is brought back once, drawn
//! again from the county's own files, and written down as if the meeting had been held here.

mod contents;
mod copy;
pub mod endpoint;
mod hall;
mod import;
mod pack_file;
mod record;
mod reseal;
mod store;
mod take;
pub mod view;
mod work;

pub use endpoint::AwayApi;
pub use hall::{Hall, unpack};
pub(super) use store::refuse_if_away;
pub(super) use take::shown;
