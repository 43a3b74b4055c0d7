//! Audit meetings: the public draw that decides who answers on stage, and what is asked there.

pub mod away;
mod excuse;
pub mod fairness;
pub mod hearing;
pub mod pdraw1;

pub use excuse::ExclusionCode;
