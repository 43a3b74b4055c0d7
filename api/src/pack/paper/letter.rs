//! Letters with the household code (户码): three on a sheet, 210 by 99 mm each, unfolded into an envelope of 220 by
//! 110 mm with a window on the left (90 by 35 or 45 mm, 20 mm from the left, 15 mm from the bottom). Whichever way the
//! letter slides in its envelope, the window shows the address and nothing else.

use anyhow::Context;

use super::{
    A4, Door, Foot, Village, group,
    sheet::{At, Colour, Sheet, Style},
    squares::Wear,
};

pub const ROWS: usize = 3;
pub(super) const HEIGHT: f32 = 99.0;
/// Side of the QR code, quiet zone included.
pub(super) const CODE: f32 = 44.0;
/// Where the half that the window never shows begins.
pub(super) const RIGHT: f32 = 117.0;
pub(super) const EDGE: f32 = 12.0;

pub fn lay_out(sheet: &mut Sheet<'_, '_>, foot: &Foot<'_>, doors: &[Door]) -> anyhow::Result<()> {
    let mut top = 0.0;
    for (at, door) in doors.iter().enumerate() {
        if at > 0 {
            cut(sheet, top);
        }
        letter(sheet, foot.village, door, top)?;
        top += HEIGHT;
    }
    if doors.len() < ROWS {
        cut(sheet, top);
    }
    Ok(())
}

/// Where a sheet is cut.
pub(super) fn cut(sheet: &mut Sheet<'_, '_>, top: f32) {
    sheet.rule((4.0, top), (11.0, top), Colour::Ink);
    sheet.rule((A4.0 - 11.0, top), (A4.0 - 4.0, top), Colour::Ink);
    sheet.dots((11.0, top), (A4.0 - 11.0, top));
}

fn letter(sheet: &mut Sheet<'_, '_>, village: &Village, door: &Door, top: f32) -> anyhow::Result<()> {
    let code = door.code.as_deref().context("a letter carries a code")?;
    what_for(sheet, village, top);
    address(sheet, village, door, top);

    // The half that stays in the dark of the envelope.
    let middle = f32::midpoint(RIGHT, A4.0 - EDGE);
    let room = A4.0 - EDGE - RIGHT;
    let url = super::address(&village.public_url, 'R', code);
    sheet.code(middle - CODE / 2.0, top + 5.0, CODE, Wear::Much, &url)?;
    sheet.fitted(At::Middle(middle), top + 53.5, room, Style::bold(14.5), &super::grouped(code));
    let typed = format!("扫不了，就在浏览器里输入：{}/R/ 和上面的码", super::shown(&village.public_url));
    let grey = Style::plain(7.5).in_colour(Colour::Grey);
    sheet.fitted(At::Middle(middle), top + 58.0, room, grey, &typed);

    sheet.band(RIGHT, top + 62.0, 1.2, 25.5, Colour::Red);
    let (x, room) = (RIGHT + 4.0, room - 4.0);
    let warning = "任何干部都不许向您要这个码，也不许替您扫、替您填。";
    let y = sheet.paragraph(x, top + 66.0, room, 5.2, Style::bold(10.5).in_colour(Colour::Red), warning);
    let lost = format!(
        "有人来要，信丢了，或者被别人看过：请拨 {}，给您换一个新码，旧码当时就作废。不用手机的，也请拨这个电话。",
        village.hotline
    );
    sheet.paragraph(x, y + 5.6, room, 4.7, Style::plain(9.0), &lost);
    Ok(())
}

/// Above the window.
fn what_for(sheet: &mut Sheet<'_, '_>, village: &Village, top: f32) {
    let room = RIGHT - 6.0 - EDGE;
    sheet.line(At::Left(EDGE), top + 13.0, Style::bold(16.0), "这是您家的户码");
    let sender = format!("{}干部联系群众办公室", village.county);
    sheet.fitted(
        At::Right(EDGE + room),
        top + 12.6,
        48.0,
        Style::plain(8.0).in_colour(Colour::Grey),
        &sender,
    );
    let text = "只给您一家，请收好。扫右边的码，可以看谁联系您家、他答应过什么；他说来过，来没来您说了算；\
                有事可以提，办到哪一步随时看；评一评他，他看不到是谁、选了什么。";
    sheet.paragraph(EDGE, top + 20.0, room, 5.0, Style::plain(9.5), text);
}

/// Behind the window: nothing else stands from 39 mm below the top to the bottom, left of [`RIGHT`].
fn address(sheet: &mut Sheet<'_, '_>, village: &Village, door: &Door, top: f32) {
    let (x, room) = (23.0, 75.0);
    let place = format!("{}{}{}", village.township, village.name, group(door));
    sheet.fitted(At::Left(x), top + 64.5, room, Style::plain(11.0), &place);
    sheet.fitted(At::Left(x), top + 70.3, room, Style::plain(11.0), &door.address);
    let name = format!("{}  户主亲收", door.head_name);
    sheet.fitted(At::Left(x), top + 77.6, room, Style::bold(15.0), &name);
    sheet.line(At::Left(x), top + 82.4, Style::plain(7.5).in_colour(Colour::Grey), &door.number);
}
