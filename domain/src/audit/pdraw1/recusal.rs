//! Recusals: which inspector may not be paired with which object.

use std::collections::BTreeSet;

use super::digest::Digest;
use super::error::DrawError;
use super::text::{self, Label};

const FILE: &str = "recusals";

/// One `OBJECT|INSPECTOR` a line, sorted by object, then by inspector.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recusals {
    pairs: BTreeSet<(Label, Label)>,
    text: String,
}

impl Recusals {
    /// Writes the file from pairs of object and inspector in any order.
    pub fn build<S: AsRef<str>>(pairs: &[(S, S)]) -> Result<Self, DrawError> {
        let mut pairs: Vec<(&str, &str)> = pairs.iter().map(|(o, i)| (o.as_ref(), i.as_ref())).collect();
        pairs.sort_unstable();
        let lines = pairs.iter().map(|(object, inspector)| format!("{object}|{inspector}\n"));
        Self::parse(&lines.collect::<String>())
    }

    pub fn parse(content: &str) -> Result<Self, DrawError> {
        let mut pairs = BTreeSet::new();
        for (index, line) in text::lines(FILE, content)?.into_iter().enumerate() {
            let number = index + 1;
            let file = || FILE.to_owned();
            let (object, inspector) =
                line.split_once('|').ok_or_else(|| DrawError::BadLine { file: file(), line: number })?;
            let parse = |text: &str| {
                Label::parse(text).ok_or_else(|| DrawError::BadLabel {
                    file: file(),
                    line: number,
                    label: text.into(),
                })
            };
            let pair = (parse(object)?, parse(inspector)?);
            match pairs.last() {
                Some(before) if *before == pair => {
                    return Err(DrawError::Twice { file: file(), line: number, label: line.into() });
                }
                Some(before) if *before > pair => {
                    return Err(DrawError::Unsorted { file: file(), line: number, label: line.into() });
                }
                _ => pairs.insert(pair),
            };
        }
        Ok(Self { pairs, text: content.into() })
    }

    pub fn recused(&self, object: &Label, inspector: &Label) -> bool {
        self.pairs.contains(&(object.clone(), inspector.clone()))
    }

    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// C, the SHA-256 of the file.
    pub fn hash(&self) -> Digest {
        Digest::of(self.text.as_bytes())
    }
}
