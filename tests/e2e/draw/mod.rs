//! An audit meeting through the front door: prepared, announced, opened, drawn, closed, and checked by anyone.

mod agree;
mod apart;
mod carried;
mod codes;
mod county;
mod dice;
mod envelope;
mod frozen;
mod hall;
mod households;
mod meeting;
pub mod on_stage;
mod pairs;
mod plans;
mod verify;
mod watching;
