//! What the API shows and takes of officials' photos.

use poem_openapi::{Multipart, Object};
use uuid::Uuid;

use crate::import::endpoint::SheetUpload;

/// A zip archive of photos, each named by its official's number: `A00001.jpg`.
#[derive(Debug, Multipart)]
pub struct PhotoArchive {
    pub file: SheetUpload,
}

/// An official's photo.
#[derive(Clone, Debug, Object)]
pub struct OfficialPhoto {
    pub official_id: Uuid,
    /// Where everybody may see it.
    pub address: String,
}

/// What became of an archive.
#[derive(Clone, Debug, Default, Object)]
pub struct PhotoReport {
    pub kept: u32,
    /// Files whose name is no official's number.
    pub unknown: Vec<String>,
    /// Files that are no picture, or too large.
    pub unfit: Vec<String>,
}
