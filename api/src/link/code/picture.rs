//! A code as a picture to print.

use std::io::Cursor;

use image::{ImageFormat, Luma};
use poem::{IntoResponse, Response};
use poem_openapi::{
    ApiResponse, Enum,
    registry::{MetaResponses, Registry},
};
use qrcode::{EcLevel, QrCode, render::svg};

use crate::http;

/// What kind of picture.
#[derive(Clone, Copy, Debug, Default, Enum)]
#[oai(rename_all = "lowercase")]
pub enum PictureFormat {
    /// Scales without loss; carries the code in letters below the squares.
    #[default]
    Svg,
    /// Squares only.
    Png,
}

/// A drawn QR code.
#[derive(Debug)]
pub struct Picture {
    media_type: &'static str,
    bytes: Vec<u8>,
}

const SVG: &str = "image/svg+xml";
const PNG: &str = "image/png";
/// Side of a square in pixels of the PNG and units of the SVG.
const MODULE: u32 = 8;

/// Draws an address as a QR code. Level Q survives a quarter of the card being worn away.
pub fn draw(address: &str, letters: &str, format: PictureFormat) -> anyhow::Result<Picture> {
    let code = QrCode::with_error_correction_level(upper_case(address), EcLevel::Q)?;
    match format {
        PictureFormat::Svg => {
            let squares = code.render::<svg::Color<'_>>().module_dimensions(MODULE, MODULE).build();
            Ok(Picture { media_type: SVG, bytes: with_letters(&squares, &code, letters).into_bytes() })
        }
        PictureFormat::Png => {
            let image = code.render::<Luma<u8>>().module_dimensions(MODULE, MODULE).build();
            let mut bytes = Cursor::new(Vec::new());
            image.write_to(&mut bytes, ImageFormat::Png)?;
            Ok(Picture { media_type: PNG, bytes: bytes.into_inner() })
        }
    }
}

/// Scheme and host may be written in upper case, which makes the squares larger and easier to scan. A path in
/// front of ours may not, so then nothing is changed.
fn upper_case(address: &str) -> String {
    let path = address.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map(|(_, path)| path);
    if path.is_some_and(|path| path == path.to_uppercase()) {
        address.to_uppercase()
    } else {
        address.to_owned()
    }
}

/// The letters under the squares, for whoever has no camera.
fn with_letters(squares: &str, code: &QrCode, letters: &str) -> String {
    // The quiet zone is four squares on each side.
    let side = (u32::try_from(code.width()).unwrap_or(0) + 8) * MODULE;
    let (height, letter) = (side + 5 * MODULE, side / 15);
    let (middle, baseline) = (side / 2, side + 2 * MODULE);
    let body = squares.split_once("<path").map_or(squares, |(_, path)| path);
    let body = body.trim_end_matches("</svg>");
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {height}\" width=\"{side}\" height=\"{height}\">\
         <rect width=\"{side}\" height=\"{height}\" fill=\"#fff\"/><path shape-rendering=\"crispEdges\"{body}\
         <text x=\"{middle}\" y=\"{baseline}\" font-family=\"monospace\" font-size=\"{letter}\" text-anchor=\"middle\">\
         {letters}</text></svg>"
    )
}

impl IntoResponse for Picture {
    fn into_response(self) -> Response {
        Response::builder().content_type(self.media_type).body(self.bytes)
    }
}

// By hand, because one status has two media types.
impl ApiResponse for Picture {
    fn meta() -> MetaResponses {
        http::file_of("The QR code", &[SVG, PNG])
    }

    fn register(_registry: &mut Registry) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_that_stays_the_same_is_put_in_upper_case() {
        assert_eq!(upper_case("http://lianxin.cn/T/AB12"), "HTTP://LIANXIN.CN/T/AB12");
        assert_eq!(upper_case("http://lianxin.cn/county/T/AB12"), "http://lianxin.cn/county/T/AB12");
    }

    #[test]
    fn a_picture_is_whole() {
        let svg = draw("http://lianxin.cn/T/AB12", "AB12", PictureFormat::Svg).unwrap();
        let text = String::from_utf8(svg.bytes).unwrap();
        assert!(text.starts_with("<svg") && text.ends_with("AB12</text></svg>"), "{text}");
        assert_eq!(text.matches("<path").count(), 1);
        let png = draw("http://lianxin.cn/T/AB12", "AB12", PictureFormat::Png).unwrap();
        assert!(image::load_from_memory(&png.bytes).is_ok());
    }
}
