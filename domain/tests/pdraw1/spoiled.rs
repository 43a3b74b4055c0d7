//! Every way to spoil a bundle is found and named.

use domain::audit::pdraw1::{Digest, Verdict, verify};
use serde_json::{Value, json};

use crate::meeting::Meeting;

fn code(bundle: &Value) -> String {
    match verify(bundle.to_string().as_bytes(), None, None) {
        Verdict::Broken(why) => why.code(),
        Verdict::Holds { .. } => "holds".into(),
        Verdict::NotABundle(_) => "not_a_bundle".into(),
    }
}

fn text<'a>(bundle: &'a Value, pointer: &str) -> &'a str {
    bundle.pointer(pointer).and_then(Value::as_str).expect(pointer)
}

fn replace(bundle: &mut Value, pointer: &str, from: &str, to: &str) {
    let new = text(bundle, pointer).replacen(from, to, 1);
    assert_ne!(new, text(bundle, pointer), "{from} is not in {pointer}");
    *bundle.pointer_mut(pointer).expect(pointer) = new.into();
}

/// Replaces in a file, and its hash in the announcement too, as somebody would who publishes a wrong file.
fn republish(bundle: &mut Value, pointer: &str, from: &str, to: &str) {
    let before = Digest::of(text(bundle, pointer).as_bytes()).hex();
    replace(bundle, pointer, from, to);
    let after = Digest::of(text(bundle, pointer).as_bytes()).hex();
    replace(bundle, "/announcement", &before, &after);
}

type Spoil = fn(&mut Value);

fn set(bundle: &mut Value, pointer: &str, value: Value) {
    *bundle.pointer_mut(pointer).expect(pointer) = value;
}

fn check(meeting: &Meeting, kinds: &[(&str, Spoil)]) {
    let honest = meeting.json();
    assert_eq!(code(&honest), "holds");
    for (place, (expected, spoil)) in kinds.iter().enumerate() {
        let mut bundle = honest.clone();
        spoil(&mut bundle);
        assert_eq!(code(&bundle), *expected, "kind {place}");
    }
}

const ROSTER: &str = "/rosters/officials";

#[test]
fn files() {
    check(
        &Meeting::plain(),
        &[
            ("hash_differs", |b| replace(b, ROSTER, "官员3|", "官员三|")),
            ("bad_header", |b| replace(b, ROSTER, "pdraw1-roster|officials", "pdraw1-roster|others")),
            ("bad_header", |b| replace(b, ROSTER, "pdraw1", "\u{feff}pdraw1")),
            ("bad_header", |b| replace(b, ROSTER, "|40\n", "|040\n")),
            ("count_differs", |b| replace(b, ROSTER, "|40\n", "|41\n")),
            ("count_differs", |b| replace(b, "/announcement", "officials|40|", "officials|41|")),
            ("no_final_newline", |b| {
                let cut = text(b, ROSTER).trim_end().to_owned();
                set(b, ROSTER, cut.into());
            }),
            ("bad_header", |b| replace(b, ROSTER, "\n", "\r\n")),
            ("bad_field", |b| republish(b, ROSTER, "\nA00003", "\r\nA00003")),
            ("bad_field", |b| republish(b, ROSTER, "官员3|", "官员\u{85}3|")),
            ("bad_field", |b| republish(b, ROSTER, "官员3|", "官员3\u{3000}|")),
            ("bad_field", |b| republish(b, ROSTER, "官员3|", "\u{a0}官员3|")),
            ("not_nfc", |b| republish(b, ROSTER, "官员3|", "e\u{301}|")),
            ("field_count", |b| republish(b, ROSTER, "官员3|", "官员|3|")),
            ("bad_label", |b| republish(b, ROSTER, "A00003|", "a00003|")),
            ("bad_label", |b| republish(b, ROSTER, "A00003|", "S-00003|")),
            ("bad_label", |b| republish(b, ROSTER, "A00003|", "\nA00003|")),
            ("bad_label", |b| republish(b, ROSTER, "A00003|", &format!("A{}|", "0".repeat(32)))),
            ("unsorted", |b| republish(b, ROSTER, "A00003|", "A00001-|")),
            ("twice", |b| republish(b, ROSTER, "A00003|", "A00002|")),
            ("roster_missing", |b| {
                b["rosters"].as_object_mut().expect("rosters").remove("officials");
            }),
            ("roster_unexpected", |b| b["rosters"]["others"] = json!("pdraw1-roster|others|0\n")),
            ("roster_unexpected", |b| {
                b["rosters"]["officials/A00001"] = json!("pdraw1-roster|officials/A00001|0\n");
            }),
            ("count_differs", |b| set(b, "/exclusions", "".into())),
            ("hash_differs", |b| replace(b, "/exclusions", "A00007", "A00008")),
            ("bad_field", |b| republish(b, "/exclusions", "|ILL", "|")),
            ("bad_line", |b| republish(b, "/exclusions", "|ILL", "")),
            ("unsorted", |b| republish(b, "/exclusions", "A00007", "A00010")),
            ("twice", |b| republish(b, "/exclusions", "A00007", "A00009")),
            ("recusals_unexpected", |b| set(b, "/recusals", "".into())),
        ],
    );
}

#[test]
fn the_announcement_and_the_opening() {
    check(
        &Meeting::plain(),
        &[
            ("bad_header", |b| replace(b, "/announcement", "pdraw1\n", "pdraw2\n")),
            ("announcement_line", |b| replace(b, "/announcement", "id=", "name=")),
            ("announcement_line", |b| replace(b, "/announcement", "excluded=2|", "excluded=02|")),
            ("count_differs", |b| replace(b, "/announcement", "excluded=2|", "excluded=3|")),
            ("announcement_line", |b| replace(b, "/announcement", "otc_tip=", "otc_tip=0")),
            ("round_sources", |b| replace(b, "/announcement", "dice6,otc", "otc,dice6")),
            ("bad_source", |b| replace(b, "/announcement", "ssq-2026137,", "dice20,")),
            ("recused_line", |b| {
                let empty = Digest::of(b"");
                replace(b, "/announcement", "\nsources", &format!("\nrecused=0|{empty}\nsources"));
            }),
            ("announcement_line", |b| replace(b, "/announcement", "n=1\n", "n=1\nmore=1\n")),
            ("step_roster_unknown", |b| replace(b, "/announcement", "s1:officials", "s1:others")),
            ("unsupported_parameter", |b| replace(b, "/announcement", "n=4", "n=4,skip=1")),
            ("step_without_number", |b| replace(b, "/announcement", "per=f2,n=1", "per=f2")),
            ("bad_parameter", |b| replace(b, "/announcement", "n=4", "n=04")),
            ("bad_parameter", |b| replace(b, "/announcement", "n=4", "n=4,n=4")),
            ("missing_field", |b| replace(b, "/announcement", "per=f2", "per=f5")),
            ("within_mismatch", |b| replace(b, "/announcement", "n=4", "n=4,in=s2")),
            // A changed plan or id changes A, and with it every lock.
            ("lock_differs", |b| replace(b, "/announcement", "n=4", "n=5")),
            ("lock_differs", |b| replace(b, "/announcement", "YS-2026-07", "YS-2026-08")),
            ("opening_value", |b| replace(b, "/opening", "dice20=2", "dice20=")),
            ("opening_value", |b| replace(b, "/opening", "dice20=2", "dice20=2.")),
            ("opening_value", |b| replace(b, "/opening", "+7", "+")),
            ("opening_order", |b| replace(b, "/opening", "ssq-2026137", "ssq-2026138")),
            ("opening_extra", |b| replace(b, "/opening", "dice20=", "dice20=20237331128159211123;x=")),
            // Another opening leaves the locks standing, which need only A, and changes who is drawn.
            ("selection_differs", |b| replace(b, "/opening", "2.5.8", "2.5.9")),
        ],
    );
}

#[test]
fn rounds() {
    check(
        &Meeting::plain(),
        &[
            ("no_rounds", |b| set(b, "/rounds", json!([]))),
            ("round_number", |b| set(b, "/rounds/1/round", json!(3))),
            ("round_number", |b| set(b, "/rounds/1/round", json!(-2))),
            ("round_number", |b| {
                b["rounds"].as_array_mut().expect("rounds").remove(0);
            }),
            ("step_unknown", |b| set(b, "/rounds/1/step", json!("s9"))),
            ("step_key", |b| set(b, "/rounds/1/step", json!("s2/A00001"))),
            ("lock_differs", |b| set(b, "/rounds/1/step", json!("s1"))),
            ("lock_differs", |b| replace(b, "/rounds/0/entropy", "dice6=0", "dice6=1")),
            ("bad_entropy", |b| replace(b, "/rounds/0/entropy", "dice6=0", "dice6=")),
            ("bad_entropy", |b| {
                let upper = text(b, "/rounds/0/entropy")
                    .to_uppercase()
                    .replace("DICE6=", "dice6=")
                    .replace("OTC=", "otc=");
                set(b, "/rounds/0/entropy", upper.into());
            }),
            ("bad_entropy", |b| {
                let (dice, otc) = text(b, "/rounds/0/entropy").split_once(';').expect("two sources");
                let swapped = format!("{otc};{dice}");
                set(b, "/rounds/0/entropy", swapped.into());
            }),
            ("lock_differs", |b| {
                let upper = text(b, "/rounds/2/lock").to_uppercase();
                set(b, "/rounds/2/lock", upper.into());
            }),
            ("code_not_next", |b| {
                let (_, later) = text(b, "/rounds/1/entropy").split_once("otc=").expect("a code");
                let (dice, _) = text(b, "/rounds/0/entropy").split_once("otc=").expect("a code");
                let spoiled = format!("{dice}otc={later}");
                set(b, "/rounds/0/entropy", spoiled.into());
            }),
            ("selection_differs", |b| b["rounds"][0]["selected"].as_array_mut().expect("labels").swap(0, 1)),
            ("selection_differs", |b| {
                b["rounds"][0]["selected"].as_array_mut().expect("labels").pop();
            }),
            ("selection_differs", |b| {
                b["rounds"][2]["selected"].as_array_mut().expect("labels").push(json!("A00007"));
            }),
            ("void_differs", |b| set(b, "/rounds/0/void", json!("PAIR_SHORTAGE"))),
            ("void_differs", |b| set(b, "/rounds/0/void", json!("MISTYPED"))),
            ("pairs_unexpected", |b| set(b, "/rounds/0/pairs", json!({}))),
            ("outcome_not_drawn", |b| set(b, "/rounds/0/outcomes/0/label", json!("A00007"))),
            ("outcome_unknown", |b| set(b, "/rounds/0/outcomes/0/outcome", json!("SKIPPED"))),
            ("outcome_time", |b| set(b, "/rounds/0/outcomes/0/at", json!("2026-07-01T10:03:04+08:00"))),
            ("outcome_time", |b| set(b, "/rounds/0/outcomes/0/at", json!("2026-07-01 02:03:04Z"))),
            ("outcome_time", |b| set(b, "/rounds/0/outcomes/0/at", json!("2026-07-01"))),
            ("outcome_twice", |b| {
                let again = b["rounds"][0]["outcomes"][0].clone();
                b["rounds"][0]["outcomes"].as_array_mut().expect("outcomes").push(again);
            }),
        ],
    );
}

#[test]
fn split_rosters_and_pairs() {
    check(
        &Meeting::whole(),
        &[
            ("hash_differs", |b| replace(b, "/rosters/households", "A00040|", "A00041|")),
            ("count_differs", |b| replace(b, "/rosters/households", "|6|", "|7|")),
            ("roster_missing", |b| {
                let key = part(b);
                b["rosters"].as_object_mut().expect("rosters").remove(&key);
            }),
            ("hash_differs", |b| {
                let pointer = format!("/rosters/{}", part(b).replace('/', "~1"));
                replace(b, &pointer, "salted", "salter");
            }),
            ("roster_unexpected", |b| {
                b["rosters"]["households/A99999"] = json!("pdraw1-roster|households/A99999|0\n");
            }),
            ("key_not_drawn", |b| set(b, "/rounds/1/step", json!("hh/A00007"))),
            ("step_key", |b| set(b, "/rounds/1/step", json!("hh"))),
            ("part_not_drawn", |b| {
                let rounds = b["rounds"].as_array_mut().expect("rounds");
                rounds.truncate(1);
            }),
            ("bad_weight", |b| republish(b, ROSTER, "|R1|1\n", "|R1|01\n")),
            ("bad_weight", |b| republish(b, ROSTER, "|R1|1\n", "|R1|10001\n")),
            ("label_on_two_rosters", |b| republish(b, "/rosters/units", "U01", "A00001")),
            ("recusals_missing", |b| set(b, "/recusals", Value::Null)),
            ("count_differs", |b| set(b, "/recusals", "U01|J01\n".into())),
            ("hash_differs", |b| replace(b, "/recusals", "J01", "J03")),
            ("unsorted", |b| republish(b, "/recusals", "U01", "U04")),
            ("pairs_missing", |b| set(b, "/rounds/2/pairs", Value::Null)),
            ("pairs_differ", |b| set(b, "/rounds/2/pairs", json!({}))),
            ("pairs_differ", |b| b["rounds"][2]["pairs"]["U99"] = json!([])),
            ("pairs_differ", |b| {
                let object = text(b, "/rounds/2/selected/0").to_owned();
                b["rounds"][2]["pairs"][object].as_array_mut().expect("inspectors").swap(0, 1);
            }),
        ],
    );
}

#[test]
fn a_document_that_is_no_bundle_is_not_called_a_broken_one() {
    let kinds: &[Spoil] = &[
        |b| *b = json!([]),
        |b| *b = json!(null),
        |b| set(b, "/protocol", json!("pdraw2")),
        |b| set(b, "/opening", json!(7)),
        |b| set(b, "/rounds/0/round", json!("1")),
        |b| set(b, "/rounds/0/outcomes", Value::Null),
        |b| set(b, "/rounds/0/outcomes/0", json!(["A00001", "IN_PERSON", "2026-07-01T02:03:04Z"])),
        |b| {
            b.as_object_mut().expect("a bundle").remove("recusals");
        },
        |b| {
            b["rounds"][0].as_object_mut().expect("a round").remove("pairs");
        },
        |b| {
            b["rounds"][0].as_object_mut().expect("a round").remove("void");
        },
    ];
    for (place, spoil) in kinds.iter().enumerate() {
        let mut bundle = Meeting::plain().json();
        spoil(&mut bundle);
        assert_eq!(code(&bundle), "not_a_bundle", "kind {place}");
    }
    let twice = Meeting::plain().json().to_string().replacen(
        "\"officials\":",
        "\"officials\":\"\",\"officials\":",
        1,
    );
    for bytes in [twice.as_bytes(), b"", b"\xff", b"{}"] {
        assert_eq!(verify(bytes, None, None).exit_code(), 2);
    }
}

#[test]
fn the_message_names_the_round_and_the_label_or_the_file_and_the_line() {
    let mut bundle = Meeting::plain().json();
    bundle["rounds"][1]["selected"][0] = json!("A00040");
    let Verdict::Broken(why) = verify(bundle.to_string().as_bytes(), None, None) else {
        panic!("it is spoiled")
    };
    let message = why.to_string();
    assert!(message.starts_with("round 2: place 1 of the selection is A00040, it must be A"), "{message}");

    let mut bundle = Meeting::plain().json();
    republish(&mut bundle, ROSTER, "A00003|", "A00002|");
    let Verdict::Broken(why) = verify(bundle.to_string().as_bytes(), None, None) else {
        panic!("it is spoiled")
    };
    assert_eq!(why.to_string(), "roster officials, line 4: A00002 occurs twice");
    let value = serde_json::to_value(&why).expect("json");
    assert_eq!(value, json!({"code": "twice", "file": "roster officials", "line": 4, "label": "A00002"}));
}

fn part(bundle: &Value) -> String {
    let names = bundle["rosters"].as_object().expect("rosters");
    names.keys().find(|name| name.contains('/')).expect("a part").clone()
}
