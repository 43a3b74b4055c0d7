//! The web files embedded in the binary, and which page answers which address.

use poem::{Response, Route, get, handler, http::StatusCode, web::Path};

/// Pages and assets.
pub(super) fn routes() -> Route {
    Route::new()
        .at("/", get(index))
        .at("/sign-in", get(index))
        .at("/activate", get(index))
        .at("/reset", get(index))
        .at("/app", get(app))
        .at("/app/*rest", get(app))
        .at("/desk", get(desk))
        .at("/desk/*rest", get(desk))
        .at("/stage/*rest", get(stage))
        .at("/p/meetings", get(audit))
        .at("/p/meetings/:id", get(audit))
        .at("/p/draw-protocol", get(audit))
        .at("/panel", get(panel))
        .at("/assets/*path", get(asset))
        .at("/:name", get(root_file))
}

#[handler]
fn index() -> Response {
    page("index.html")
}

#[handler]
fn app() -> Response {
    page("app.html")
}

#[handler]
fn desk() -> Response {
    page("desk.html")
}

#[handler]
fn stage() -> Response {
    page("stage.html")
}

/// The public pages of meetings, which check a draw on the visitor's own phone.
#[handler]
fn audit() -> Response {
    page("audit.html")
}

#[handler]
fn panel() -> Response {
    page("panel.html")
}

#[handler]
pub(super) fn docs() -> Response {
    page("docs.html")
}

/// Assets carry a hash of their content in their name, but for those that the server's own pages name.
#[handler]
pub(super) fn asset(Path(path): Path<String>) -> Response {
    let fixed = path.starts_with("household.") || path.starts_with("rating.");
    let cache = if fixed { "no-cache" } else { "public, max-age=31536000, immutable" };
    file(&format!("assets/{path}"), cache)
}

/// The service worker, the manifest, icons.
#[handler]
pub(super) fn root_file(Path(name): Path<String>) -> Response {
    file(&name, "no-cache")
}

fn page(name: &str) -> Response {
    file(name, "no-cache")
}

fn file(name: &str, cache: &str) -> Response {
    let Some(found) = web::Dist::get(name) else {
        return Response::builder()
            .status(StatusCode::NOT_FOUND)
            .content_type("text/plain")
            .body("not found");
    };
    let media = mime_guess::from_path(name).first_or_octet_stream();
    let media = if media.type_() == "text" { format!("{media}; charset=utf-8") } else { media.to_string() };
    Response::builder().content_type(media).header("cache-control", cache).body(found.data.into_owned())
}
