//! The rules every text of the protocol obeys: NFC, LF, labels, fields, numbers.

use std::borrow::{Borrow, Cow};
use std::fmt::{self, Write as _};

use serde::Serialize;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc, is_nfc_quick};

use super::error::DrawError;

/// The number of a person, unit or household: `[0-9A-Z-]{1,32}`, never starting with `S-` (that names a stratum).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Label(Box<str>);

impl Label {
    pub fn parse(text: &str) -> Option<Self> {
        let shape = (1..=32).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase() || b == b'-');
        (shape && !text.starts_with("S-")).then(|| Self(text.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for Label {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// `[a-z0-9-]{1,32}`: names of rosters and of entropy sources.
pub(super) fn is_name(text: &str) -> bool {
    (1..=32).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase() || b == b'-')
}

/// A field holds no `|`, no control character, and no space at either end. It may be empty.
pub(super) fn is_field(text: &str) -> bool {
    !text.contains('|')
        && !text.chars().any(char::is_control)
        && !text.starts_with(is_space)
        && !text.ends_with(is_space)
}

/// Unicode category Zs; `char::is_whitespace` is wider (it has tabs and the line separators).
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// A decimal number as the protocol writes it: `0|[1-9][0-9]*`.
pub(super) fn whole(text: &str) -> Option<u64> {
    let canonical = text == "0" || !text.starts_with('0');
    (canonical && !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

pub(super) fn nfc(text: &str) -> Cow<'_, str> {
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// The lines of a file, each of which ends with LF. A carriage return is left in its line, where it is a control
/// character and therefore wrong.
pub(super) fn lines<'a>(file: &str, text: &'a str) -> Result<Vec<&'a str>, DrawError> {
    if !is_nfc(text) {
        return Err(DrawError::NotNfc { file: file.into() });
    }
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let body = text.strip_suffix('\n').ok_or_else(|| DrawError::NoFinalNewline { file: file.into() })?;
    Ok(body.split('\n').collect())
}

/// A label on a line of a file, after the one of the line before.
pub(super) fn next_label(
    file: &str,
    line: usize,
    text: &str,
    before: Option<&Label>,
) -> Result<Label, DrawError> {
    let label = Label::parse(text).ok_or_else(|| DrawError::BadLabel {
        file: file.into(),
        line,
        label: text.into(),
    })?;
    match before {
        Some(before) if *before == label => {
            Err(DrawError::Twice { file: file.into(), line, label: text.into() })
        }
        Some(before) if *before > label => {
            Err(DrawError::Unsorted { file: file.into(), line, label: text.into() })
        }
        _ => Ok(label),
    }
}

pub(super) fn append(text: &mut String, line: fmt::Arguments<'_>) {
    text.write_fmt(line).expect("a string takes any text");
}
