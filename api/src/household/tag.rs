//! The public page behind a door tag: who is responsible here. It says nothing of who lives here.

use std::sync::Arc;

use askama::Template;
use domain::rating::DoorTag;
use entity::household;
use poem::{
    Response, handler,
    http::StatusCode,
    web::{Data, Path},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::words::Card;
use crate::{
    app::App,
    error::{ApiError, ApiResult},
    http::frame::{self, Frame, Message},
    roster,
};

#[derive(Template)]
#[template(path = "household/tag.html")]
struct TagPage {
    frame: Frame,
    village: String,
    group: i32,
    official: Option<Card>,
}

/// `/T/TAG`
#[handler]
pub async fn show(Data(app): Data<&Arc<App>>, Path(typed): Path<String>) -> poem::Result<Response> {
    let frame = Frame::new(app);
    let Some(household) = find(app, &typed).await? else {
        let (title, text) = (frame.t("tag.wrong"), frame.t("tag.wrong_text"));
        let page = Message { frame, title, text, onward: None, tone: "wrong" };
        return frame::show(StatusCode::NOT_FOUND, &page);
    };
    if !roster::service::is_active(&household) {
        let (title, text) = (frame.t("tag.closed"), frame.t("tag.closed_text"));
        let page = Message { frame, title, text, onward: None, tone: "calm" };
        return frame::show(StatusCode::GONE, &page);
    }
    let village = super::words::village(app, household.village_id).await?;
    let mut official = Card::of(app, household.id).await?;
    if let Some(card) = &mut official {
        // The number is for the household's own page; at the door the hotline is enough.
        card.phone = None;
    }
    frame::show(StatusCode::OK, &TagPage { frame, village, group: household.group_no, official })
}

async fn find(app: &App, typed: &str) -> ApiResult<Option<household::Model>> {
    let Ok(tag) = typed.parse::<DoorTag>() else { return Ok(None) };
    let found = household::Entity::find().filter(household::Column::Tag.eq(tag.as_str()));
    let Some(found) = found.one(app.db.reader()).await? else { return Ok(None) };
    // The plate of a household that became part of another leads to that one.
    let successor = roster::service::successor(app.db.reader(), &found).await.map_err(ApiError::from)?;
    Ok(Some(successor.unwrap_or(found)))
}
