//! Workbooks, cell by cell: a county's households are never all in memory.

use std::{
    io::{self, BufReader, Read, Seek, SeekFrom},
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
};

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use chrono::NaiveDate;

use super::{Cell, LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Permille, SheetError, SheetRow, permille};

/// Bytes that the parts read into memory at once (texts, styles) may unpack to. A county of 337,000 households
/// needs 40 MB; a file made to fill the memory needs thousands.
const MOST_IN_MEMORY: u64 = 256 * 1024 * 1024;

pub fn read<S: Read + Seek>(
    mut source: S,
    on_row: &mut dyn FnMut(SheetRow, Permille) -> ControlFlow<()>,
) -> Result<(), SheetError> {
    // The library counts columns and rows of a forged reference without looking for overflow.
    catch_unwind(AssertUnwindSafe(|| {
        weigh(&mut source)?;
        source.seek(SeekFrom::Start(0))?;
        cells(source, on_row)
    }))
    .unwrap_or_else(|_| Err(SheetError::Damaged("unreadable".to_owned())))
}

/// Unpacks what the library will hold in memory and refuses it when it is too much: the sizes a forged file
/// declares are not to be believed.
fn weigh<S: Read + Seek>(source: &mut S) -> Result<(), SheetError> {
    let mut archive = zip::ZipArchive::new(source).map_err(|error| SheetError::Damaged(error.to_string()))?;
    let mut room = MOST_IN_MEMORY;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| SheetError::Damaged(error.to_string()))?;
        let name = part.name().map_err(|error| SheetError::Damaged(error.to_string()))?;
        let streamed = name.to_ascii_lowercase().contains("worksheets/");
        if streamed || part.is_dir() {
            continue;
        }
        let unpacked = io::copy(&mut part.take(room + 1), &mut io::sink())
            .map_err(|error| SheetError::Damaged(error.to_string()))?;
        room = room.checked_sub(unpacked).ok_or(SheetError::TooLarge)?;
    }
    Ok(())
}

fn cells<S: Read + Seek>(
    source: S,
    on_row: &mut dyn FnMut(SheetRow, Permille) -> ControlFlow<()>,
) -> Result<(), SheetError> {
    let mut workbook = Xlsx::new(BufReader::with_capacity(256 * 1024, source)).map_err(damaged)?;
    let name = workbook
        .sheets_metadata()
        .iter()
        .find(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .ok_or_else(|| SheetError::Damaged("no worksheet".to_owned()))?;
    let mut reader = workbook.worksheet_cells_reader(&name).map_err(damaged)?;
    let last = u64::from(reader.dimensions().end.0) + 1;
    let mut row = SheetRow::default();
    while let Some(cell) = reader.next_cell().map_err(damaged)? {
        let (at, column) = cell.get_position();
        let number = at.saturating_add(1);
        if number > MOST_ROWS {
            return Err(SheetError::TooLarge);
        }
        if number != row.number {
            if number < row.number {
                return Err(SheetError::Damaged("rows out of order".to_owned()));
            }
            let done = std::mem::replace(&mut row, SheetRow { number, cells: Vec::new() });
            if !done.cells.iter().all(Cell::is_blank)
                && on_row(done, permille(u64::from(at), last)).is_break()
            {
                return Ok(());
            }
        }
        let column = column as usize;
        if column >= MOST_COLUMNS {
            continue;
        }
        if row.cells.len() <= column {
            row.cells.resize(column + 1, Cell::Empty);
        }
        row.cells[column] = convert(cell.get_value());
    }
    if !row.cells.iter().all(Cell::is_blank) {
        let _ = on_row(row, 1000);
    }
    Ok(())
}

fn damaged(error: XlsxError) -> SheetError {
    match error {
        XlsxError::Password => SheetError::OldExcel,
        other => SheetError::Damaged(other.to_string()),
    }
}

fn convert(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => bounded(text),
        DataRef::SharedString(text) => bounded(text),
        #[expect(clippy::cast_precision_loss, reason = "a sheet holds numbers as doubles anyway")]
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::Bool(truth) => Cell::Text(if *truth { "TRUE" } else { "FALSE" }.to_owned()),
        DataRef::DateTime(moment) => day(moment),
        DataRef::Error(error) => Cell::Failed(error.to_string()),
    }
}

fn bounded(text: &str) -> Cell {
    // One beyond the limit, so that the cell is seen to be too long.
    match text.char_indices().nth(LONGEST_CELL + 1) {
        Some((end, _)) => Cell::Text(text[..end].to_owned()),
        None => Cell::Text(text.to_owned()),
    }
}

fn day(moment: &ExcelDateTime) -> Cell {
    if !moment.is_datetime() {
        return Cell::Number(moment.as_f64());
    }
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))
        .map_or_else(|| Cell::Failed(moment.as_f64().to_string()), Cell::Day)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use rust_xlsxwriter::{ExcelDateTime as Written, Format, Workbook};

    use super::*;

    fn rows(workbook: &mut Workbook) -> Vec<SheetRow> {
        let mut rows = Vec::new();
        read(Cursor::new(workbook.save_to_buffer().unwrap()), &mut |row, _| {
            rows.push(row);
            ControlFlow::Continue(())
        })
        .unwrap();
        rows
    }

    #[test]
    fn cells_keep_their_rows_columns_and_types() {
        let mut workbook = Workbook::new();
        let hidden = workbook.add_worksheet();
        hidden.write(0, 0, "旧").unwrap();
        hidden.set_hidden(true);
        let sheet = workbook.add_worksheet();
        let date = Format::new().set_num_format("yyyy/m/d");
        sheet.write(1, 0, "编号").unwrap();
        sheet.write(4, 1, "张三").unwrap();
        sheet.write(4, 3, 371_323_100_201_f64).unwrap();
        sheet.write_with_format(4, 4, Written::from_ymd(2025, 3, 9).unwrap(), &date).unwrap();
        sheet.write_blank(6, 0, &date).unwrap();
        sheet.set_active(true);
        let text = |text: &str| Cell::Text(text.to_owned());
        assert_eq!(
            rows(&mut workbook),
            [
                SheetRow { number: 2, cells: vec![text("编号")] },
                SheetRow {
                    number: 5,
                    cells: vec![
                        Cell::Empty,
                        text("张三"),
                        Cell::Empty,
                        Cell::Number(371_323_100_201.0),
                        Cell::Day(NaiveDate::from_ymd_opt(2025, 3, 9).unwrap()),
                    ],
                },
            ]
        );
    }

    #[test]
    fn a_workbook_that_unpacks_beyond_all_bounds_is_refused() {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file("xl/sharedStrings.xml", zip::write::SimpleFileOptions::default()).unwrap();
        let zeros = vec![0; 1024 * 1024];
        for _ in 0..=256 {
            io::Write::write_all(&mut archive, &zeros).unwrap();
        }
        let packed = archive.finish().unwrap();
        assert!(packed.get_ref().len() < 2_000_000, "a small file");
        assert!(matches!(read(packed, &mut |_, _| ControlFlow::Continue(())), Err(SheetError::TooLarge)));
    }
}
