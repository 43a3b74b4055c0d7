//! The public page of fairness: works without script.

use std::sync::Arc;

use askama::Template;
use poem::{Response, Route, get, handler, http::StatusCode, web::Data};

use super::{
    service,
    view::{FairMeeting, FairPlace},
};
use crate::{
    app::App,
    http::frame::{self, Frame},
    locale,
};

/// Adds the page.
pub fn mount(routes: Route) -> Route {
    routes.at("/p/fairness", get(page))
}

struct Table {
    caption: String,
    head: String,
    places: Vec<FairPlace>,
}

#[derive(Template)]
#[template(path = "fairness/page.html")]
struct FairnessPage {
    frame: Frame,
    tables: Vec<Table>,
    meetings: Vec<FairMeeting>,
}

/// `/p/fairness`
#[handler]
async fn page(Data(app): Data<&Arc<App>>) -> poem::Result<Response> {
    let frame = Frame::new(app);
    let all = service::fairness(app).await?;
    let table = |key: &str, places: Vec<FairPlace>| Table {
        caption: frame.t(&format!("fairness.by_{key}")),
        head: frame.t(&format!("fairness.{key}")),
        places,
    };
    let mut meetings = all.meetings;
    for reason in meetings.iter_mut().flat_map(|meeting| &mut meeting.exclusions) {
        reason.reason_code = locale::text(&format!("audit.excuse.{}", reason.reason_code), &[]);
    }
    let tables = vec![table("township", all.townships), table("unit", all.units)];
    let page = FairnessPage { frame, tables, meetings };
    Ok(frame::kept_shortly(frame::show(StatusCode::OK, &page)?))
}
