//! What can be spoilt in the rounds.

use serde_json::{Value, json};

use super::{NOON, ROUND, Spoiling, at_round, drew, outcome, round, text, told};

/// Everything that stands in the rounds.
pub const ROUNDS: &[Spoiling] = &[
    ("no rounds", Some("no_rounds"), |b| {
        b["rounds"] = json!([]);
        b["rosters"].as_object_mut().is_some_and(|all| {
            all.retain(|name, _| !name.contains('/'));
            true
        })
    }),
    ("the first round left out", Some("round_number"), |b| {
        b["rounds"].as_array_mut().is_some_and(|all| {
            all.len() > 1 && {
                all.remove(0);
                true
            }
        })
    }),
    ("round 0", Some("round_number"), |b| at_round(b, "round", json!(0))),
    ("round 1.5", Some("round_number"), |b| at_round(b, "round", json!(1.5))),
    ("round -1", Some("round_number"), |b| at_round(b, "round", json!(-1))),
    ("seven dice", Some("bad_entropy"), |b| {
        text(b, "/rounds/0/entropy", |t| t.replacen("dice6=", "dice6=0", 1))
    }),
    ("a code in capitals", Some("bad_entropy"), |b| {
        text(b, "/rounds/0/entropy", |t| t.replacen("otc=", "otc=A", 1))
    }),
    ("a beacon beside the code", Some("bad_entropy"), |b| {
        text(b, "/rounds/0/entropy", |t| format!("{t};beacon=1"))
    }),
    ("a step that was not announced", Some("step_unknown"), |b| at_round(b, "step", json!("z9"))),
    ("a key where none belongs", Some("step_key"), |b| at_round(b, "step", json!("s1/A00001"))),
    ("no key where one belongs", Some("step_key"), |b| at_round(b, "step", json!("h1"))),
    ("a key nobody drew", Some("key_not_drawn"), |b| at_round(b, "step", json!("h1/A00001"))),
    ("a part that was drawn from left out", Some("roster_missing"), |b| {
        let Some(call) = round(b, |round| round["step"].as_str().is_some_and(|s| s.contains('/')))
            .map(|r| r["step"].clone())
        else {
            return false;
        };
        let key = call.as_str().unwrap_or_default().split_once('/').unwrap_or_default().1.to_owned();
        b["rosters"].as_object_mut().is_some_and(|all| all.remove(&format!("households/{key}")).is_some())
    }),
    ("a part nobody drew from", Some("part_not_drawn"), |b| {
        let Some(rounds) = b["rounds"].as_array_mut() else { return false };
        let Some(last) =
            rounds.iter().position(|round| round["step"].as_str().is_some_and(|s| s.contains('/')))
        else {
            return false;
        };
        rounds.truncate(last);
        last > 0
    }),
    ("dice typed again", Some("lock_differs"), |b| {
        text(b, "/rounds/0/entropy", |t| format!("{}{}{}", &t[..6], i32::from(&t[6..7] == "0"), &t[7..]))
    }),
    ("another lock", Some("lock_differs"), |b| text(b, "/rounds/0/lock", |t| t.chars().rev().collect())),
    ("a code of later", Some("code_not_next"), |b| {
        let Some(later) =
            b.pointer("/rounds/1/entropy").and_then(Value::as_str).map(|text| text[13..].to_owned())
        else {
            return false;
        };
        text(b, "/rounds/0/entropy", |t| format!("{}{later}", &t[..13]))
    }),
    ("somebody else drawn", Some("selection_differs"), |b| {
        round(b, |r| drew(r, 1)).is_some_and(|r| {
            r["selected"][0] = json!("A99999");
            true
        })
    }),
    ("two drawn in another order", Some("selection_differs"), |b| {
        round(b, |r| drew(r, 2)).is_some_and(|r| {
            r["selected"].as_array_mut().is_some_and(|all| {
                all.swap(0, 1);
                true
            })
        })
    }),
    ("somebody drawn struck off", Some("selection_differs"), |b| {
        round(b, |r| drew(r, 1))
            .is_some_and(|r| r["selected"].as_array_mut().is_some_and(|all| all.pop().is_some()))
    }),
    ("somebody added", Some("selection_differs"), |b| {
        at_round(b, "outcomes", json!([]))
            && b.pointer_mut(ROUND).is_some_and(|r| {
                r["selected"].as_array_mut().is_some_and(|all| {
                    all.push(json!("A00001"));
                    true
                })
            })
    }),
    ("a void nobody can recompute", Some("void_differs"), |b| at_round(b, "void", json!("PAIR_SHORTAGE"))),
    ("a void of another kind", Some("void_differs"), |b| at_round(b, "void", json!("RAIN"))),
    ("pairs where none belong", Some("pairs_unexpected"), |b| at_round(b, "pairs", json!({}))),
    ("pairs left out", Some("pairs_missing"), |b| {
        round(b, |r| r["pairs"].is_object()).is_some_and(|r| {
            r["pairs"] = Value::Null;
            true
        })
    }),
    ("inspectors exchanged", Some("pairs_differ"), |b| {
        round(b, |r| r["pairs"].is_object() && drew(r, 1)).is_some_and(|r| {
            let label = r["selected"][0].as_str().unwrap_or_default().to_owned();
            r["pairs"][label] = json!(["J-9"]);
            true
        })
    }),
    ("inspectors of somebody not drawn", Some("pairs_differ"), |b| {
        round(b, |r| r["pairs"].is_object()).is_some_and(|r| {
            r["pairs"]["ZZ"] = json!([]);
            true
        })
    }),
    ("an object without its inspectors", Some("pairs_differ"), |b| {
        round(b, |r| r["pairs"].is_object() && drew(r, 1)).is_some_and(|r| {
            let label = r["selected"][0].as_str().unwrap_or_default().to_owned();
            r["pairs"].as_object_mut().is_some_and(|all| all.remove(&label).is_some())
        })
    }),
    ("an outcome of somebody not drawn", Some("outcome_not_drawn"), |b| {
        at_round(b, "outcomes", json!([told("A99999", "EXCUSED", NOON)]))
    }),
    ("two outcomes", Some("outcome_twice"), |b| {
        outcome(b, |l| json!([told(l, "EXCUSED", NOON), told(l, "IN_PERSON", NOON)]))
    }),
    ("an outcome that skips", Some("outcome_unknown"), |b| outcome(b, |l| json!([told(l, "SKIPPED", NOON)]))),
    ("an outcome at no time", Some("outcome_time"), |b| {
        outcome(b, |l| json!([told(l, "EXCUSED", "2026-02-30T04:00:00Z")]))
    }),
    ("an outcome at another zone's time", Some("outcome_time"), |b| {
        outcome(b, |l| json!([told(l, "EXCUSED", "2026-11-22T12:00:00+08:00")]))
    }),
    ("an outcome with a space in its time", Some("outcome_time"), |b| {
        outcome(b, |l| json!([told(l, "EXCUSED", "2026-11-22 04:00:00Z")]))
    }),
];
