//! The 78 common topics of requests.

use std::sync::LazyLock;

/// A topic, with a sentence somebody might say about it.
#[derive(Clone, Copy, Debug)]
pub struct Topic {
    pub code: &'static str,
    pub name: &'static str,
    pub name_en: &'static str,
    pub weight: u32,
    pub body: &'static str,
}

/// All of them, in the order of the file.
pub fn topics() -> &'static [Topic] {
    static TOPICS: LazyLock<Vec<Topic>> = LazyLock::new(|| {
        include_str!("data/topics.csv")
            .lines()
            .skip(1)
            .map(parse)
            .collect::<Option<_>>()
            .expect("tested below")
    });
    &TOPICS
}

fn parse(line: &'static str) -> Option<Topic> {
    let mut fields = line.split(',');
    Some(Topic {
        code: fields.next()?,
        name: fields.next()?,
        name_en: fields.next()?,
        weight: fields.next()?.parse().ok()?,
        body: fields.next()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_seventy_eight() {
        assert_eq!(topics().len(), 78);
    }
}
