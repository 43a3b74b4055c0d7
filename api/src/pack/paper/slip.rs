//! Slips of a rating round, official by official: four on a sheet, 210 by 74 mm each, to be folded once over the code and
//! sealed into identical envelopes; after them as many labels, 24 on a sheet, which carry the official and the round and
//! nothing else.

use krilla::{Document, SerializeSettings, metadata::Metadata};

use super::{
    A4, Fonts, Ink, Printed, a4,
    sheet::{At, Colour, Sheet, Style},
    squares::Wear,
};

const ROWS: usize = 4;
const HEIGHT: f32 = 74.25;
const EDGE: f32 = 12.0;
/// Where the half with the code begins; the fold goes along it.
const FOLD: f32 = A4.0 / 2.0;
/// Side of the QR code, quiet zone included.
const CODE: f32 = 44.0;
const LABELS: (usize, usize) = (3, 8);
const LABEL: (f32, f32) = (A4.0 / 3.0, A4.1 / 8.0);

/// The slips of a village.
#[derive(Debug)]
pub struct SlipSheets {
    /// Names the file.
    pub title: String,
    pub round: String,
    pub question: String,
    pub hotline: String,
    /// Where a slip is entered.
    pub address: String,
    pub officials: Vec<SlipsOf>,
}

/// The slips of one official.
#[derive(Debug)]
pub struct SlipsOf {
    pub name: String,
    pub unit: String,
    pub post: String,
    /// His duty report.
    pub report: Option<String>,
    /// As they are printed, in groups.
    pub codes: Vec<String>,
}

/// Prints them.
pub fn print(fonts: &Fonts, slips: &SlipSheets) -> anyhow::Result<Printed> {
    let mut document = Document::new_with(SerializeSettings {
        enable_tagging: false,
        xmp_metadata: false,
        ..SerializeSettings::default()
    });
    document.set_metadata(Metadata::new().title(slips.title.clone()).language("zh-CN".to_owned()));
    let mut ink = Ink::new(fonts)?;
    let (mut pieces, mut sheets) = (0, 0);
    for official in &slips.officials {
        for codes in official.codes.chunks(ROWS) {
            let mut page = a4(&mut document)?;
            let mut sheet = Sheet::new(page.surface(), &mut ink);
            lay_out(&mut sheet, slips, official, codes)?;
            sheet.finish();
            page.finish();
            sheets += 1;
        }
        for labels in official.codes.chunks(LABELS.0 * LABELS.1) {
            let mut page = a4(&mut document)?;
            let mut sheet = Sheet::new(page.surface(), &mut ink);
            lay_out_labels(&mut sheet, slips, official, labels.len());
            sheet.finish();
            page.finish();
            sheets += 1;
        }
        pieces += official.codes.len();
    }
    if sheets == 0 {
        let mut page = a4(&mut document)?;
        let mut sheet = Sheet::new(page.surface(), &mut ink);
        sheet.line(At::Left(EDGE), 30.0, Style::bold(14.0), &slips.title);
        sheet.line(
            At::Left(EDGE),
            42.0,
            Style::plain(11.0),
            "这个村的评议票以前都印过了，这一次没有要印的。",
        );
        sheet.finish();
        page.finish();
        sheets = 1;
    }
    let pdf = document.finish().map_err(|error| anyhow::anyhow!("slips cannot be printed: {error:?}"))?;
    Ok(Printed { pdf, pieces, sheets, missing: ink.into_missing() })
}

fn lay_out(
    sheet: &mut Sheet<'_, '_>,
    slips: &SlipSheets,
    official: &SlipsOf,
    codes: &[String],
) -> anyhow::Result<()> {
    let mut top = 0.0;
    for (row, code) in codes.iter().enumerate() {
        slip(sheet, slips, official, code, top)?;
        top += HEIGHT;
        if row + 1 < ROWS {
            sheet.rule((4.0, top), (11.0, top), Colour::Ink);
            sheet.rule((A4.0 - 11.0, top), (A4.0 - 4.0, top), Colour::Ink);
            sheet.dots((11.0, top), (A4.0 - 11.0, top));
        }
    }
    Ok(())
}

fn slip(
    sheet: &mut Sheet<'_, '_>,
    slips: &SlipSheets,
    official: &SlipsOf,
    code: &str,
    top: f32,
) -> anyhow::Result<()> {
    sheet.dots((FOLD, top + 3.0), (FOLD, top + HEIGHT - 3.0));
    let (room, grey) = (FOLD - EDGE - 5.0, Colour::Grey);
    sheet.fitted(At::Left(EDGE), top + 9.0, room, Style::plain(8.5).in_colour(grey), &slips.round);
    sheet.fitted(At::Left(EDGE), top + 18.0, room, Style::bold(16.0), &official.name);
    let post = format!("{} {}", official.unit, official.post);
    sheet.fitted(At::Left(EDGE), top + 23.8, room, Style::plain(9.0), &post);
    let baseline = sheet.lines((EDGE, top + 30.5), room, 4.8, Style::bold(10.5), &slips.question, 2);
    if let Some(report) = &official.report {
        let report = report.split_whitespace().collect::<Vec<_>>().join(" ");
        let style = Style::plain(7.5).in_colour(grey);
        sheet.lines((EDGE, baseline + 5.6), room, 3.9, style, &format!("述职：{report}"), 6);
    }
    sheet.fitted(
        At::Left(EDGE),
        top + 69.5,
        room,
        Style::bold(9.0),
        "您的干部看不到您的选择。一张票只能用一次。",
    );

    let left = FOLD + 6.0;
    let letters: String = code.chars().filter(|c| *c != '-').collect();
    sheet.code(left, top + 5.0, CODE, Wear::Much, &format!("{}#{letters}", slips.address))?;
    let (beside, narrow) = (left + CODE + 2.0, A4.0 - EDGE - left - CODE - 2.0);
    let how = format!("扫码评议；也可以到村办公室用平板，或拨 {} 请人代填。", slips.hotline);
    sheet.paragraph(beside, top + 14.0, narrow, 5.0, Style::plain(9.5), &how);
    let room = A4.0 - EDGE - left;
    sheet.fitted(At::Left(left), top + 57.5, room, Style::bold(14.0), code);
    let typed = format!("扫不了，就在浏览器里打开 {}，输入上面的编码", super::shown(&slips.address));
    sheet.fitted(At::Left(left), top + 64.0, room, Style::plain(7.5).in_colour(grey), &typed);
    Ok(())
}

#[allow(clippy::cast_precision_loss, reason = "a sheet has 24 labels")]
fn lay_out_labels(sheet: &mut Sheet<'_, '_>, slips: &SlipSheets, official: &SlipsOf, count: usize) {
    let columns: Vec<f32> = (1..LABELS.0).map(|column| column as f32 * LABEL.0).collect();
    for column in columns {
        sheet.dots((column, 4.0), (column, A4.1 - 4.0));
    }
    for row in 1..LABELS.1 {
        let y = row as f32 * LABEL.1;
        sheet.dots((4.0, y), (A4.0 - 4.0, y));
    }
    for at in 0..count {
        let left = (at % LABELS.0) as f32 * LABEL.0;
        let (top, middle) = ((at / LABELS.0) as f32 * LABEL.1, left + LABEL.0 / 2.0);
        let room = LABEL.0 - 10.0;
        let grey = Style::plain(8.5).in_colour(Colour::Grey);
        sheet.fitted(At::Middle(middle), top + 11.0, room, grey, &slips.round);
        sheet.fitted(At::Middle(middle), top + 21.0, room, Style::bold(15.0), &official.name);
        sheet.fitted(At::Middle(middle), top + 28.0, room, Style::plain(8.5), &official.unit);
    }
}
