//! CSV as Excel and WPS write it. Rows are counted as those programs show them: a blank line is a row and a line
//! break inside quotation marks is none, which is why no ready-made reader serves here.

use std::{
    io::{Read, Seek, SeekFrom},
    ops::ControlFlow,
};

use super::{
    Cell, LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Permille, SheetError, SheetRow, encoding, permille,
};

/// Characters a quoted cell may reach before its quotation mark counts as never closed.
const RUNAWAY: usize = 4 * LONGEST_CELL;

pub fn read<S: Read + Seek>(
    mut source: S,
    on_row: &mut dyn FnMut(SheetRow, Permille) -> ControlFlow<()>,
) -> Result<(), SheetError> {
    let length = source.seek(SeekFrom::End(0))?;
    source.seek(SeekFrom::Start(0))?;
    let encoding = encoding::detect(&mut source)?;
    let mut pieces = encoding::Pieces::new(source, encoding);
    let mut splitter = Splitter::new();
    loop {
        let read = pieces.read;
        let Some((text, clean)) = pieces.next()? else { break };
        if !clean {
            return Err(SheetError::Encoding(splitter.row));
        }
        if splitter.push(text, &mut |row| on_row(row, permille(read, length)))?.is_break() {
            return Ok(());
        }
    }
    splitter.finish(&mut |row| on_row(row, 1000))
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    /// At the start of a cell.
    Start,
    Bare,
    Quoted,
    /// After a quotation mark inside quotation marks: the end of the cell, or half of a doubled one.
    Closing,
}

/// Cuts text into rows, piece by piece.
struct Splitter {
    delimiter: Option<char>,
    state: State,
    cell: String,
    cells: Vec<Cell>,
    row: u32,
    after_return: bool,
    /// The first line, until it has shown the delimiter.
    waiting: String,
}

impl Splitter {
    fn new() -> Self {
        Self {
            delimiter: None,
            state: State::Start,
            cell: String::new(),
            cells: Vec::new(),
            row: 1,
            after_return: false,
            waiting: String::new(),
        }
    }

    fn push(
        &mut self,
        text: &str,
        sink: &mut dyn FnMut(SheetRow) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, SheetError> {
        if self.delimiter.is_some() {
            return self.split(text, sink);
        }
        self.waiting.push_str(text);
        let Some(delimiter) = delimiter_of(&self.waiting) else {
            // Bounded: a first line longer than any heading is taken for what it is.
            if self.waiting.len() < RUNAWAY {
                return Ok(ControlFlow::Continue(()));
            }
            self.delimiter = Some(',');
            return self.release(sink);
        };
        self.delimiter = Some(delimiter);
        self.release(sink)
    }

    fn release(
        &mut self,
        sink: &mut dyn FnMut(SheetRow) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, SheetError> {
        let waiting = std::mem::take(&mut self.waiting);
        self.split(&waiting, sink)
    }

    fn finish(mut self, sink: &mut dyn FnMut(SheetRow) -> ControlFlow<()>) -> Result<(), SheetError> {
        if self.delimiter.is_none() {
            self.delimiter = Some(likeliest(&self.waiting));
            if self.release(sink)?.is_break() {
                return Ok(());
            }
        }
        if self.state == State::Quoted {
            return Err(SheetError::Quote(self.row));
        }
        if !self.cells.is_empty() || !self.cell.is_empty() {
            let _ = self.end_row(sink)?;
        }
        Ok(())
    }

    fn split(
        &mut self,
        text: &str,
        sink: &mut dyn FnMut(SheetRow) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, SheetError> {
        let delimiter = self.delimiter.unwrap_or(',');
        for character in text.chars() {
            let after_return = std::mem::take(&mut self.after_return);
            if self.state == State::Quoted {
                if character == '"' {
                    self.state = State::Closing;
                } else {
                    self.cell.push(character);
                    if self.cell.len() > RUNAWAY {
                        return Err(SheetError::Quote(self.row));
                    }
                }
                continue;
            }
            match character {
                '\n' if after_return => {}
                '\r' | '\n' => {
                    self.after_return = character == '\r';
                    if self.end_row(sink)?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
                '"' if self.state == State::Start => self.state = State::Quoted,
                '"' if self.state == State::Closing => {
                    self.cell.push('"');
                    self.state = State::Quoted;
                }
                _ if character == delimiter => self.end_cell(),
                _ => {
                    self.state = State::Bare;
                    if self.cell.len() <= RUNAWAY {
                        self.cell.push(character);
                    }
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn end_cell(&mut self) {
        self.state = State::Start;
        let text = std::mem::take(&mut self.cell);
        if self.cells.len() < MOST_COLUMNS {
            self.cells.push(if text.is_empty() { Cell::Empty } else { Cell::Text(text) });
        }
    }

    fn end_row(
        &mut self,
        sink: &mut dyn FnMut(SheetRow) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, SheetError> {
        self.end_cell();
        let number = self.row;
        if number > MOST_ROWS {
            return Err(SheetError::TooLarge);
        }
        self.row += 1;
        let capacity = self.cells.len();
        let cells = std::mem::replace(&mut self.cells, Vec::with_capacity(capacity));
        if cells.iter().all(Cell::is_blank) {
            return Ok(ControlFlow::Continue(()));
        }
        Ok(sink(SheetRow { number, cells }))
    }
}

/// The delimiter that the first line with one shows; `None` while no line has ended.
fn delimiter_of(text: &str) -> Option<char> {
    let lines = text.split_inclusive(['\n', '\r']).filter(|line| line.ends_with(['\n', '\r']));
    lines.filter(|line| !line.trim().is_empty()).find_map(|line| {
        let delimiter = likeliest(line);
        // A title above the headings has none; the heading line decides.
        line.contains(delimiter).then_some(delimiter)
    })
}

fn likeliest(line: &str) -> char {
    let count = |delimiter| line.chars().filter(|character| *character == delimiter).count();
    let (tabs, commas, semicolons) = (count('\t'), count(','), count(';'));
    if tabs > 0 && tabs >= commas && tabs >= semicolons {
        '\t'
    } else if semicolons > commas {
        ';'
    } else {
        ','
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    fn rows(text: &str) -> Vec<(u32, Vec<String>)> {
        let mut rows = Vec::new();
        read(Cursor::new(text.as_bytes()), &mut |row, _| {
            let cells = row.cells.into_iter().map(|cell| match cell {
                Cell::Text(text) => text,
                _ => String::new(),
            });
            rows.push((row.number, cells.collect()));
            ControlFlow::Continue(())
        })
        .unwrap();
        rows
    }

    fn row(number: u32, cells: &[&str]) -> (u32, Vec<String>) {
        (number, cells.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_shows_them() {
        assert_eq!(
            rows("编号,姓名\r\n\r\n1,\"张\n三\"\r\n,,\r\n2,李四"),
            [row(1, &["编号", "姓名"]), row(3, &["1", "张\n三"]), row(5, &["2", "李四"])]
        );
    }

    #[test]
    fn tabs_and_semicolons_are_seen_in_the_first_line_that_has_them() {
        assert_eq!(rows("花名册\n编号\t姓名,别名\n"), [row(1, &["花名册"]), row(2, &["编号", "姓名,别名"])]);
        assert_eq!(rows("a;b\n1;2\n"), [row(1, &["a", "b"]), row(2, &["1", "2"])]);
        assert_eq!(rows("编号"), [row(1, &["编号"])]);
    }

    #[test]
    fn quotation_marks_are_read_as_excel_writes_them() {
        assert_eq!(rows("\"a,\"\"b\"\"\",c\n"), [row(1, &["a,\"b\"", "c"])]);
        assert_eq!(rows("5\" pipe,x\n"), [row(1, &["5\" pipe", "x"])]);
    }

    #[test]
    fn a_quotation_mark_never_closed_is_named_with_its_row() {
        let read = read(Cursor::new(b"a,b\n1,\"x\n2,y\n"), &mut |_, _| ControlFlow::Continue(()));
        assert!(matches!(read, Err(SheetError::Quote(2))));
    }

    #[test]
    fn bytes_of_no_encoding_are_refused() {
        let read = read(Cursor::new(b"a,b\n1,\xFF\xFF\n"), &mut |_, _| ControlFlow::Continue(()));
        assert!(matches!(read, Err(SheetError::Encoding(_))));
    }

    proptest! {
        #[test]
        fn what_a_csv_writer_writes_is_read_back(
            written in prop::collection::vec(prop::collection::vec("[a-z村 \",;\r\n]{0,12}", 3), 1..20)
        ) {
            let mut writer = ::csv::Writer::from_writer(Vec::new());
            writer.write_record(["a", "b", "c"]).unwrap();
            for cells in &written {
                writer.write_record(cells).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let expected: Vec<_> = written
                .iter()
                .zip(2..)
                .filter(|(cells, _)| cells.iter().any(|cell| !cell.trim().is_empty()))
                .map(|(cells, number)| (number, cells.clone()))
                .collect();
            prop_assert_eq!(&rows(&text)[1..], expected);
        }
    }
}
