//! Door tags and household codes as pictures to print, and the revoking of a code. How both are derived stands in
//! `roster::codes`.

pub mod endpoint;
mod picture;
mod service;
