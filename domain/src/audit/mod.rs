//! Audit meetings: the public draw that decides who answers on stage.

pub mod pdraw1;
