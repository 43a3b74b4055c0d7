//! The page of a colleague in the evaluation of his unit. His invitation's code opens a cookie of an hour that is known
//! under `/e` alone; a browser in which an official is signed in may not open it.

mod invited;
mod page;

use poem::{Route, get, post};

/// Adds the page, and where an invitation leads; upper case is what a QR code carries.
pub fn mount(routes: Route) -> Route {
    routes
        .at("/E/:code", get(page::open))
        .at("/e", get(page::show))
        .at("/e/issue", post(page::issue))
        .at("/e/leave", get(page::leave))
        .at("/e/reports", get(page::show_report))
        .at("/e/:code", get(page::open))
}
