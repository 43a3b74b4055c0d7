//! What people type: texts cleaned of what no text holds, days that a county can mean, searches by a beginning.

use chrono::{Datelike, NaiveDate};
use sea_orm::{
    DbBackend, IntoSimpleExpr,
    sea_query::{ExprTrait, LikeExpr, SimpleExpr},
};

use crate::error::{ApiError, ApiResult};

/// A text without the space around it. Control characters other than line breaks and tabs are refused: no keyboard
/// makes them and PostgreSQL does not store a zero.
pub fn text(field: &str, typed: &str) -> ApiResult<String> {
    let refused = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if typed.chars().any(refused) {
        return Err(ApiError::field(field, "format"));
    }
    Ok(typed.trim().to_owned())
}

/// A text that says something.
pub fn required(field: &str, typed: &str) -> ApiResult<String> {
    let text = text(field, typed)?;
    if text.is_empty() { Err(ApiError::field(field, "required")) } else { Ok(text) }
}

/// A text that may be left out; an empty one counts as left out.
pub fn optional(field: &str, typed: Option<&str>) -> ApiResult<Option<String>> {
    let text = typed.map(|typed| text(field, typed)).transpose()?;
    Ok(text.filter(|text| !text.is_empty()))
}

/// A day within the lifetime of anybody the county knows.
pub fn day(field: &str, day: NaiveDate) -> ApiResult<NaiveDate> {
    if (1900..2200).contains(&day.year()) { Ok(day) } else { Err(ApiError::field(field, "out_of_range")) }
}

/// Rows whose column begins with a text, written so that the database's index on the column is used: a range on
/// SQLite, which compares bytes; a pattern on PostgreSQL, which compares by its collation.
pub fn begins(backend: DbBackend, column: impl IntoSimpleExpr, text: &str) -> SimpleExpr {
    let column = column.into_simple_expr();
    if backend == DbBackend::Sqlite {
        let end = format!("{text}{}", char::MAX);
        return column.clone().gte(text).and(column.lt(end));
    }
    column.like(LikeExpr::new(format!("{}%", escaped(text))).escape('\\'))
}

/// Rows whose column holds a text anywhere; every character stands for itself.
pub fn holds(column: impl IntoSimpleExpr, text: &str) -> SimpleExpr {
    column.into_simple_expr().like(LikeExpr::new(format!("%{}%", escaped(text))).escape('\\'))
}

fn escaped(text: &str) -> String {
    text.chars().flat_map(|c| matches!(c, '%' | '_' | '\\').then_some('\\').into_iter().chain([c])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_keyboard_makes_is_refused() {
        assert!(text("note", "第一行\n第二行\t完").is_ok());
        assert_eq!(text("note", "a\0b").unwrap_err().code, "invalid_input");
        assert_eq!(required("note", " \n ").unwrap_err().code, "invalid_input");
        assert_eq!(optional("note", Some("  ")).unwrap(), None);
    }

    #[test]
    fn a_day_nobody_lives_in_is_refused() {
        assert!(day("on", NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()).is_ok());
        assert!(day("on", NaiveDate::from_ymd_opt(12_026, 11, 22).unwrap()).is_err());
    }
}
