//! lianxin through its front door.
#![allow(clippy::unwrap_used, reason = "a test stops at the first thing that is wrong")]

mod assignment;
mod at_rest;
mod authorization;
mod campaign;
mod command_line;
mod condition;
mod demo;
mod device;
mod document;
mod draw;
mod error_codes;
mod evidence;
mod fairness;
mod flag;
mod follow_up;
mod handover;
mod household;
mod identity;
mod import;
mod inspection;
mod leader;
mod link;
mod mail;
mod out_of_scope;
mod pack;
mod photo;
mod pledge;
mod power_cut;
mod process;
mod rating;
mod request;
mod scope;
mod spot_check;
mod sync;
mod visit;
