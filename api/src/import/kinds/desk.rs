//! The desk at which rows are checked one after the other.

use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    app::App,
    import::{
        column::Column,
        flaw::{Flaw, Flaws, What},
        value::Value,
    },
};

/// A row whose cells have passed their columns, or are missing where they have not.
#[derive(Debug)]
pub struct Row<'a> {
    pub number: u32,
    pub columns: &'static [Column],
    /// By column.
    pub values: &'a [Option<Value>],
}

impl Row<'_> {
    fn value(&self, key: &str) -> Option<&Value> {
        let at = self.columns.iter().position(|column| column.key == key)?;
        self.values.get(at)?.as_ref()
    }

    pub fn text(&self, key: &str) -> Option<&str> {
        match self.value(key) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// A text of its own.
    pub fn owned(&self, key: &str) -> Option<String> {
        self.text(key).map(str::to_owned)
    }

    pub fn whole(&self, key: &str) -> Option<i32> {
        match self.value(key) {
            Some(Value::Whole(number)) => Some(*number),
            _ => None,
        }
    }

    pub fn metres(&self, key: &str) -> Option<f64> {
        match self.value(key) {
            Some(Value::Metres(number)) => Some(*number),
            _ => None,
        }
    }

    pub fn day(&self, key: &str) -> Option<NaiveDate> {
        match self.value(key) {
            Some(Value::Day(day)) => Some(*day),
            _ => None,
        }
    }

    /// A value as a message repeats it.
    fn shown(&self, key: &str) -> Option<String> {
        self.value(key).map(|value| match value {
            Value::Text(text) => text.clone(),
            Value::Whole(number) => number.to_string(),
            Value::Metres(number) => number.to_string(),
            Value::Day(day) => day.to_string(),
        })
    }

    /// The number as staging tables keep it.
    pub fn row_no(&self) -> i32 {
        i32::try_from(self.number).unwrap_or(i32::MAX)
    }
}

/// What every kind needs to check a row, and where it notes what is wrong.
#[derive(Debug)]
pub struct Desk {
    pub app: Arc<App>,
    pub import_id: Uuid,
    pub today: NaiveDate,
    pub flaws: Flaws,
    /// Row in which a code stood first.
    seen: HashMap<String, u32>,
}

impl Desk {
    pub fn new(app: Arc<App>, import_id: Uuid) -> Self {
        let today = app.clock.today();
        Self { app, import_id, today, flaws: Flaws::default(), seen: HashMap::new() }
    }

    /// Notes that a cell is wrong among the others.
    pub fn flaw(&mut self, row: &Row<'_>, key: &str, what: What) {
        if let Some(column) = row.columns.iter().find(|column| column.key == key) {
            self.flaws.push(Flaw::cell(row.number, column, row.shown(key).as_deref(), what));
        }
    }

    /// The code of a row, unless another row has it.
    pub fn code(&mut self, row: &Row<'_>, key: &str) -> Option<String> {
        let code = row.text(key)?;
        if let Some(first) = self.seen.get(code).copied() {
            self.flaw(row, key, What::Duplicate { first });
            return None;
        }
        self.seen.insert(code.to_owned(), row.number);
        Some(code.to_owned())
    }

    /// What a cell refers to: `Some(None)` for a blank one, `None` when it refers to nothing.
    #[expect(clippy::option_option, reason = "a blank reference is not a wrong one")]
    pub fn known<'k, T>(
        &mut self,
        row: &Row<'_>,
        key: &str,
        known: &'k HashMap<String, T>,
        unknown: What,
    ) -> Option<Option<&'k T>> {
        let Some(code) = row.text(key) else { return Some(None) };
        let found = known.get(code);
        if found.is_none() {
            self.flaw(row, key, unknown);
            return None;
        }
        Some(found)
    }

    /// The id a row becomes: that of its code, or a new one.
    pub fn id(&self, code: &str, existing: &HashMap<String, Uuid>) -> Uuid {
        existing.get(code).copied().unwrap_or_else(|| self.app.clock.id())
    }
}
