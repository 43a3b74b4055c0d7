//! Rows of a CSV file by the names of its columns, and refusals that name the file, the line and the column.

use std::{
    collections::HashMap,
    fs::File,
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow};
use csv::{ByteRecord, Reader, ReaderBuilder};

/// A file that is being read.
pub struct Rows {
    path: PathBuf,
    reader: Reader<File>,
    headings: ByteRecord,
    record: ByteRecord,
}

/// The place of a column in each row; `None` when the file does not have it.
#[derive(Clone, Copy)]
pub struct Column {
    at: Option<usize>,
    name: &'static str,
}

impl Rows {
    pub fn open(folder: &Path, name: &str) -> anyhow::Result<Self> {
        let path = folder.join(name);
        let file = File::open(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut reader = ReaderBuilder::new().buffer_capacity(1 << 18).from_reader(file);
        let headings = reader.byte_headers().with_context(|| format!("{}", path.display()))?.clone();
        Ok(Self { path, reader, headings, record: ByteRecord::new() })
    }

    /// A column that has to be there.
    pub fn column(&self, name: &'static str) -> anyhow::Result<Column> {
        let column = self.optional(name);
        match column.at {
            Some(_) => Ok(column),
            None => Err(anyhow!("{}: line 1: there is no column {name}", self.path.display())),
        }
    }

    /// A column that may be left out.
    pub fn optional(&self, name: &'static str) -> Column {
        // A byte order mark, as Excel writes it, stands before the first heading.
        let clean =
            |heading: &[u8]| heading.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(heading).trim_ascii().to_vec();
        Column { at: self.headings.iter().position(|heading| clean(heading) == name.as_bytes()), name }
    }

    /// Goes to the next row; false at the end.
    pub fn next(&mut self) -> anyhow::Result<bool> {
        self.reader.read_byte_record(&mut self.record).with_context(|| format!("{}", self.path.display()))
    }

    /// What stands in a column of this row, trimmed; empty when the file does not have the column.
    pub fn cell(&self, column: Column) -> &[u8] {
        column.at.and_then(|at| self.record.get(at)).unwrap_or_default().trim_ascii()
    }

    /// What stands in a column of this row, which must not be empty.
    pub fn filled(&self, column: Column) -> anyhow::Result<&[u8]> {
        match self.cell(column) {
            [] => Err(self.flaw(column, "is empty")),
            cell => Ok(cell),
        }
    }

    /// The same as text.
    pub fn text(&self, column: Column) -> anyhow::Result<&str> {
        std::str::from_utf8(self.filled(column)?).map_err(|_| self.flaw(column, "is not UTF-8"))
    }

    /// A number, or `None` where the cell is empty.
    pub fn number<T: std::str::FromStr>(&self, column: Column) -> anyhow::Result<Option<T>> {
        match self.cell(column) {
            [] => Ok(None),
            cell => match std::str::from_utf8(cell).ok().and_then(|cell| cell.parse().ok()) {
                Some(number) => Ok(Some(number)),
                None => Err(self.flaw(column, "is not such a number")),
            },
        }
    }

    /// A coordinate in metres, or `None` where the cell is empty.
    pub fn metres(&self, column: Column) -> anyhow::Result<Option<f64>> {
        match self.number::<f64>(column)? {
            Some(metres) if !metres.is_finite() => Err(self.flaw(column, "is not such a number")),
            metres => Ok(metres),
        }
    }

    /// The place of a name in another list.
    pub fn place(&self, column: Column, names: &Names) -> anyhow::Result<usize> {
        let name = self.filled(column)?;
        names.place(name).ok_or_else(|| self.flaw(column, &format!("is not in {}", names.file)))
    }

    /// A refusal of this row.
    pub fn flaw(&self, column: Column, why: &str) -> anyhow::Error {
        let line = self.record.position().map_or(0, csv::Position::line);
        let cell = String::from_utf8_lossy(self.cell(column)).into_owned();
        let shown = if cell.is_empty() { String::new() } else { format!(" {cell:?}") };
        anyhow!("{}: line {line}, column {}:{shown} {why}", self.path.display(), column.name)
    }
}

/// The names of a list, in the order of its file.
#[derive(Debug)]
pub struct Names {
    file: &'static str,
    all: Vec<u8>,
    ends: Vec<usize>,
    places: Places,
}

/// Where a name stands. Numbers that count up by one, as most lists have them, need no table.
#[derive(Debug)]
enum Places {
    From(u64),
    Table(HashMap<Vec<u8>, usize>),
}

impl Names {
    pub fn new(file: &'static str) -> Self {
        Self { file, all: Vec::new(), ends: vec![0], places: Places::Table(HashMap::new()) }
    }

    pub fn len(&self) -> usize {
        self.ends.len() - 1
    }

    /// Adds a name; false when it is there already.
    pub fn add(&mut self, name: &[u8]) -> bool {
        let place = self.len();
        if place == 0
            && let Some(first) = counting(name)
        {
            self.places = Places::From(first);
        }
        if let Places::From(first) = self.places
            && counting(name) != Some(first + place as u64)
        {
            let table = (0..place).map(|place| (self.name(place).as_bytes().to_vec(), place)).collect();
            self.places = Places::Table(table);
        }
        if let Places::Table(table) = &mut self.places
            && table.insert(name.to_vec(), place).is_some()
        {
            return false;
        }
        self.all.extend_from_slice(name);
        self.ends.push(self.all.len());
        true
    }

    pub fn place(&self, name: &[u8]) -> Option<usize> {
        match &self.places {
            Places::Table(table) => table.get(name).copied(),
            Places::From(first) => {
                let place = usize::try_from(counting(name)?.checked_sub(*first)?).ok()?;
                (place < self.len()).then_some(place)
            }
        }
    }

    /// The name at a place.
    pub fn name(&self, place: usize) -> &str {
        let name = &self.all[self.ends[place]..self.ends[place + 1]];
        std::str::from_utf8(name).expect("names are checked as they come in")
    }
}

/// A number as a counter writes it: digits, no zero before others.
fn counting(name: &[u8]) -> Option<u64> {
    let plain =
        name.len() < 19 && name.iter().all(u8::is_ascii_digit) && (name[0] != b'0' || name.len() == 1);
    plain.then(|| name.iter().fold(0, |number, digit| number * 10 + u64::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_whether_they_count_or_not() {
        for names in [&["7", "8", "9"][..], &["7", "8", "10", "08"], &["A1", "A2"], &["1", "A"], &["0"]] {
            let mut list = Names::new("x.csv");
            assert!(names.iter().all(|name| list.add(name.as_bytes())));
            for (place, name) in names.iter().enumerate() {
                assert_eq!((list.place(name.as_bytes()), list.name(place)), (Some(place), *name));
                assert!(!list.add(name.as_bytes()));
            }
            assert_eq!(list.place(b"6"), None);
            assert_eq!(list.place(b"007"), None);
        }
    }
}
