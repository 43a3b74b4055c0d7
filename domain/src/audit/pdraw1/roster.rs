//! Rosters: who can be drawn, published before the meeting.

use super::announcement::RosterLine;
use super::digest::Digest;
use super::error::DrawError;
use super::text::{self, Label};

/// One person, unit or household of a roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub label: Label,
    pub fields: Vec<String>,
}

/// `pdraw1-roster|NAME|COUNT`, then one `LABEL|F1|F2...` a line, sorted by label. Also one part of a split roster,
/// whose name is `NAME/KEY`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roster {
    name: String,
    rows: Vec<Row>,
    text: String,
}

impl Roster {
    /// Writes a roster from rows in any order; fields are brought to NFC, every other rule is checked.
    pub fn build<L: AsRef<str>>(name: &str, rows: Vec<(L, Vec<String>)>) -> Result<Self, DrawError> {
        let file = describe(name);
        let mut rows = rows;
        rows.sort_by(|a, b| a.0.as_ref().as_bytes().cmp(b.0.as_ref().as_bytes()));
        let mut text = format!("pdraw1-roster|{name}|{}\n", rows.len());
        for (index, (label, fields)) in rows.iter().enumerate() {
            let label = label.as_ref();
            // Checked before joining: a bar or a line feed inside a field would make another row of it.
            let line = index + 2;
            if Label::parse(label).is_none() {
                return Err(DrawError::BadLabel { file, line, label: label.into() });
            }
            text.push_str(label);
            for field in fields {
                if !text::is_field(field) {
                    return Err(DrawError::BadField { file, line, label: label.into() });
                }
                text.push('|');
                text.push_str(&text::nfc(field));
            }
            text.push('\n');
        }
        Self::parse(name, &text)
    }

    /// Reads the roster `name` (or part `NAME/KEY`) and checks every rule.
    pub fn parse(name: &str, content: &str) -> Result<Self, DrawError> {
        let file = describe(name);
        let lines = text::lines(&file, content)?;
        let (base, key) = name.split_once('/').map_or((name, None), |(base, key)| (base, Some(key)));
        if !text::is_name(base) || key.is_some_and(|key| Label::parse(key).is_none()) {
            return Err(DrawError::BadRosterName { name: name.into() });
        }
        let stated = lines
            .first()
            .and_then(|line| line.strip_prefix("pdraw1-roster|")?.strip_prefix(name)?.strip_prefix('|'))
            .and_then(text::whole)
            .ok_or_else(|| DrawError::BadHeader { file: file.clone() })?;
        let mut rows: Vec<Row> = Vec::with_capacity(lines.len() - 1);
        for (index, line) in lines.iter().enumerate().skip(1) {
            let number = index + 1;
            let mut cells = line.split('|');
            let first = cells.next().unwrap_or_default();
            let label = text::next_label(&file, number, first, rows.last().map(|row| &row.label))?;
            let fields: Vec<String> = cells.map(str::to_owned).collect();
            if !fields.iter().all(|field| text::is_field(field)) {
                return Err(DrawError::BadField { file, line: number, label: first.into() });
            }
            if let Some(expected) = rows.first().map(|row| row.fields.len())
                && expected != fields.len()
            {
                let (label, found) = (first.into(), fields.len());
                return Err(DrawError::FieldCount { file, line: number, label, expected, found });
            }
            rows.push(Row { label, fields });
        }
        let found = rows.len() as u64;
        if stated != found {
            return Err(DrawError::CountDiffers { file, stated, found });
        }
        Ok(Self { name: name.into(), rows, text: content.into() })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// R, the SHA-256 of the file.
    pub fn hash(&self) -> Digest {
        Digest::of(self.text.as_bytes())
    }

    pub fn get(&self, label: &str) -> Option<&Row> {
        let at = self.rows.binary_search_by(|row| row.label.as_str().cmp(label)).ok()?;
        self.rows.get(at)
    }

    /// The line of the announcement that pins this roster.
    pub fn line(&self) -> RosterLine {
        RosterLine { name: self.name.clone(), count: self.rows.len() as u64, hash: self.hash() }
    }
}

pub(super) fn describe(name: &str) -> String {
    format!("roster {name}")
}
