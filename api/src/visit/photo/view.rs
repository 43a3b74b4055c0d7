//! What the API shows and takes of photos.

use chrono::{DateTime, Utc};
use poem_openapi::{
    ApiRequest, ApiResponse, Object,
    payload::{Binary, Json},
};
use uuid::Uuid;

/// A picture as a phone sends it, at most 3 MB.
#[derive(ApiRequest, Debug)]
pub enum PhotoBody {
    /// A JPEG.
    #[oai(content_type = "image/jpeg")]
    Jpeg(Binary<Vec<u8>>),
    /// A PNG.
    #[oai(content_type = "image/png")]
    Png(Binary<Vec<u8>>),
}

/// A photo of a visit.
#[derive(Clone, Debug, Object)]
pub struct Photo {
    pub id: Uuid,
    pub visit_id: Uuid,
    pub width: i32,
    pub height: i32,
    pub received_at: DateTime<Utc>,
}

/// A kept photo.
#[derive(ApiResponse, Debug)]
pub enum Kept {
    /// Kept.
    #[oai(status = 201)]
    Created(Json<Photo>),
    /// It was kept before, the same picture.
    #[oai(status = 200)]
    Same(Json<Photo>),
}

/// The picture itself.
#[derive(ApiResponse, Debug)]
pub enum PhotoFile {
    /// The picture.
    #[oai(status = 200, content_type = "image/jpeg")]
    Jpeg(Binary<Vec<u8>>),
}
