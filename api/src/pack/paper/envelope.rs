//! The notary's one-time codes: a sheet with the tip, which is announced, then four slips on a sheet, 210 by 74 mm, each folded
//! over its code before it goes into its envelope.

use krilla::{Document, metadata::Metadata};

use super::{
    A4, Fonts, Ink, a4,
    sheet::{At, Colour, Sheet, Style},
    squares::Wear,
};

const ROWS: usize = 4;
const HEIGHT: f32 = 74.25;
const EDGE: f32 = 14.0;
/// Side of the QR code, quiet zone included: 64 digits that are read in any light.
const CODE: f32 = 46.0;
/// Left of it stands which envelope the slip is for; right of it the code, which the fold covers.
const FOLD: f32 = A4.0 / 2.0;

/// The codes of one meeting.
#[derive(Debug)]
pub struct Envelopes<'a> {
    /// The meeting's id in the protocol; empty where it is not known yet.
    pub meeting: &'a str,
    pub tip: &'a str,
    /// In the order of opening; the last one is the spare.
    pub codes: &'a [String],
}

/// Prints them as a PDF.
pub fn print(fonts: &Fonts, envelopes: &Envelopes<'_>) -> anyhow::Result<Vec<u8>> {
    let mut document = Document::new();
    document.set_metadata(Metadata::new().title("公证员一次性码".to_owned()).language("zh-CN".to_owned()));
    let mut ink = Ink::new(fonts)?;
    let mut page = a4(&mut document)?;
    let mut sheet = Sheet::new(page.surface(), &mut ink);
    cover(&mut sheet, envelopes)?;
    sheet.finish();
    page.finish();
    for (at, codes) in envelopes.codes.chunks(ROWS).enumerate() {
        let mut page = a4(&mut document)?;
        let mut sheet = Sheet::new(page.surface(), &mut ink);
        let mut top = 0.0;
        for (row, code) in codes.iter().enumerate() {
            slip(&mut sheet, envelopes, at * ROWS + row + 1, code, top)?;
            top += HEIGHT;
            if row + 1 < ROWS {
                sheet.rule((4.0, top), (11.0, top), Colour::Ink);
                sheet.rule((A4.0 - 11.0, top), (A4.0 - 4.0, top), Colour::Ink);
                sheet.dots((11.0, top), (A4.0 - 11.0, top));
            }
        }
        sheet.finish();
        page.finish();
    }
    document.finish().map_err(|error| anyhow::anyhow!("the codes cannot be printed: {error:?}"))
}

/// What the notary keeps open on the table: the tip, and how the envelopes are made and opened.
fn cover(sheet: &mut Sheet<'_, '_>, envelopes: &Envelopes<'_>) -> anyhow::Result<()> {
    let middle = A4.0 / 2.0;
    sheet.line(At::Middle(middle), 28.0, Style::bold(22.0), "公证员一次性码");
    sheet.fitted(At::Middle(middle), 38.0, A4.0 - 2.0 * EDGE, Style::plain(13.0), envelopes.meeting);
    sheet.line(At::Left(EDGE), 56.0, Style::bold(13.0), "链头 otc_tip（写进公告，可以公开）");
    digits(sheet, EDGE, 66.0, Style::plain(15.0), envelopes.tip);
    sheet.code(A4.0 - EDGE - CODE, 50.0, CODE, Wear::Much, envelopes.tip)?;
    let rounds = envelopes.codes.len().saturating_sub(1);
    let how = [
        format!("一共 {} 个信封：{rounds} 个按次序各用一轮，最后一个是备用。", rounds + 1),
        "以下各页每页四条，沿虚线裁开，沿中线向里对折，码在里面，再装进不透光的信封，在信封上写上序号并加盖骑缝章。".to_owned(),
        "每一轮骰子锁定、锁定值 D 播出以后，才拆下一个信封，把里面的 64 位数交给主持人录入。早拆一刻，这一轮就不可信。".to_owned(),
        "信封丢了：拆下一个信封，程序从它算回丢失的码，结果照样成立。备用的最后一个因此留到散会。".to_owned(),
        "打印用的文件和纸样当场销毁；码只在信封里，服务器上没有。".to_owned(),
    ];
    let mut y = 116.0;
    for (nth, text) in how.iter().enumerate() {
        sheet.line(At::Left(EDGE), y, Style::bold(12.0), &format!("{}", nth + 1));
        y = sheet.paragraph(EDGE + 9.0, y, A4.0 - 2.0 * EDGE - 9.0, 6.6, Style::plain(12.0), text) + 10.0;
    }
    for (label, left) in [("公证员（签字）", EDGE), ("见证人（签字）", middle + 4.0)] {
        sheet.line(At::Left(left), 250.0, Style::plain(11.0), label);
        sheet.rule((left + 30.0, 251.0), (left + 78.0, 251.0), Colour::Line);
    }
    Ok(())
}

fn slip(
    sheet: &mut Sheet<'_, '_>,
    envelopes: &Envelopes<'_>,
    number: usize,
    code: &str,
    top: f32,
) -> anyhow::Result<()> {
    let spare = number == envelopes.codes.len();
    sheet.dots((FOLD, top + 4.0), (FOLD, top + HEIGHT - 4.0));
    let number = format!("第 {number} 号");
    sheet.line(At::Left(EDGE), top + 26.0, Style::bold(30.0), &number);
    let use_ = if spare { "备用：前面的信封丢了才拆" } else { "锁定播出以后再拆" };
    sheet.line(At::Left(EDGE), top + 38.0, Style::plain(12.0), use_);
    let grey = Style::plain(9.0).in_colour(Colour::Grey);
    sheet.fitted(At::Left(EDGE), top + 48.0, FOLD - 2.0 * EDGE, grey, envelopes.meeting);
    sheet.line(At::Left(EDGE), top + 54.0, grey, "沿中线向里对折");
    let left = FOLD + 6.0;
    sheet.code(left, top + 4.0, CODE, Wear::Much, code)?;
    sheet.line(At::Left(left + CODE + 2.0), top + 12.0, Style::bold(11.0), &number);
    let small = Style::plain(10.5);
    for (row, half) in halves(code).iter().enumerate() {
        #[allow(clippy::cast_precision_loss, reason = "two rows")]
        sheet.line(At::Left(left), top + 57.0 + 7.0 * row as f32, small, half);
    }
    Ok(())
}

/// 64 digits in four rows of four groups.
fn digits(sheet: &mut Sheet<'_, '_>, left: f32, top: f32, style: Style, hex: &str) {
    let mut y = top;
    for row in groups(hex).chunks(4) {
        sheet.line(At::Left(left), y, style, &row.join("  "));
        y += 8.0;
    }
}

/// 64 digits in two rows of eight groups.
fn halves(hex: &str) -> Vec<String> {
    groups(hex).chunks(8).map(|half| half.join(" ")).collect()
}

fn groups(hex: &str) -> Vec<String> {
    let digits: Vec<char> = hex.chars().collect();
    digits.chunks(4).map(|four| four.iter().collect()).collect()
}
