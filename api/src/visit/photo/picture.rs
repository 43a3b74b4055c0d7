//! A picture drawn anew: turned as the camera was held, small enough, and without anything the camera wrote beside it
//! (places, times, names, a thumbnail of what was cut off).

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder,
    metadata::Orientation,
};

/// The longer side of what is kept.
pub const LONGER_SIDE: u32 = 1600;
/// A picture that opens to more than this is no photo of a phone, or made to exhaust us.
const MOST_PIXELS: u64 = 25_000_000;
/// Neither side may be longer.
const MOST_SIDE: u32 = 12_000;
/// What opening may take: four bytes a pixel and some room to work.
const MOST_MEMORY: u64 = 4 * MOST_PIXELS + 16 * 1024 * 1024;
const QUALITY: u8 = 80;

/// What is kept of a photo.
#[derive(Debug)]
pub struct Picture {
    pub jpeg: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

/// Why a picture is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It opens to more than is let.
    TooLarge,
    /// It does not open.
    Unreadable,
}

impl From<ImageError> for Unfit {
    fn from(error: ImageError) -> Self {
        if matches!(error, ImageError::Limits(_)) { Self::TooLarge } else { Self::Unreadable }
    }
}

/// Opens a picture within bounds and draws it anew, neither side longer than this. Its size is asked before its pixels
/// are made.
pub fn redraw(bytes: &[u8], format: ImageFormat, longer_side: u32) -> Result<Picture, Unfit> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Unfit::TooLarge);
    }
    // A camera that wrote nonsense about how it was held was held upright.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder)?;
    if width.max(height) > longer_side {
        picture = picture.thumbnail(longer_side, longer_side);
    }
    picture.apply_orientation(orientation);
    let picture = picture.into_rgb8();
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&picture)?;
    Ok(Picture { jpeg, width: picture.width(), height: picture.height() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage};

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        RgbImage::from_pixel(width, height, Rgb([200, 30, 30]))
            .write_to(&mut bytes, ImageFormat::Png)
            .unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_large_picture_becomes_smaller_and_a_small_one_stays() {
        let large = redraw(&png(2400, 1200), ImageFormat::Png, LONGER_SIDE).unwrap();
        assert_eq!((large.width, large.height), (1600, 800));
        let small = redraw(&png(90, 120), ImageFormat::Png, LONGER_SIDE).unwrap();
        assert_eq!((small.width, small.height), (90, 120));
        assert_eq!(image::guess_format(&small.jpeg).unwrap(), ImageFormat::Jpeg);
    }

    #[test]
    fn what_is_no_picture_does_not_open() {
        assert_eq!(
            redraw(b"GIF89a and no more", ImageFormat::Jpeg, LONGER_SIDE).unwrap_err(),
            Unfit::Unreadable
        );
        let mut cut = png(300, 300);
        cut.truncate(cut.len() / 2);
        assert_eq!(redraw(&cut, ImageFormat::Png, LONGER_SIDE).unwrap_err(), Unfit::Unreadable);
        assert_eq!(redraw(&png(300, 300), ImageFormat::Jpeg, LONGER_SIDE).unwrap_err(), Unfit::Unreadable);
    }
}
