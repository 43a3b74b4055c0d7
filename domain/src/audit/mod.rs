//! Audit meetings: the public draw that decides who answers on stage, and what is asked there.

pub mod hearing;
pub mod pdraw1;
