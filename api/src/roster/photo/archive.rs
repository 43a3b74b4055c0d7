//! A zip archive of photos, read within bounds.

use std::io::{Cursor, Read};

use image::ImageFormat;

use crate::error::ApiError;

/// Files of one archive.
const MOST_FILES: usize = 500;
/// Bytes of one photo.
const MOST_BYTES: u64 = 3 * 1024 * 1024;
/// Bytes of all of them, unpacked.
const MOST_IN_ALL: usize = 200 * 1024 * 1024;

/// A file of an archive.
#[derive(Debug)]
pub struct Packed {
    /// As it is called in the archive, without its folder.
    pub file: String,
    /// Its name without the ending, as an official's number.
    pub number: String,
    /// Nothing when it is no picture or too large.
    pub picture: Option<(Vec<u8>, ImageFormat)>,
}

/// The files of an archive, folders and what operating systems add aside.
pub fn unpack(bytes: Vec<u8>) -> Result<Vec<Packed>, ApiError> {
    let unreadable = |_| ApiError::invalid("archive_unreadable");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    if archive.len() > 2 * MOST_FILES {
        return Err(ApiError::invalid("archive_too_large").with("most", MOST_FILES));
    }
    let mut files = Vec::new();
    let mut in_all = 0;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(unreadable)?;
        let path = entry.name().map_err(unreadable)?.into_owned();
        let file = path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        if entry.is_dir() || file.is_empty() || file.starts_with('.') || path.starts_with("__MACOSX") {
            continue;
        }
        let mut bytes = Vec::new();
        let read = entry.take(MOST_BYTES + 1).read_to_end(&mut bytes);
        in_all += bytes.len();
        if files.len() == MOST_FILES || in_all > MOST_IN_ALL {
            return Err(ApiError::invalid("archive_too_large").with("most", MOST_FILES));
        }
        let fits = read.is_ok() && bytes.len() as u64 <= MOST_BYTES;
        let format = image::guess_format(&bytes).ok();
        let format = format.filter(|format| fits && matches!(format, ImageFormat::Jpeg | ImageFormat::Png));
        let stem = file.rsplit_once('.').map_or(file.as_str(), |(stem, _)| stem);
        files.push(Packed {
            number: stem.trim().to_uppercase(),
            picture: format.map(|format| (bytes, format)),
            file,
        });
    }
    Ok(files)
}
