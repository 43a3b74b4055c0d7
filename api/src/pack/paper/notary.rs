//! The sheet that the notary compares with the stage and signs: A in all its digits and as a QR code, and under it all
//! that the announcement fixes. Every page is signed.

use super::{
    A4, Fonts, a4,
    font::Ink,
    sheet::{At, Colour, Sheet, Style},
    squares::Wear,
};
use krilla::{Document, SerializeSettings, metadata::Metadata};

const EDGE: f32 = 18.0;
const WIDE: f32 = 210.0 - 2.0 * EDGE;
/// Side of the QR code, quiet zone included.
const CODE: f32 = 50.0;
/// Where a page has no more room above the signatures.
const BOTTOM: f32 = 238.0;
const LABEL: f32 = 34.0;

/// What stands on the sheet.
#[derive(Clone, Debug)]
pub struct NotarySheet {
    pub county: String,
    pub title: String,
    /// Day and place.
    pub when: String,
    pub code: String,
    /// What must be seen at once: that it is a rehearsal, or a draft.
    pub warning: Option<&'static str>,
    /// A, once it is announced.
    pub announced: Option<String>,
    /// Where the QR code leads; A is in it.
    pub address: String,
    pub parts: Vec<Part>,
}

/// A heading and the facts under it.
#[derive(Clone, Debug)]
pub struct Part {
    pub title: &'static str,
    /// What it is, and how it stands in the announcement.
    pub facts: Vec<(String, String)>,
}

enum Block<'a> {
    Title(&'a str),
    Fact(&'a str, &'a str),
}

/// Prints it.
pub fn print(fonts: &Fonts, sheet: &NotarySheet) -> anyhow::Result<Vec<u8>> {
    let mut document = Document::new_with(SerializeSettings {
        enable_tagging: false,
        xmp_metadata: false,
        ..SerializeSettings::default()
    });
    let title = format!("{} 公证核对表", sheet.code);
    document.set_metadata(Metadata::new().title(title).language("zh-CN".to_owned()));
    let mut ink = Ink::new(fonts)?;
    let mut blocks = sheet.parts.iter().flat_map(blocks).peekable();
    let mut number = 0;
    while number == 0 || blocks.peek().is_some() {
        number += 1;
        let mut page = a4(&mut document)?;
        let mut paper = Sheet::new(page.surface(), &mut ink);
        let mut at = head(&mut paper, sheet, number)?;
        while at < BOTTOM {
            let Some(block) = blocks.next() else { break };
            at = draw(&mut paper, &block, at);
        }
        foot(&mut paper, sheet, number);
        paper.finish();
        page.finish();
    }
    document.finish().map_err(|error| anyhow::anyhow!("the sheet cannot be printed: {error:?}"))
}

fn blocks(part: &Part) -> impl Iterator<Item = Block<'_>> {
    let facts = part.facts.iter().map(|(label, text)| Block::Fact(label, text));
    std::iter::once(Block::Title(part.title)).chain(facts)
}

/// The head of a page; the first has A and its code. Answers where the rest begins.
fn head(paper: &mut Sheet<'_, '_>, sheet: &NotarySheet, number: usize) -> anyhow::Result<f32> {
    let right = A4.0 - EDGE;
    let grey = |size| Style::plain(size).in_colour(Colour::Grey);
    paper.fitted(At::Left(EDGE), 20.0, WIDE * 0.6, grey(10.0), &sheet.county);
    paper.line(At::Right(right), 20.0, grey(10.0), &sheet.code);
    if number > 1 {
        return Ok(30.0);
    }
    paper.fitted(At::Left(EDGE), 32.0, WIDE, Style::bold(20.0), &sheet.title);
    paper.fitted(At::Left(EDGE), 39.0, WIDE, grey(11.0), &sheet.when);
    let mut top = 46.0;
    if let Some(warning) = sheet.warning {
        paper.band(EDGE, top, WIDE, 10.0, Colour::Red);
        let white = Style::bold(13.0).in_colour(Colour::White);
        paper.line(At::Middle(A4.0 / 2.0), top + 6.9, white, warning);
        top += 15.0;
    }
    let Some(announced) = &sheet.announced else { return Ok(top + 4.0) };
    paper.line(At::Left(EDGE), top + 5.0, grey(10.5), "公告校验值 A（64 位，与大屏幕逐位核对）");
    for (at, line) in announced.as_bytes().chunks(16).enumerate() {
        let groups: Vec<&str> = line.chunks(4).filter_map(|group| std::str::from_utf8(group).ok()).collect();
        for (column, group) in groups.iter().enumerate() {
            #[allow(clippy::cast_precision_loss, reason = "four rows of four")]
            let (left, down) = (EDGE + 28.0 * column as f32, top + 15.0 + 9.5 * at as f32);
            paper.line(At::Left(left), down, Style::bold(17.0), group);
        }
    }
    paper.code(right - CODE, top, CODE, Wear::Much, &sheet.address)?;
    Ok(top + CODE + 6.0)
}

fn draw(paper: &mut Sheet<'_, '_>, block: &Block<'_>, at: f32) -> f32 {
    match block {
        Block::Title(title) => {
            paper.rule((EDGE, at), (A4.0 - EDGE, at), Colour::Line);
            paper.line(At::Left(EDGE), at + 7.0, Style::bold(11.5), title);
            at + 13.0
        }
        Block::Fact(label, text) => {
            let grey = Style::plain(9.5).in_colour(Colour::Grey);
            paper.fitted(At::Left(EDGE), at, LABEL - 3.0, grey, label);
            let room = WIDE - LABEL;
            paper.paragraph(EDGE + LABEL, at, room, 4.6, Style::plain(9.5), text) + 6.0
        }
    }
}

fn foot(paper: &mut Sheet<'_, '_>, sheet: &NotarySheet, number: usize) {
    let grey = Style::plain(8.5).in_colour(Colour::Grey);
    let told = "开奖、掷骰以前发布；与大屏幕、公众页面上的 A 逐位一致，方可签字。";
    paper.fitted(At::Left(EDGE), 254.0, WIDE, grey, told);
    for (left, who) in [(EDGE, "公证员"), (EDGE + 62.0, "主持人"), (EDGE + 124.0, "日期")] {
        paper.line(At::Left(left), 268.0, Style::plain(10.5), who);
        paper.rule((left + 15.0, 268.5), (left + 52.0, 268.5), Colour::Ink);
    }
    paper.line(At::Left(EDGE), 284.0, grey, &format!("{} · 第 {number} 页", sheet.code));
}
