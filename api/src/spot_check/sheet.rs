//! Reading the sheet of households that a unit served: checked whole, taken whole or not at all.

use std::{io::Cursor, ops::ControlFlow};

use domain::roster::normalise_phone;

use crate::{
    error::{ApiError, ApiResult},
    import::{Cell, SheetRow, read},
};

/// More rows than any unit serves in a year.
const MOST: usize = 20_000;
/// So many flaws are named; the rest is found the next time.
const NAMED: usize = 20;

/// A household as the sheet has it.
#[derive(Debug)]
pub(super) struct Served {
    pub name: String,
    pub phone: Option<String>,
    pub place: String,
    pub service: String,
}

/// The columns by their headings, in both languages.
const COLUMNS: [(&str, &str); 4] =
    [("姓名", "name"), ("电话", "phone"), ("地点", "place"), ("办了什么", "service")];

fn text(row: &SheetRow, at: usize) -> String {
    match row.cells.get(at) {
        Some(Cell::Text(text)) => text.trim().to_owned(),
        Some(Cell::Number(number)) => format!("{number:.0}"),
        _ => String::new(),
    }
}

/// Reads a sheet; 422 names what is wrong by row and column.
pub(super) fn served(bytes: Vec<u8>) -> ApiResult<Vec<Served>> {
    let mut rows: Vec<SheetRow> = Vec::new();
    let outcome = read(Cursor::new(bytes), &mut |row, _| {
        rows.push(row);
        if rows.len() > MOST + 1 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    outcome.map_err(|_| ApiError::field("file", "sheet_unreadable"))?;
    if rows.len() > MOST + 1 {
        return Err(ApiError::field("file", "too_long"));
    }
    let mut rows = rows.into_iter();
    let head = rows.next().ok_or_else(|| ApiError::field("file", "required"))?;
    let mut places = [0; 4];
    for (place, (chinese, english)) in places.iter_mut().zip(COLUMNS) {
        let found = (0..head.cells.len()).find(|at| [chinese, english].contains(&text(&head, *at).as_str()));
        *place = found.ok_or_else(|| ApiError::field(english, "column_missing"))?;
    }
    let (mut households, mut flaws) = (Vec::new(), Vec::new());
    for row in rows {
        let [name, phone, place, service] = places.map(|at| text(&row, at));
        let wrong = |column: &str| format!("row {} {column}", row.number);
        for (column, value) in [("name", &name), ("place", &place), ("service", &service)] {
            if value.is_empty() {
                flaws.push((wrong(column), "required"));
            } else if value.contains('|')
                || value.chars().any(char::is_control)
                || value.chars().count() > 200
            {
                flaws.push((wrong(column), "format"));
            }
        }
        let phone = if phone.is_empty() { Ok(None) } else { normalise_phone(&phone).map(Some) };
        match phone {
            Ok(phone) => households.push(Served { name, phone, place, service }),
            Err(_) => flaws.push((wrong("phone"), "format")),
        }
    }
    if households.is_empty() && flaws.is_empty() {
        return Err(ApiError::field("file", "required"));
    }
    if flaws.is_empty() {
        return Ok(households);
    }
    let flaws = flaws.into_iter().take(NAMED);
    Err(flaws.fold(ApiError::invalid("sheet_flawed"), |error, (field, key)| {
        // The key is one of the three words above.
        if key == "required" {
            error.and_field(&field, "required")
        } else {
            error.and_field(&field, "format")
        }
    }))
}
