//! What every request must show and every answer must carry: against forged requests, framing, sniffing.

use std::sync::Arc;

use poem::{
    Endpoint, IntoResponse, Request, Response,
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
};

use crate::{config::Settings, error::ApiError};

/// A page of another origin cannot set this header without asking first, and we never say yes.
const MARK: &str = "x-lianxin";
/// Largest request body outside imports, in bytes.
const LARGEST_BODY: u64 = 2 * 1024 * 1024;
/// Largest photo of a visit, in bytes.
const LARGEST_PHOTO: u64 = 3 * 1024 * 1024;
/// Largest sheet that may be imported through the web, in bytes.
const LARGEST_IMPORT: u64 = 200 * 1024 * 1024;
/// Largest archive of officials' photos, in bytes.
const LARGEST_ARCHIVE: u64 = 64 * 1024 * 1024;
/// Largest record of a meeting, in bytes.
const LARGEST_RECORD: u64 = 32 * 1024 * 1024;

/// Writes under `/api` must carry the mark; forms of household pages must come from our own origin.
pub(super) async fn pass<E: Endpoint>(next: Arc<E>, request: Request) -> poem::Result<Response> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let path = request.uri().path();
    if !reads && path.starts_with("/api/") && request.header(MARK).is_none() {
        return Err(ApiError::new(StatusCode::FORBIDDEN, "csrf").into());
    }
    if !reads && !path.starts_with("/api/") && !from_here(&request) {
        return Err(ApiError::new(StatusCode::FORBIDDEN, "csrf").into());
    }
    check_size(&request)?;
    next.call(request).await.map(IntoResponse::into_response)
}

/// A body says its size, and the size is bounded; imports and photos have bounds of their own.
fn check_size(request: &Request) -> Result<(), ApiError> {
    let length = request.header("content-length").and_then(|length| length.parse::<u64>().ok());
    let chunked = request.header("transfer-encoding").is_some();
    let largest = match request.uri().path() {
        "/api/imports" => LARGEST_IMPORT,
        "/api/official-photos" => LARGEST_ARCHIVE,
        path if path.starts_with("/api/meetings/") && path.ends_with("/record") => LARGEST_RECORD,
        path if path.starts_with("/api/officials/") && path.ends_with("/photo") => LARGEST_PHOTO,
        path if path.starts_with("/api/visits/") && path.contains("/photos/") => LARGEST_PHOTO,
        _ => LARGEST_BODY,
    };
    match length {
        None if chunked => Err(ApiError::new(StatusCode::LENGTH_REQUIRED, "length_required")),
        Some(length) if length > largest => Err(ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large")),
        _ => Ok(()),
    }
}

/// Whether a browser sent this from one of our own pages. Old browsers send neither header with a same-origin
/// form; the `SameSite` cookie stands guard there.
fn from_here(request: &Request) -> bool {
    if let Some(site) = request.header("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let host = request.header("host").unwrap_or_default();
    match request.header("origin") {
        Some("null") | None => true,
        Some(origin) => origin.split_once("://").is_some_and(|(_, name)| name == host),
    }
}

/// What a page may load and where it may send.
pub(super) struct Policy(HeaderValue);

impl Policy {
    /// The ballot box's own origin, where it has one, is the only other that pages speak to.
    pub(super) fn of(settings: &Settings) -> Self {
        let boxed =
            settings.ballot_box_origin.as_ref().map(|origin| format!(" {origin}")).unwrap_or_default();
        let policy = format!(
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
             font-src 'self'; connect-src 'self'{boxed}; manifest-src 'self'; worker-src 'self'; \
             form-action 'self'{boxed}; base-uri 'none'; frame-ancestors 'none'"
        );
        let strictest = HeaderValue::from_static("default-src 'none'");
        Self(HeaderValue::try_from(policy).unwrap_or(strictest))
    }
}

/// Dresses every answer in its security headers.
pub(super) async fn dress<E: Endpoint>(next: Arc<E>, request: Request) -> poem::Result<Response> {
    let secure = request.data::<Arc<Settings>>().is_some_and(|settings| settings.tls_cert.is_some());
    let policy = request.data::<Arc<Policy>>().cloned();
    let api = request.uri().path().starts_with("/api/");
    let mut response = next.call(request).await.map(IntoResponse::into_response)?;
    let headers = response.headers_mut();
    if let Some(policy) = policy {
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy.0.clone());
    }
    let mut set = |name: &'static str, value: &'static str| {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    };
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "no-referrer");
    set("permissions-policy", "camera=(self), geolocation=(self), microphone=()");
    set("cross-origin-opener-policy", "same-origin");
    if api {
        set("cache-control", "no-store");
    }
    if secure {
        set("strict-transport-security", "max-age=31536000");
    }
    Ok(response)
}
