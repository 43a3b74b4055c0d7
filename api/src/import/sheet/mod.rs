//! Reading a sheet of any kind: rows of cells with the numbers that the person who made it sees.

mod csv;
mod encoding;
pub mod template;
mod xlsx;

use std::{
    io::{Read, Seek, SeekFrom},
    ops::ControlFlow,
};

use chrono::NaiveDate;

/// Rows beyond which a sheet is refused: three times the largest county.
const MOST_ROWS: u32 = 3_000_000;
/// Columns beyond which cells are not looked at.
const MOST_COLUMNS: usize = 256;
/// Characters of a cell; Excel's own limit.
const LONGEST_CELL: usize = 32_767;

/// A cell as the sheet stores it.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    /// A number of a spreadsheet; a CSV file has only texts.
    Number(f64),
    Day(NaiveDate),
    /// A formula's error such as `#N/A`.
    Failed(String),
}

impl Cell {
    fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            Self::Number(_) | Self::Day(_) | Self::Failed(_) => false,
        }
    }
}

/// One row that is not blank.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SheetRow {
    /// As the spreadsheet program shows it, from 1, blank rows counted.
    pub number: u32,
    pub cells: Vec<Cell>,
}

/// Why a file could not be read as a sheet at all.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// Neither UTF-8 nor GB18030 from this row on.
    #[error("neither UTF-8 nor GB18030 at row {0}")]
    Encoding(u32),
    /// A quotation mark is opened in this row and never closed.
    #[error("a quotation mark opened in row {0} is never closed")]
    Quote(u32),
    /// The old format of Excel 97, or an encrypted workbook.
    #[error("an .xls or encrypted workbook")]
    OldExcel,
    /// A workbook that cannot be opened.
    #[error("a damaged workbook: {0}")]
    Damaged(String),
    /// More rows or a larger content than is read.
    #[error("too large")]
    TooLarge,
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// How far a sheet has been read, in thousandths.
pub type Permille = u16;

/// Calls `on_row` for every row of a CSV file or of the first visible sheet of an xlsx workbook that is not
/// blank, until it breaks. Which of the two it is stands in the first bytes, not in the name.
pub fn read<S: Read + Seek>(
    mut source: S,
    on_row: &mut dyn FnMut(SheetRow, Permille) -> ControlFlow<()>,
) -> Result<(), SheetError> {
    let mut magic = Vec::with_capacity(8);
    source.by_ref().take(8).read_to_end(&mut magic)?;
    source.seek(SeekFrom::Start(0))?;
    if magic.starts_with(b"PK\x03\x04") {
        xlsx::read(source, on_row)
    } else if magic == [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] {
        Err(SheetError::OldExcel)
    } else {
        csv::read(source, on_row)
    }
}

fn permille(done: u64, of: u64) -> Permille {
    let share = done.saturating_mul(1000).checked_div(of).unwrap_or(1000);
    Permille::try_from(share.min(1000)).unwrap_or(1000)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    fn swallow(bytes: Vec<u8>) {
        let mut last = 0;
        let _ = read(Cursor::new(bytes), &mut |row, _| {
            assert!(row.number > last, "row numbers rise");
            last = row.number;
            ControlFlow::Continue(())
        });
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..4000)) {
            swallow(bytes);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "(?s)[a-c村\",;\t\r\n =0-9.E+]{0,400}") {
            swallow(text.into_bytes());
        }

        #[test]
        fn a_workbook_with_broken_bytes_is_read_or_refused(
            at in prop::collection::vec((0usize..10_000, any::<u8>()), 1..20),
            cut in prop::option::of(0usize..10_000),
        ) {
            let mut bytes = template::workbook(&[vec!["编号", "姓名"], vec!["A00001", "张三"]]);
            for (place, byte) in at {
                let place = place % bytes.len();
                bytes[place] = byte;
            }
            if let Some(cut) = cut {
                bytes.truncate(cut % bytes.len());
            }
            swallow(bytes);
        }
    }
}
