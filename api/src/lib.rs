//! The lianxin service: one folder per capability, and around them what a running program needs.

pub mod app;
pub mod ballot_box;
pub mod blob;
pub mod caller;
pub mod cli;
pub mod clock;
pub mod command;
pub mod config;
pub mod db;
pub mod error;
pub mod http;
pub mod identity;
pub mod job;
pub mod journal;
pub mod keyring;
pub mod link;
pub mod live;
pub mod locale;
pub mod notify;
pub mod roster;
pub mod setting;
pub mod tls;
