//! The opening: public values nobody could know when the announcement was published.

use super::digest::{Digest, MacKey};
use super::error::DrawError;
use super::text;

/// The values of the announced sources, in the announced order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    values: Vec<(String, String)>,
}

impl Opening {
    /// Checks values typed by the host against the announced sources.
    pub fn build<N: AsRef<str>, V: AsRef<str>>(
        sources: &[String],
        values: &[(N, V)],
    ) -> Result<Self, DrawError> {
        let mut given = values.iter().map(|(name, value)| (name.as_ref(), value.as_ref()));
        let mut checked = Vec::with_capacity(sources.len());
        for source in sources {
            let value = given
                .next()
                .filter(|(name, _)| name == source)
                .map(|(_, value)| value)
                .ok_or_else(|| DrawError::OpeningOrder { expected: source.clone() })?;
            if !is_value_of(source, value) {
                let (source_name, value) = (source.clone(), value.into());
                return Err(DrawError::OpeningValue { source_name, value });
            }
            checked.push((source.clone(), value.to_owned()));
        }
        match given.next() {
            Some((extra, _)) => Err(DrawError::OpeningExtra { value: extra.into() }),
            None => Ok(Self { values: checked }),
        }
    }

    /// Reads `name=value;...`.
    pub fn parse(sources: &[String], content: &str) -> Result<Self, DrawError> {
        let pairs: Vec<(&str, &str)> =
            content.split(';').map(|pair| pair.split_once('=').unwrap_or((pair, ""))).collect();
        Self::build(sources, &pairs)
    }

    pub fn values(&self) -> &[(String, String)] {
        &self.values
    }

    /// E, as it enters the seed.
    pub fn text(&self) -> String {
        let pairs: Vec<String> = self.values.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join(";")
    }

    /// S = mac(A, E).
    pub fn seed(&self, announcement: &Digest) -> Digest {
        MacKey::new(announcement).mac(&[&self.text()])
    }
}

/// `sources=`: names joined by commas, each once.
pub(super) fn parse_sources(content: &str) -> Result<Vec<String>, DrawError> {
    let mut sources: Vec<String> = Vec::new();
    for name in content.split(',') {
        if !text::is_name(name) || sources.iter().any(|other| other == name) {
            return Err(DrawError::BadSource { name: name.into() });
        }
        sources.push(name.into());
    }
    Ok(sources)
}

fn is_value_of(source: &str, value: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match source.strip_prefix("dice").filter(|count| digits(count)) {
        // A count that does not fit a machine word is one nobody throws: no value is right.
        Some(count) => digits(value) && count.parse() == Ok(value.len()),
        None => value.split('+').all(|group| group.split('.').all(digits)),
    }
}
