//! The photo itself, for everybody who has its address.

use std::sync::Arc;

use poem::{
    Response, Route, get, handler,
    web::{Data, Path},
};
use uuid::Uuid;

use super::{service::MEDIA_TYPE, store};
use crate::{app::App, error::ApiError};

/// Adds the place of the photos.
pub fn mount(routes: Route) -> Route {
    routes.at("/p/photos/:id", get(show))
}

/// `/p/photos/ID`. A photo that is replaced has another address, so this one may be kept.
#[handler]
async fn show(Data(app): Data<&Arc<App>>, Path(id): Path<Uuid>) -> poem::Result<Response> {
    let db = app.db.reader();
    if !store::is_shown(db, id).await.map_err(ApiError::from)? {
        return Err(ApiError::not_found().into());
    }
    let blob = app.blobs.find(db, id).await.map_err(ApiError::from)?.ok_or_else(ApiError::not_found)?;
    let bytes = app.blobs.get(&blob).await.map_err(ApiError::from)?;
    let kept = "public, max-age=604800, immutable";
    Ok(Response::builder().content_type(MEDIA_TYPE).header("cache-control", kept).body(bytes))
}
