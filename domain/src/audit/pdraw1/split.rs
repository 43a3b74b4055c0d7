//! Split rosters: households by official, of which only the parts that were drawn from are published.

use super::announcement::RosterLine;
use super::digest::Digest;
use super::error::DrawError;
use super::roster::{Roster, describe};
use super::text::{self, Label};

/// What stands on a roster of households in place of the name: SHA-256(salt || private text), in hex. The salt and the
/// text, which is brought to NFC, go to that household alone.
pub fn commit(salt: &[u8; 16], private: &str) -> String {
    Digest::of_parts(&[salt, text::nfc(private).as_bytes()]).hex()
}

/// What the index pins of one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartLine {
    pub key: Label,
    pub count: u64,
    pub hash: Digest,
}

/// `pdraw1-index|NAME|PARTS`, then one `KEY|COUNT|SHA-256 of the part` a line, sorted by key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterIndex {
    name: String,
    parts: Vec<PartLine>,
    text: String,
}

impl RosterIndex {
    /// Writes the index of `parts`, each named `NAME/KEY`.
    pub fn build<'a>(name: &str, parts: impl IntoIterator<Item = &'a Roster>) -> Result<Self, DrawError> {
        let mut rows = Vec::new();
        for part in parts {
            let key = part.name().strip_prefix(name).and_then(|rest| rest.strip_prefix('/'));
            let key = key.ok_or_else(|| DrawError::BadRosterName { name: part.name().into() })?;
            rows.push((key, part.rows().len(), part.hash()));
        }
        rows.sort_unstable();
        let mut text = format!("pdraw1-index|{name}|{}\n", rows.len());
        for (key, count, hash) in rows {
            text::append(&mut text, format_args!("{key}|{count}|{hash}\n"));
        }
        Self::parse(name, &text)
    }

    /// A split roster is recognised by its first line.
    pub fn is_index(content: &str) -> bool {
        content.starts_with("pdraw1-index|")
    }

    pub fn parse(name: &str, content: &str) -> Result<Self, DrawError> {
        let file = describe(name);
        let lines = text::lines(&file, content)?;
        if !text::is_name(name) {
            return Err(DrawError::BadRosterName { name: name.into() });
        }
        let stated = lines
            .first()
            .and_then(|line| line.strip_prefix("pdraw1-index|")?.strip_prefix(name)?.strip_prefix('|'))
            .and_then(text::whole)
            .ok_or_else(|| DrawError::BadHeader { file: file.clone() })?;
        let mut parts: Vec<PartLine> = Vec::with_capacity(lines.len() - 1);
        for (index, line) in lines.iter().enumerate().skip(1) {
            let number = index + 1;
            let bad_line = || DrawError::BadLine { file: file.clone(), line: number };
            let (key, rest) = line.split_once('|').ok_or_else(bad_line)?;
            let (count, hash) = rest.split_once('|').ok_or_else(bad_line)?;
            let key = text::next_label(&file, number, key, parts.last().map(|part| &part.key))?;
            let count = text::whole(count).ok_or_else(bad_line)?;
            let hash = Digest::from_hex(hash).ok_or_else(bad_line)?;
            parts.push(PartLine { key, count, hash });
        }
        let found = parts.len() as u64;
        if stated != found {
            return Err(DrawError::CountDiffers { file, stated, found });
        }
        Ok(Self { name: name.into(), parts, text: content.into() })
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn parts(&self) -> &[PartLine] {
        &self.parts
    }

    pub fn part(&self, key: &str) -> Option<&PartLine> {
        let at = self.parts.binary_search_by(|part| part.key.as_str().cmp(key)).ok()?;
        self.parts.get(at)
    }

    /// The line of the announcement that pins this index; its count is the sum over the parts.
    pub fn line(&self) -> RosterLine {
        // Saturating: an index may state anything, and a sum that does not fit is merely not the announced one.
        let count = self.parts.iter().fold(0_u64, |sum, part| sum.saturating_add(part.count));
        RosterLine { name: self.name.clone(), count, hash: Digest::of(self.text.as_bytes()) }
    }
}
