//! Templates to download and fill in.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use crate::{
    import::{
        column::{Column, Form},
        kinds::Kind,
    },
    locale::Lang,
};

/// Rows of the template that are text before anything is typed.
const TEXT_ROWS: u32 = 20_000;

/// A workbook: the headings over columns of text, so that codes keep their zeros and digits, and a second sheet that
/// explains each column with an example.
pub fn xlsx(kind: Kind, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet(), kind, lang)?;
    explain(workbook.add_worksheet(), kind, lang)?;
    workbook.save_to_buffer()
}

/// The headings as CSV in UTF-8 with a byte order mark, without which Excel takes it for GB18030.
pub fn csv(kind: Kind, lang: Lang) -> Vec<u8> {
    let headings: Vec<&str> = kind.columns().iter().map(|column| column.heading(lang)).collect();
    format!("\u{feff}{}\r\n", headings.join(",")).into_bytes()
}

fn heading_format() -> Format {
    Format::new().set_bold().set_background_color(Color::RGB(0xE8_EE_F4)).set_border(FormatBorder::Thin)
}

fn fill(sheet: &mut Worksheet, kind: Kind, lang: Lang) -> Result<(), XlsxError> {
    let text = Format::new().set_num_format("@");
    let required = heading_format().set_font_color(Color::RGB(0xB0_20_20));
    sheet.set_name(lang.text(&format!("words.import_kind.{}", kind.as_str()), &[]))?;
    for (at, column) in (0..).zip(kind.columns()) {
        let format = if column.blank { heading_format() } else { required.clone() };
        sheet.write_with_format(0, at, column.heading(lang), &format)?;
        sheet.set_column_width(at, 18)?;
        sheet.set_column_format(at, &text)?;
    }
    let last = u16::try_from(kind.columns().len() - 1).unwrap_or_default();
    for (at, column) in (0..=last).zip(kind.columns()) {
        if let Form::Word(words) = &column.form {
            let words: Vec<&str> = words.iter().map(|word| word.name(lang)).collect();
            let choice = rust_xlsxwriter::DataValidation::new().allow_list_strings(&words)?;
            sheet.add_data_validation(1, at, TEXT_ROWS, at, &choice)?;
        }
    }
    sheet.set_freeze_panes(1, 0).map(drop)
}

fn explain(sheet: &mut Worksheet, kind: Kind, lang: Lang) -> Result<(), XlsxError> {
    let word = |key: &str| lang.text(&format!("import.template.{key}"), &[]);
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_num_format("@");
    sheet.set_name(word("sheet"))?;
    for (at, (key, width)) in
        (0..).zip([("column", 18), ("required", 8), ("explanation", 60), ("example", 22)])
    {
        sheet.write_with_format(0, at, word(key), &heading_format())?;
        sheet.set_column_width(at, width)?;
    }
    for (row, column) in (1..).zip(kind.columns()) {
        sheet.write_with_format(row, 0, column.heading(lang), &wrap)?;
        sheet.write_with_format(row, 1, word(if column.blank { "no" } else { "yes" }), &wrap)?;
        sheet.write_with_format(row, 2, explanation(kind, column, lang), &wrap)?;
        sheet.write_with_format(row, 3, column.example, &wrap)?;
    }
    Ok(())
}

/// What a column holds, with its words where it has some.
pub fn explanation(kind: Kind, column: &Column, lang: Lang) -> String {
    let text = lang.text(&format!("import.{}.{}", kind.as_str(), column.key), &[]);
    match &column.form {
        Form::Word(words) => {
            let words: Vec<&str> = words.iter().map(|word| word.name(lang)).collect();
            let separator = if lang == Lang::ZhCn { "、" } else { ", " };
            lang.text("import.template.words", &[("text", &text), ("words", &words.join(separator))])
        }
        _ => text,
    }
}

/// A workbook of plain texts.
#[cfg(test)]
pub fn workbook(rows: &[Vec<&str>]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write(row, column, *cell).expect("a small sheet");
        }
    }
    workbook.save_to_buffer().expect("a workbook in memory")
}
