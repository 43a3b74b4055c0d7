//! Every error that can arise speaks both languages.
//!
//! Codes are words in the source, so the source is where they are looked for: whoever writes a new one and forgets
//! its messages is told here, not by the first person who meets it.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use api::locale::Lang;

/// What makes an error, and whether its last argument names a field's message rather than a problem's code.
const MAKERS: [(&str, bool); 7] = [
    ("ApiError::new(", false),
    ("Self::new(StatusCode", false),
    ("::conflict(", false),
    ("::invalid(", false),
    ("::bad(", false),
    ("::field(", true),
    (".and_field(", true),
];

/// Files that pass on a word which a `match` beside it has chosen; there the words of the arms count.
const CHOOSING: [(&str, bool); 3] =
    [("error.rs", true), ("problem.rs", false), ("identity/service.rs", true)];

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

/// The last argument of a call, from the text behind its opening parenthesis.
fn last_argument(text: &str) -> &str {
    let (mut depth, mut quoted, mut begin) = (0, false, 0);
    for (at, character) in text.char_indices() {
        match character {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' | '{' => depth += 1,
            ')' if depth == 0 => return text[begin..at].trim().trim_end_matches(',').trim(),
            ')' | ']' | '}' => depth -= 1,
            // A comma before the end of a call that is broken over lines begins no argument.
            ',' if depth == 0 && !text[at + 1..].trim_start().starts_with(')') => begin = at + 1,
            _ => {}
        }
    }
    panic!("a call without an end: {}", &text[..text.len().min(80)])
}

fn word(text: &str) -> Option<&str> {
    let word = text.strip_prefix('"')?.strip_suffix('"')?;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    (!word.is_empty() && word.chars().all(plain)).then_some(word)
}

/// Codes of problems and keys of fields' messages, as the program's source has them.
fn words_of_the_source() -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut codes, mut fields) = (BTreeSet::new(), BTreeSet::new());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    for file in files {
        let source = fs::read_to_string(&file).unwrap();
        let source = source.split("#[cfg(test)]").next().unwrap();
        let choosing = CHOOSING.iter().find(|(name, _)| file.ends_with(name));
        for (maker, of_field) in MAKERS {
            for (at, _) in source.match_indices(maker) {
                let opening = at + maker.find('(').unwrap() + 1;
                let argument = last_argument(&source[opening..]);
                match word(argument) {
                    Some(word) if of_field => fields.insert(word.to_owned()),
                    Some(word) => codes.insert(word.to_owned()),
                    None => {
                        assert!(choosing.is_some(), "{}: what is {argument:?}?", file.display());
                        false
                    }
                };
            }
        }
        if let Some((_, of_field)) = choosing {
            for (at, _) in source.match_indices("=> \"") {
                let text = &source[at + 3..];
                let end = text[1..].find('"').unwrap() + 2;
                let chosen = word(&text[..end]).unwrap().to_owned();
                if *of_field {
                    fields.insert(chosen)
                } else {
                    codes.insert(chosen)
                };
            }
        }
    }
    (codes, fields)
}

/// The codes of the protocol of draws, by the names of its errors.
fn draw_codes() -> Vec<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/src/audit/pdraw1/error.rs");
    let source = fs::read_to_string(file).unwrap();
    let body = source.split("pub enum DrawError {").nth(1).unwrap().split("\n}").next().unwrap();
    let variants = body.lines().filter_map(|line| line.strip_prefix("    "));
    let variants = variants.filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()));
    let snake = |name: &str| {
        let mut code = String::new();
        for (at, c) in name.char_indices() {
            if c.is_ascii_uppercase() && at > 0 {
                code.push('_');
            }
            code.push(c.to_ascii_lowercase());
        }
        code
    };
    variants.map(|line| snake(line.split([' ', ',']).next().unwrap())).collect()
}

#[test]
fn every_error_code_has_its_messages_in_both_languages() {
    let (codes, fields) = words_of_the_source();
    let draws = draw_codes();
    let found = (codes.len(), fields.len(), draws.len());
    assert!(found.0 > 45 && found.1 > 20 && found.2 > 50, "the source was not read: {found:?}");
    assert!(
        draws.contains(&"not_nfc".to_owned()) && fields.contains("password_short"),
        "{draws:?} {fields:?}"
    );
    let titles = codes.iter().map(|code| format!("errors.{code}.title"));
    let details = codes.iter().map(|code| format!("errors.{code}.detail"));
    let fields = fields.iter().map(|key| format!("errors.field.{key}"));
    let draws = draws.iter().map(|code| format!("errors.draw.{code}"));
    let states =
        ["draft", "announced", "opened", "closed"].map(|state| format!("errors.meeting_states.{state}"));
    let keys: Vec<String> = titles.chain(details).chain(fields).chain(draws).chain(states).collect();
    let silent: Vec<String> = Lang::ALL
        .iter()
        .flat_map(|lang| {
            keys.iter().filter(|key| !lang.has(key)).map(move |key| format!("{}: {key}", lang.tag()))
        })
        .collect();
    assert!(silent.is_empty(), "errors without a message: {silent:#?}");
}
