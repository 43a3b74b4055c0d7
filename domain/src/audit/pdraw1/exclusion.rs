//! Exclusions: who stands on a roster and cannot be drawn, each with a reason code shown on screen.

use std::collections::BTreeMap;

use super::digest::Digest;
use super::error::DrawError;
use super::text::{self, Label};

const FILE: &str = "exclusions";

/// One `LABEL|CODE` a line, sorted by label.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exclusions {
    codes: BTreeMap<Label, String>,
    text: String,
}

impl Exclusions {
    /// Writes the file from pairs of label and code in any order.
    pub fn build<L: AsRef<str>, C: AsRef<str>>(pairs: &[(L, C)]) -> Result<Self, DrawError> {
        let mut pairs: Vec<(&str, &str)> = pairs.iter().map(|(l, c)| (l.as_ref(), c.as_ref())).collect();
        pairs.sort_unstable();
        let mut text = String::new();
        for (index, (label, code)) in pairs.iter().enumerate() {
            check_code(index + 1, label, code)?;
            text::append(&mut text, format_args!("{label}|{}\n", text::nfc(code)));
        }
        Self::parse(&text)
    }

    pub fn parse(content: &str) -> Result<Self, DrawError> {
        let mut codes = BTreeMap::<Label, String>::new();
        for (index, line) in text::lines(FILE, content)?.into_iter().enumerate() {
            let number = index + 1;
            let (label, code) =
                line.split_once('|').ok_or_else(|| DrawError::BadLine { file: FILE.into(), line: number })?;
            let before = codes.last_key_value().map(|(label, _)| label);
            let parsed = text::next_label(FILE, number, label, before)?;
            check_code(number, label, code)?;
            codes.insert(parsed, code.to_owned());
        }
        Ok(Self { codes, text: content.into() })
    }

    pub fn contains(&self, label: &Label) -> bool {
        self.codes.contains_key(label)
    }

    /// The code of somebody who is excluded.
    pub fn code(&self, label: &Label) -> Option<&str> {
        self.codes.get(label).map(String::as_str)
    }

    pub fn len(&self) -> usize {
        self.codes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// X, the SHA-256 of the file (of the empty text when nobody is excluded).
    pub fn hash(&self) -> Digest {
        Digest::of(self.text.as_bytes())
    }

    /// How many are excluded for each reason: shown on screen throughout.
    pub fn counts_per_code(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for code in self.codes.values() {
            *counts.entry(code.as_str()).or_default() += 1;
        }
        counts
    }
}

fn check_code(line: usize, label: &str, code: &str) -> Result<(), DrawError> {
    if code.is_empty() || !text::is_field(code) {
        return Err(DrawError::BadField { file: FILE.into(), line, label: label.into() });
    }
    Ok(())
}
