//! From a file to checked rows: finds the headings, turns cells into values and hands each row to its kind.

use std::{
    io::{self, Read, Seek},
    ops::ControlFlow,
};

use sea_orm::EntityTrait;

use super::{
    column::Column,
    flaw::{Flaw, What},
    kinds::{Desk, Row, Sheet},
    sheet::{self, Cell, Permille, SheetRow},
};

/// Rows that are handed on together.
const BATCH: usize = 4_000;
/// Rows above the headings that a sheet may carry: a title, a note.
const MOST_ABOVE: usize = 10;

/// Rows that passed, and how far the sheet has been read.
#[derive(Debug)]
pub struct Batch<M> {
    pub models: Vec<M>,
    pub rows: u32,
    pub done: Permille,
}

/// What a sheet turned out to be. What is wrong with it stands at the desk.
#[derive(Debug)]
pub struct Checked {
    pub rows: u32,
    /// Keys of the columns it has.
    pub headings: Vec<&'static str>,
    /// Headings of columns that were not read.
    pub ignored: Vec<String>,
    pub desk: Desk,
}

/// Reads and checks a whole sheet. `hand_on` takes rows while nothing is wrong, and says false to stop.
pub fn check<K: Sheet>(
    kind: K,
    desk: Desk,
    source: impl Read + Seek,
    hand_on: &mut dyn FnMut(Batch<<K::Staging as EntityTrait>::Model>) -> bool,
) -> io::Result<Checked> {
    let mut reading = Reading { kind, desk, headings: None, above: 0, rows: 0, models: Vec::new(), hand_on };
    match sheet::read(source, &mut |row, done| reading.take(&row, done)) {
        Ok(()) => {}
        Err(sheet::SheetError::Io(error)) => return Err(error),
        Err(error) => reading.desk.flaws.extend(Flaw::of(&error)),
    }
    Ok(reading.finish())
}

struct Reading<'a, K: Sheet> {
    kind: K,
    desk: Desk,
    headings: Option<Headings>,
    above: usize,
    rows: u32,
    models: Vec<<K::Staging as EntityTrait>::Model>,
    hand_on: &'a mut dyn FnMut(Batch<<K::Staging as EntityTrait>::Model>) -> bool,
}

impl<K: Sheet> Reading<'_, K> {
    fn take(&mut self, row: &SheetRow, done: Permille) -> ControlFlow<()> {
        let columns = K::KIND.columns();
        let Some(headings) = &self.headings else {
            return self.take_heading(row);
        };
        self.rows += 1;
        let mut values = Vec::with_capacity(columns.len());
        for (column, place) in columns.iter().zip(&headings.places) {
            let cell = place.map(|place| row.cells.get(place).unwrap_or(&Cell::Empty));
            let value = cell.map_or(Ok(None), |cell| column.value(cell)).unwrap_or_else(|what| {
                let shown = cell.and_then(shown);
                self.desk.flaws.push(Flaw::cell(row.number, column, shown.as_deref(), what));
                None
            });
            values.push(value);
        }
        let row = Row { number: row.number, columns, values: &values };
        let model = self.kind.check(&row, &mut self.desk);
        if self.desk.flaws.is_empty() {
            self.models.extend(model);
        } else {
            self.models.clear();
        }
        if self.models.len() >= BATCH || self.rows.is_multiple_of(10_000) {
            return self.hand_on(done);
        }
        ControlFlow::Continue(())
    }

    fn hand_on(&mut self, done: Permille) -> ControlFlow<()> {
        let models = std::mem::take(&mut self.models);
        let wanted = (self.hand_on)(Batch { models, rows: self.rows, done });
        if wanted { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }

    fn take_heading(&mut self, row: &SheetRow) -> ControlFlow<()> {
        let columns = K::KIND.columns();
        let headings = Headings::find(columns, row);
        let required = columns.iter().filter(|column| column.required).count();
        if headings.known() < required.min(2) {
            self.above += 1;
            return if self.above < MOST_ABOVE { ControlFlow::Continue(()) } else { ControlFlow::Break(()) };
        }
        for (column, place) in columns.iter().zip(&headings.places) {
            if column.required && place.is_none() {
                self.desk.flaws.push(Flaw::cell(row.number, column, None, What::MissingColumn));
            }
        }
        for column in &headings.doubled {
            self.desk.flaws.push(Flaw::cell(row.number, column, None, What::DoubleColumn));
        }
        self.headings = Some(headings);
        // Without its columns every row would be wrong, and say nothing more.
        if self.desk.flaws.is_empty() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }

    fn finish(mut self) -> Checked {
        if self.headings.is_none() && self.desk.flaws.is_empty() {
            self.desk.flaws.push(Flaw::file(What::NoHeading));
        } else if self.rows == 0 && self.desk.flaws.is_empty() {
            self.desk.flaws.push(Flaw::file(What::NoRows));
        }
        let mut models = self.models;
        models.extend(self.kind.finish(&mut self.desk));
        if self.desk.flaws.is_empty() {
            let mut rest = models.into_iter().peekable();
            while rest.peek().is_some() {
                let models = rest.by_ref().take(BATCH).collect();
                if !(self.hand_on)(Batch { models, rows: self.rows, done: 1000 }) {
                    break;
                }
            }
        }
        self.desk.flaws.sort();
        let headings = self.headings.unwrap_or_default();
        Checked {
            rows: self.rows,
            headings: headings.keys(K::KIND.columns()),
            ignored: headings.ignored,
            desk: self.desk,
        }
    }
}

/// Where the columns of a kind stand in a sheet.
#[derive(Debug, Default)]
struct Headings {
    /// By column of the kind.
    places: Vec<Option<usize>>,
    doubled: Vec<&'static Column>,
    ignored: Vec<String>,
}

impl Headings {
    fn find(columns: &'static [Column], row: &SheetRow) -> Self {
        let mut found = Self { places: vec![None; columns.len()], ..Self::default() };
        for (place, cell) in row.cells.iter().enumerate() {
            let Cell::Text(heading) = cell else { continue };
            let Some(at) = columns.iter().position(|column| column.is_called(heading)) else {
                if !heading.trim().is_empty() {
                    found.ignored.push(heading.trim().chars().take(40).collect());
                }
                continue;
            };
            if found.places[at].is_some() {
                found.doubled.push(&columns[at]);
            } else {
                found.places[at] = Some(place);
            }
        }
        found
    }

    fn known(&self) -> usize {
        self.places.iter().flatten().count()
    }

    fn keys(&self, columns: &'static [Column]) -> Vec<&'static str> {
        let present = columns.iter().zip(&self.places).filter(|(_, place)| place.is_some());
        present.map(|(column, _)| column.key).collect()
    }
}

/// A cell as a message repeats it.
fn shown(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Empty => None,
        Cell::Text(text) | Cell::Failed(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Cell::Number(number) => Some(number.to_string()),
        Cell::Day(day) => Some(day.to_string()),
    }
}
