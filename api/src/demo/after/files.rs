//! Pictures for the store of files, painted rather than taken: a demo county shows nobody.

use std::io::Cursor;

use chrono::{DateTime, Utc};
use image::{ImageFormat, Rgb, RgbImage};
use uuid::Uuid;

use super::Making;
use crate::demo::chance::Part;

const WIDTH: u32 = 960;
const HEIGHT: u32 = 640;

/// What a picture shows.
#[derive(Clone, Copy, Debug)]
pub enum Picture {
    /// A counter with nobody behind it.
    Counter,
    /// A notice board, half of it bare.
    Board,
    /// A front door without a card.
    Door,
}

/// A file to be sealed and stored.
#[derive(Clone, Debug)]
pub struct File {
    pub id: Uuid,
    pub name: &'static str,
    /// Where it opens.
    pub place: Vec<u8>,
    pub at: DateTime<Utc>,
    pub picture: Picture,
}

impl Making<'_> {
    /// A file for a picture; its id.
    pub(super) fn file(
        &mut self,
        at: DateTime<Utc>,
        name: &'static str,
        place: Vec<u8>,
        picture: Picture,
    ) -> Uuid {
        let id = self.id(Part::Photo, at, self.after.files.len());
        self.after.files.push(File { id, name, place, at, picture });
        id
    }
}

/// A rectangle of one colour: left, top, width, height.
type Patch = (u32, u32, u32, u32, [u8; 3]);

const COUNTER: &[Patch] = &[
    (0, 0, 960, 420, [226, 228, 222]),
    (0, 420, 960, 220, [176, 168, 156]),
    // A blue band with the number of the window, the glass, the counter, an empty chair behind it.
    (120, 60, 720, 56, [44, 92, 148]),
    (440, 72, 80, 32, [240, 244, 248]),
    (140, 130, 680, 210, [198, 214, 220]),
    (420, 200, 120, 140, [70, 76, 84]),
    (440, 180, 80, 60, [84, 92, 100]),
    (100, 340, 760, 120, [122, 88, 60]),
    (100, 340, 760, 16, [152, 116, 84]),
    (660, 300, 96, 46, [36, 40, 44]),
    (240, 318, 60, 24, [236, 236, 230]),
];
const BOARD: &[Patch] = &[
    (0, 0, 960, 640, [206, 200, 190]),
    (90, 70, 780, 470, [126, 96, 62]),
    (110, 90, 740, 430, [54, 108, 84]),
    (140, 120, 150, 200, [244, 242, 234]),
    (310, 130, 150, 190, [236, 226, 196]),
    (140, 345, 150, 150, [232, 214, 178]),
    (310, 350, 120, 150, [244, 242, 234]),
    // Faded lines on the papers; the right half is bare.
    (158, 150, 112, 8, [150, 150, 148]),
    (158, 175, 96, 8, [170, 170, 168]),
    (158, 200, 104, 8, [170, 170, 168]),
    (328, 160, 112, 8, [176, 150, 110]),
    (328, 185, 90, 8, [188, 164, 126]),
    (0, 560, 960, 80, [150, 146, 138]),
];
const DOOR: &[Patch] = &[
    (0, 0, 960, 640, [188, 122, 92]),
    (0, 520, 960, 120, [158, 152, 142]),
    (300, 90, 360, 430, [110, 32, 30]),
    (318, 108, 156, 412, [150, 44, 40]),
    (486, 108, 156, 412, [150, 44, 40]),
    (452, 300, 14, 40, [214, 178, 92]),
    (494, 300, 14, 40, [214, 178, 92]),
    (270, 60, 420, 34, [196, 60, 48]),
    (240, 100, 44, 400, [206, 70, 54]),
    (676, 100, 44, 400, [206, 70, 54]),
    // Where the card would hang there is only the nail and a pale square.
    (740, 220, 90, 60, [198, 136, 108]),
    (782, 210, 6, 6, [60, 56, 54]),
];

impl Picture {
    /// The same bytes every time.
    pub fn jpeg(self) -> anyhow::Result<Vec<u8>> {
        let patches = match self {
            Self::Counter => COUNTER,
            Self::Board => BOARD,
            Self::Door => DOOR,
        };
        let mut picture = RgbImage::new(WIDTH, HEIGHT);
        for (left, top, width, height, colour) in patches {
            for y in *top..(top + height).min(HEIGHT) {
                for x in *left..(left + width).min(WIDTH) {
                    picture.put_pixel(x, y, grained(*colour, x, y));
                }
            }
        }
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::Jpeg)?;
        Ok(bytes.into_inner())
    }
}

/// A little grain and a darker rim, as a phone sees a room.
fn grained(colour: [u8; 3], x: u32, y: u32) -> Rgb<u8> {
    let grain = (x.wrapping_mul(73_856_093) ^ y.wrapping_mul(19_349_663)) >> 7 & 7;
    let rim = (x.abs_diff(WIDTH / 2) + y.abs_diff(HEIGHT / 2)) / 40;
    let shade = u8::try_from(grain + rim).unwrap_or(u8::MAX);
    Rgb(colour.map(|part| part.saturating_sub(shade)))
}
