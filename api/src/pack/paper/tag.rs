//! Door tags (门牌码): 90 by 60 mm, eight on a sheet. Seen by everyone, so no name stands on them; the name of the
//! head of household stands below the cut, for whoever puts the tag up.

use super::{
    A4, Door, Foot, Village, group,
    sheet::{At, Colour, Sheet, Style},
    squares::Wear,
};

pub const COLUMNS: usize = 2;
pub const ROWS: usize = 4;
const WIDTH: f32 = 90.0;
const HEIGHT: f32 = 60.0;
const BAND: f32 = 11.0;
/// Side of the QR code, quiet zone included.
const CODE: f32 = 45.0;

pub fn lay_out(sheet: &mut Sheet<'_, '_>, foot: &Foot<'_>, doors: &[Door]) -> anyhow::Result<()> {
    let (cell_width, cell_height) = (A4.0 / 2.0, A4.1 / 4.0);
    let mut places = (0..ROWS).flat_map(|row| (0..COLUMNS).map(move |column| (column, row)));
    for (door, (column, row)) in doors.iter().zip(&mut places) {
        #[allow(clippy::cast_precision_loss, reason = "two columns, four rows")]
        let (column, row) = (column as f32, row as f32);
        let left = column * cell_width + (cell_width - WIDTH) / 2.0;
        let top = row * cell_height + (cell_height - HEIGHT) / 2.0;
        sheet.corner_marks(left, top, WIDTH, HEIGHT);
        tag(sheet, foot.village, door, left, top)?;
        let up = format!(
            "挂牌人看：{}{} {} {} {}",
            foot.village.name,
            group(door),
            door.head_name,
            door.address,
            door.number
        );
        let style = Style::plain(6.5).in_colour(Colour::Grey);
        sheet.fitted(At::Left(left + 2.0), top + HEIGHT + 4.0, WIDTH - 4.0, style, &up);
    }
    let style = Style::plain(6.0).in_colour(Colour::Grey);
    sheet.fitted(At::Middle(A4.0 / 4.0), 4.6, WIDTH - 4.0, style, &foot.text());
    Ok(())
}

fn tag(sheet: &mut Sheet<'_, '_>, village: &Village, door: &Door, left: f32, top: f32) -> anyhow::Result<()> {
    sheet.band(left, top, WIDTH, BAND, Colour::Blue);
    let white = |style: Style| style.in_colour(Colour::White);
    sheet.line(At::Left(left + 4.0), top + 7.6, white(Style::bold(14.0)), "连心门牌");
    let place = format!("{}{}", village.name, group(door));
    sheet.fitted(At::Right(left + WIDTH - 4.0), top + 7.4, 52.0, white(Style::plain(11.0)), &place);

    let address = super::address(&village.public_url, 'T', &door.tag);
    sheet.code(left + 1.5, top + BAND + 1.5, CODE, Wear::Much, &address)?;

    let (x, room) = (left + CODE + 4.0, WIDTH - CODE - 7.0);
    let grey = |size: f32| Style::plain(size).in_colour(Colour::Grey);
    let y = sheet.paragraph(x, top + 18.5, room, 5.2, Style::bold(12.0), "扫一扫，看谁联系这一户");
    sheet.paragraph(x, y + 5.2, room, 4.0, Style::plain(8.5), "他答应过什么，有事找谁，都在里面。");
    sheet.line(At::Left(x), top + 40.0, grey(7.0), "县热线");
    sheet.fitted(At::Left(x), top + 45.6, room, Style::bold(14.0), &village.hotline);
    sheet.line(At::Left(x), top + 51.0, grey(7.0), "门牌号码");
    sheet.fitted(At::Left(x), top + 55.8, room, Style::bold(11.0), &super::grouped(&door.tag));
    Ok(())
}
