//! Printed sheets: what stands on them and where. Knows no database; lengths are millimetres from the top left corner
//! of an A4 sheet.

mod card;
pub mod envelope;
mod font;
pub mod invitation;
mod letter;
pub mod notary;
mod sheet;
pub mod slip;
mod squares;
mod tag;
mod type_area;

use std::collections::BTreeSet;

use anyhow::Context;
use krilla::{
    Document, SerializeSettings,
    geom::Rect,
    metadata::Metadata,
    page::{Page, PageSettings},
};

pub use font::{Fonts, NoFont};

use font::Ink;
use sheet::Sheet;

/// What is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Door tags, eight on a sheet.
    Tags,
    /// Letters with household codes, three on a sheet.
    Letters,
    /// Pledge cards, ten on a sheet.
    Cards,
}

impl Layout {
    /// Pieces on one sheet.
    pub const fn per_sheet(self) -> usize {
        match self {
            Self::Tags => tag::COLUMNS * tag::ROWS,
            Self::Letters => letter::ROWS,
            Self::Cards => card::COLUMNS * card::ROWS,
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Tags => "门牌码",
            Self::Letters => "户码信",
            Self::Cards => "承诺卡",
        }
    }
}

/// The village a file is printed for, and what stands on every piece.
#[derive(Clone, Debug)]
pub struct Village {
    pub county: String,
    pub township: String,
    pub name: String,
    pub code: String,
    pub hotline: String,
    /// Without a slash at its end.
    pub public_url: String,
}

/// One household of the village.
#[derive(Clone, Debug)]
pub struct Door {
    /// Its number in the roster.
    pub number: String,
    pub group_no: i32,
    pub head_name: String,
    pub address: String,
    /// The door tag, in letters.
    pub tag: String,
    /// The household code, in letters; on letters only.
    pub code: Option<String>,
    /// The official who serves it; on pledge cards only.
    pub official: Option<Responsible>,
}

/// The official on a pledge card.
#[derive(Clone, Debug)]
pub struct Responsible {
    pub name: String,
    pub unit: String,
    pub post: String,
    pub number: String,
    pub phone: Option<String>,
    /// What he has promised this household, and until when.
    pub pledges: Vec<String>,
}

/// A printed file.
#[derive(Debug)]
pub struct Printed {
    pub pdf: Vec<u8>,
    pub pieces: usize,
    pub sheets: usize,
    /// Characters the font does not have; they stand as empty boxes.
    pub missing: BTreeSet<char>,
}

/// Width and height of A4.
const A4: (f32, f32) = (210.0, 297.0);

/// Points in a millimetre.
const POINTS: f32 = 72.0 / 25.4;

/// Prints the doors of a village.
pub fn print(fonts: &Fonts, layout: Layout, village: &Village, doors: &[Door]) -> anyhow::Result<Printed> {
    let mut document = Document::new_with(SerializeSettings {
        enable_tagging: false,
        xmp_metadata: false,
        ..SerializeSettings::default()
    });
    let title = format!("{} {} {}", village.code, village.name, layout.title());
    document.set_metadata(Metadata::new().title(title).language("zh-CN".to_owned()));
    let mut ink = Ink::new(fonts)?;
    let sheets = doors.len().div_ceil(layout.per_sheet());
    for (at, on_sheet) in doors.chunks(layout.per_sheet()).enumerate() {
        let mut page = a4(&mut document)?;
        let mut sheet = Sheet::new(page.surface(), &mut ink);
        let foot = Foot { layout, village, sheet: at + 1, sheets };
        match layout {
            Layout::Tags => tag::lay_out(&mut sheet, &foot, on_sheet)?,
            Layout::Letters => letter::lay_out(&mut sheet, &foot, on_sheet)?,
            Layout::Cards => card::lay_out(&mut sheet, &foot, on_sheet)?,
        }
        sheet.finish();
        page.finish();
    }
    let pdf = document.finish().map_err(|error| anyhow::anyhow!("a file cannot be printed: {error:?}"))?;
    Ok(Printed { pdf, pieces: doors.len(), sheets, missing: ink.into_missing() })
}

fn a4(document: &mut Document) -> anyhow::Result<Page<'_>> {
    let (width, height) = (A4.0 * POINTS, A4.1 * POINTS);
    let settings = PageSettings::from_wh(width, height).context("A4 is a size")?;
    let box_ = Rect::from_xywh(0.0, 0.0, width, height);
    Ok(document.start_page_with(settings.with_media_box(box_)))
}

/// What stands in the margin that is cut off.
struct Foot<'a> {
    layout: Layout,
    village: &'a Village,
    sheet: usize,
    sheets: usize,
}

impl Foot<'_> {
    fn text(&self) -> String {
        let Village { township, name, code, .. } = self.village;
        let title = self.layout.title();
        format!("{code} {township}{name} · {title} · 第 {} 张，共 {} 张", self.sheet, self.sheets)
    }
}

/// `3组`; a household that belongs to no group is of the village.
fn group(door: &Door) -> String {
    if door.group_no > 0 { format!("{}组", door.group_no) } else { String::new() }
}

/// What a QR code carries: in upper case, which makes its squares larger, unless the county's address has a path of
/// its own, where case may matter.
fn address(public_url: &str, page: char, letters: &str) -> String {
    let address = format!("{public_url}/{page}/{letters}");
    let path =
        public_url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    if path == path.to_uppercase() { address.to_uppercase() } else { address }
}

/// The address as people type it.
fn shown(public_url: &str) -> &str {
    public_url.split_once("://").map_or(public_url, |(_, rest)| rest)
}

/// Letters in groups of four, the last of four or five.
fn grouped(letters: &str) -> String {
    domain::code::grouped(letters)
}
