//! Pledge cards (承诺卡): 90 by 54 mm, the size of a visiting card, ten on a sheet without gaps.

use anyhow::Context;

use super::{
    A4, Door, Foot, Responsible, Village, group,
    sheet::{At, Colour, Sheet, Style},
    squares::Wear,
};

pub const COLUMNS: usize = 2;
pub const ROWS: usize = 5;
const WIDTH: f32 = 90.0;
const HEIGHT: f32 = 54.0;
const BAND: f32 = 8.5;
/// Side of the QR code, quiet zone included.
const CODE: f32 = 25.0;
/// Lines for pledges, and how many that is in leadings, a little less for the last one.
const LINES: usize = 2;
const LINES_DEEP: f32 = 1.9;

pub fn lay_out(sheet: &mut Sheet<'_, '_>, foot: &Foot<'_>, doors: &[Door]) -> anyhow::Result<()> {
    let (left, top) = ((A4.0 - 2.0 * WIDTH) / 2.0, (A4.1 - 5.0 * HEIGHT) / 2.0);
    let columns = [left, left + WIDTH, left + 2.0 * WIDTH];
    let rows = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0].map(|row| top + row * HEIGHT);
    sheet.grid_marks(&columns, &rows);
    let places =
        rows[..ROWS].iter().flat_map(|row| columns[..COLUMNS].iter().map(move |column| (*column, *row)));
    for (door, (left, top)) in doors.iter().zip(places) {
        card(sheet, foot.village, door, left, top)?;
    }
    let style = Style::plain(6.0).in_colour(Colour::Grey);
    sheet.line(At::Middle(A4.0 / 2.0), A4.1 - 5.5, style, &foot.text());
    Ok(())
}

fn card(
    sheet: &mut Sheet<'_, '_>,
    village: &Village,
    door: &Door,
    left: f32,
    top: f32,
) -> anyhow::Result<()> {
    let official = door.official.as_ref().context("a pledge card names an official")?;
    // The band keeps away from the cut: a cut that is a millimetre off leaves a white edge, not a coloured one.
    sheet.band(left + 3.0, top + 3.0, WIDTH - 6.0, BAND, Colour::Blue);
    let white = |style: Style| style.in_colour(Colour::White);
    sheet.line(At::Left(left + 6.0), top + 9.0, white(Style::bold(11.5)), "干部联系群众承诺卡");
    sheet.fitted(At::Right(left + WIDTH - 6.0), top + 8.8, 28.0, white(Style::plain(8.0)), &village.county);

    who(sheet, village, official, left + 6.0, top);
    pledges(sheet, official, left + 6.0, top + 39.0);

    let address = super::address(&village.public_url, 'T', &door.tag);
    let code = left + WIDTH - CODE - 3.5;
    sheet.code(code, top + 12.0, CODE, Wear::Little, &address)?;
    let grey = |size: f32| Style::plain(size).in_colour(Colour::Grey);
    sheet.line(At::Middle(code + CODE / 2.0), top + 38.6, grey(6.5), "扫码看他的承诺和走访");
    let whom = format!("{}{} {}", village.name, group(door), door.head_name);
    sheet.fitted(At::Middle(code + CODE / 2.0), top + 42.4, CODE + 1.0, grey(6.5), &whom);
    sheet.fitted(
        At::Middle(code + CODE / 2.0),
        top + 46.0,
        CODE + 1.0,
        grey(6.5),
        &super::grouped(&door.tag),
    );
    Ok(())
}

fn who(sheet: &mut Sheet<'_, '_>, village: &Village, official: &Responsible, x: f32, top: f32) {
    let room = WIDTH - CODE - 12.0;
    sheet.fitted(At::Left(x), top + 19.4, 30.0, Style::bold(16.0), &official.name);
    let number = Style::plain(8.0).in_colour(Colour::Grey);
    sheet.line(At::Right(x + room - 1.0), top + 19.2, number, &official.number);
    let unit = format!("{} {}", official.unit, official.post);
    sheet.fitted(At::Left(x), top + 24.8, room, Style::plain(9.0), &unit);
    let phone = official.phone.as_deref().map_or_else(|| "电话".to_owned(), |phone| format!("电话 {phone}"));
    sheet.fitted(At::Left(x), top + 29.8, room, Style::plain(9.0), &phone);
    if official.phone.is_none() {
        sheet.rule((x + 8.0, top + 30.4), (x + room - 1.0, top + 30.4), Colour::Line);
    }
    let hotline = format!("找不到他、不满意：县热线 {}", village.hotline);
    sheet.fitted(At::Left(x), top + 34.4, room, Style::plain(8.0), &hotline);
}

/// What he has promised: one pledge on all lines, or one on each; lines to write on where there is none.
fn pledges(sheet: &mut Sheet<'_, '_>, official: &Responsible, x: f32, top: f32) {
    const LEADING: f32 = 5.0;
    let room = WIDTH - CODE - 13.0;
    let (style, first) = (Style::plain(8.0), top + 5.6);
    sheet.line(At::Left(x), top + 1.0, Style::bold(8.0), "我承诺");
    let mut baseline = match official.pledges.as_slice() {
        [] => first,
        [only] => sheet.lines((x, first), room, LEADING, style, only, LINES) + LEADING,
        several => several.iter().take(LINES).fold(first, |baseline, pledge| {
            sheet.lines((x, baseline), room, LEADING, style, pledge, 1) + LEADING
        }),
    };
    while baseline < first + LEADING * LINES_DEEP {
        sheet.rule((x, baseline + 0.6), (x + room, baseline + 0.6), Colour::Line);
        baseline += LEADING;
    }
}
