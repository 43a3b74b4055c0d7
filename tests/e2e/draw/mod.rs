//! An audit meeting through the front door: prepared, announced, opened, drawn, closed, and checked by anyone.

mod agree;
mod apart;
mod codes;
mod hall;
mod meeting;
mod verify;
mod watching;
