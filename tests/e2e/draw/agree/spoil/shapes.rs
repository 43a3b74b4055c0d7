//! What makes a document something else than a bundle.

use serde_json::{Value, json};

use super::{ROUND, Spoiling, at_round};

/// What is no bundle any more.
pub const SHAPES: &[Spoiling] = &[
    ("another protocol", None, |b| {
        b["protocol"] = json!("pdraw2");
        true
    }),
    ("no protocol", None, |b| b.as_object_mut().is_some_and(|all| all.remove("protocol").is_some())),
    ("no recusals at all", None, |b| b.as_object_mut().is_some_and(|all| all.remove("recusals").is_some())),
    ("no rounds at all", None, |b| b.as_object_mut().is_some_and(|all| all.remove("rounds").is_some())),
    ("an announcement that is a list", None, |b| {
        b["announcement"] = json!([]);
        true
    }),
    ("rosters that are a list", None, |b| {
        b["rosters"] = json!([]);
        true
    }),
    ("a roster that is null", None, |b| {
        b["rosters"]["officials"] = Value::Null;
        true
    }),
    ("exclusions that are null", None, |b| {
        b["exclusions"] = Value::Null;
        true
    }),
    ("a round that is a list", None, |b| {
        b["rounds"][0] = json!([1, "s1"]);
        true
    }),
    ("a round number in quotes", None, |b| at_round(b, "round", json!("1"))),
    ("a round without void", None, |b| {
        b.pointer_mut(ROUND).and_then(Value::as_object_mut).is_some_and(|r| r.remove("void").is_some())
    }),
    ("a round without pairs", None, |b| {
        b.pointer_mut(ROUND).and_then(Value::as_object_mut).is_some_and(|r| r.remove("pairs").is_some())
    }),
    ("a void that is false", None, |b| at_round(b, "void", json!(false))),
    ("somebody drawn who is a number", None, |b| at_round(b, "selected", json!([1]))),
    ("pairs of texts", None, |b| at_round(b, "pairs", json!({ "A": "B" }))),
    ("outcomes that are null", None, |b| at_round(b, "outcomes", Value::Null)),
    ("an outcome without a time", None, |b| {
        at_round(b, "outcomes", json!([{ "label": "A", "outcome": "EXCUSED" }]))
    }),
];
