//! No value of a published count or of its openings can be changed quietly.

use std::sync::LazyLock;

use domain::rating::count::{Against, Verdict, verify};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::made::{Made, county, round};

static MADE: LazyLock<Made> = LazyLock::new(|| round(&county(), 4));

/// The pointers to every value that is no object and no array, and to every empty array.
fn values(document: &Value, place: &str, found: &mut Vec<String>) {
    match document {
        Value::Object(map) => {
            map.iter().for_each(|(key, value)| values(value, &format!("{place}/{key}"), found));
        }
        Value::Array(items) if !items.is_empty() => {
            items.iter().enumerate().for_each(|(at, value)| values(value, &format!("{place}/{at}"), found));
        }
        _ => found.push(place.to_owned()),
    }
}

fn other(value: &Value, at: prop::sample::Index) -> Value {
    match value {
        Value::String(text) if text.is_empty() => json!("x"),
        Value::String(text) => {
            let at = at.index(text.chars().count());
            let turned = text.chars().enumerate().map(|(i, c)| match c {
                c if i != at => c,
                '9' => '8',
                'f' => 'e',
                'z' => 'y',
                'Z' => 'Y',
                '0'..='8' | 'a'..='y' | 'A'..='Y' => char::from(c as u8 + 1),
                _ => 'x',
            });
            Value::String(turned.collect())
        }
        Value::Number(number) => json!(number.as_u64().expect("whole numbers alone") + 1),
        Value::Null => json!([]),
        Value::Array(_) => json!(["x"]),
        _ => Value::Null,
    }
}

fn touched(document: &Value, which: prop::sample::Index, at: prop::sample::Index) -> (String, Vec<u8>) {
    let mut places = Vec::new();
    values(document, "", &mut places);
    let place = which.get(&places).clone();
    let mut changed = document.clone();
    let value = changed.pointer_mut(&place).expect("a value");
    *value = other(value, at);
    (place, serde_json::to_vec(&changed).expect("JSON"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_touched_bundle_does_not_hold(which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>()) {
        let document = serde_json::to_value(&MADE.bundle)?;
        let (place, changed) = touched(&document, which, at);
        let verdict = verify(&changed, Against::default());
        prop_assert!(!matches!(verdict, Verdict::Holds { .. }), "{place}");
    }

    #[test]
    fn touched_openings_do_not_hold(which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>()) {
        let document = serde_json::to_value(&MADE.openings)?;
        let (place, changed) = touched(&document, which, at);
        // A slip's nonce is the box's own, to keep ballots apart: nothing is signed over it.
        let ballot = place.strip_suffix("/nonce").and_then(|place| document.pointer(place));
        prop_assume!(ballot.is_none_or(|ballot| ballot["way"] == "phone"));
        let bundle = MADE.bundle_json();
        let verdict = verify(&bundle, Against { openings: Some(&changed), ..Against::default() });
        prop_assert!(!matches!(verdict, Verdict::Holds { .. }), "{place}");
    }
}
