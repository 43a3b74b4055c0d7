//! Invitations of colleagues to the evaluation of their unit: letters of the measures of [`super::letter`], for the same
//! envelopes with a window. In the window stands whose it is, on the right the code.

use chrono::NaiveDate;
use krilla::{Document, SerializeSettings, metadata::Metadata};

use super::{
    A4, Fonts, a4,
    font::Ink,
    letter::{CODE, EDGE, HEIGHT, RIGHT, ROWS, cut},
    sheet::{At, Colour, Sheet, Style},
    squares::Wear,
};

/// The invitations of one evaluation.
#[derive(Clone, Debug)]
pub struct Invitations {
    pub county: String,
    pub unit: String,
    /// The round's name.
    pub round: String,
    pub closes_on: NaiveDate,
    pub hotline: String,
    /// Without a slash at its end.
    pub public_url: String,
    pub letters: Vec<Invited>,
}

/// Who is invited.
#[derive(Clone)]
pub struct Invited {
    pub number: String,
    pub name: String,
    pub post: String,
    /// In letters.
    pub code: String,
}

impl std::fmt::Debug for Invited {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Invited(hidden)")
    }
}

/// Prints them as a PDF.
pub fn print(fonts: &Fonts, invitations: &Invitations) -> anyhow::Result<Vec<u8>> {
    let mut document = Document::new_with(SerializeSettings {
        enable_tagging: false,
        xmp_metadata: false,
        ..SerializeSettings::default()
    });
    let title = format!("{} 测评邀请", invitations.unit);
    document.set_metadata(Metadata::new().title(title).language("zh-CN".to_owned()));
    let mut ink = Ink::new(fonts)?;
    for on_sheet in invitations.letters.chunks(ROWS) {
        let mut page = a4(&mut document)?;
        let mut sheet = Sheet::new(page.surface(), &mut ink);
        let mut top = 0.0;
        for invited in on_sheet {
            letter(&mut sheet, invitations, invited, top)?;
            top += HEIGHT;
            if top < A4.1 - HEIGHT / 2.0 {
                cut(&mut sheet, top);
            }
        }
        sheet.finish();
        page.finish();
    }
    document.finish().map_err(|error| anyhow::anyhow!("the invitations cannot be printed: {error:?}"))
}

fn letter(
    sheet: &mut Sheet<'_, '_>,
    invitations: &Invitations,
    invited: &Invited,
    top: f32,
) -> anyhow::Result<()> {
    what_for(sheet, invitations, top);
    let (x, room) = (23.0, 75.0);
    sheet.fitted(At::Left(x), top + 64.5, room, Style::plain(11.0), &invitations.unit);
    sheet.fitted(At::Left(x), top + 70.3, room, Style::plain(11.0), &invited.post);
    let name = format!("{}  本人亲收", invited.name);
    sheet.fitted(At::Left(x), top + 77.6, room, Style::bold(15.0), &name);
    sheet.line(At::Left(x), top + 82.4, Style::plain(7.5).in_colour(Colour::Grey), &invited.number);

    let middle = f32::midpoint(RIGHT, A4.0 - EDGE);
    let room = A4.0 - EDGE - RIGHT;
    let url = super::address(&invitations.public_url, 'E', &invited.code);
    sheet.code(middle - CODE / 2.0, top + 5.0, CODE, Wear::Much, &url)?;
    sheet.fitted(At::Middle(middle), top + 53.5, room, Style::bold(14.5), &super::grouped(&invited.code));
    let typed = format!("扫不了，就在浏览器里输入：{}/E/ 和上面的码", super::shown(&invitations.public_url));
    let grey = Style::plain(7.5).in_colour(Colour::Grey);
    sheet.fitted(At::Middle(middle), top + 58.0, room, grey, &typed);
    sheet.band(RIGHT, top + 62.0, 1.2, 25.5, Colour::Red);
    let (x, room) = (RIGHT + 4.0, room - 4.0);
    let warning = "请用没有登录干部账号的浏览器打开。谁也不许向您要这个码。";
    let y = sheet.paragraph(x, top + 66.0, room, 5.2, Style::bold(10.5).in_colour(Colour::Red), warning);
    let lost = format!("信丢了，或者被别人看过：请拨 {}，换一个新码，旧码当时就作废。", invitations.hotline);
    sheet.paragraph(x, y + 5.6, room, 4.7, Style::plain(9.0), &lost);
    Ok(())
}

/// Above the window.
fn what_for(sheet: &mut Sheet<'_, '_>, invitations: &Invitations, top: f32) {
    let room = RIGHT - 6.0 - EDGE;
    sheet.line(At::Left(EDGE), top + 13.0, Style::bold(16.0), "单位民主测评邀请");
    let sender = format!("{}干部联系群众办公室", invitations.county);
    let grey = Style::plain(8.0).in_colour(Colour::Grey);
    sheet.fitted(At::Right(EDGE + room), top + 12.6, 48.0, grey, &sender);
    let text = format!(
        "{}，{}前有效。扫右边的码，给本单位除您以外的每一位同事各投一票。手机上盲签，票箱里没有名字：谁投了哪一票，\
         存下来的东西里查不出来。",
        invitations.round,
        invitations.closes_on.format("%-m月%-d日")
    );
    sheet.paragraph(EDGE, top + 20.0, room, 5.0, Style::plain(9.5), &text);
}
