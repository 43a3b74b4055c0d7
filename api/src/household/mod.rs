//! The household's own pages: plain HTML that works without script. A household has no account; its code opens a
//! cookie of an hour, which is known under `/h` alone, so that neither the ballot box nor the API ever sees it.

mod action;
pub(crate) mod ballot;
mod call_back;
pub(crate) mod code;
mod device;
mod draw;
mod follow_up;
mod homes;
mod marked;
mod page;
pub(crate) mod pass;
mod pledge;
pub(crate) mod rate;
pub(crate) mod report;
mod resident;
mod tag;
mod tries;
pub(crate) mod words;

use poem::{Route, get, post};

pub use homes::Homes;
pub use tries::Tries;

/// Adds the household's pages, and where its two codes lead; upper case is what a QR code carries.
pub fn mount(routes: Route) -> Route {
    routes
        .at("/R/:code", get(code::open))
        .at("/r/:code", get(code::open))
        .at("/T/:tag", get(tag::show))
        .at("/t/:tag", get(tag::show))
        .at("/h", get(page::show_home))
        .at("/h/visits", get(page::show_visits))
        .at("/h/visits/:id", post(action::answer))
        .at("/h/pledges", get(pledge::show))
        .at("/h/pledges/:id", post(pledge::answer))
        .at("/h/draws", get(draw::show))
        .at("/h/rectifications", get(follow_up::show))
        .at("/h/rectifications/:id", post(follow_up::answer))
        .at("/h/request", get(page::show_raise).post(action::raise))
        .at("/h/complaint", get(page::show_complain).post(action::complain))
        .at("/h/requests", get(page::show_requests))
        .at("/h/requests/:id", get(page::show_one).post(action::act))
        .at("/h/marked", get(marked::show))
        .at("/h/rate", get(rate::show))
        .at("/h/reports", get(report::show))
        .at("/h/call", get(call_back::show).post(call_back::ask))
        .at("/h/rate/factor", post(ballot::show_factor))
        .at("/h/rate/code", post(ballot::send))
        .at("/h/rate/issue", post(ballot::issue))
        .at("/h/leave", get(code::leave))
}
