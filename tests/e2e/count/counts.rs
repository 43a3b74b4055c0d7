//! Commitments and numbers that were touched.

use serde_json::{Value, json};

use super::{changed, each_is_named, text};

#[test]
fn a_commitment_added_dropped_changed_or_moved_is_named() {
    each_is_named(
        false,
        &[
            ("added", "counted_differs", |r| r.commitments(1).push(json!("f".repeat(64)))),
            ("added and counted", "counted_over_cast", |r| {
                r.commitments(1).push(json!("f".repeat(64)));
                r.official(1)["counted"] = json!(7);
            }),
            ("added, counted and cast", "cast_over_issued", |r| {
                r.commitments(1).push(json!("f".repeat(64)));
                r.official(1)["counted"] = json!(7);
                r.official(1)["cast"] = json!(7);
            }),
            ("added, with everything made to fit", "checkpoint_differs", |r| {
                r.commitments(1).push(json!("f".repeat(64)));
                for name in ["counted", "cast", "issued_phone"] {
                    r.official(1)[name] = json!(7);
                }
                r.official(1)["cells"][0]["count"] = json!(7);
            }),
            ("dropped", "counted_differs", |r| drop(r.commitments(0).pop())),
            ("dropped and not counted", "checkpoint_differs", |r| {
                r.commitments(2).pop();
                r.official(2)["counted"] = json!(2);
            }),
            ("changed", "checkpoint_differs", |r| {
                let other = changed(&r.commitments(0)[0]);
                r.commitments(0)[0] = other;
            }),
            ("moved to another official", "counted_differs", |r| {
                let moved = r.commitments(0).remove(3);
                r.commitments(2).push(moved);
            }),
            ("exchanged between two officials", "checkpoint_differs", |r| {
                let (left, right) = (r.commitments(2).clone(), r.commitments(1)[..3].to_vec());
                drop(r.commitments(1).splice(..3, left));
                *r.commitments(2) = right;
                for nth in [1, 2] {
                    r.commitments(nth).sort_by(|a, b| text(a).cmp(text(b)));
                }
            }),
            ("unsorted", "commitment_unsorted", |r| r.commitments(0).swap(0, 1)),
            ("twice", "commitment_twice", |r| {
                let first = r.commitments(0)[0].clone();
                r.commitments(0)[1] = first;
            }),
            ("with two officials", "commitment_elsewhere", |r| {
                let theirs = r.commitments(1)[5].clone();
                r.commitments(2)[2] = theirs;
                r.commitments(2).sort_by(|a, b| text(a).cmp(text(b)));
            }),
        ],
    );
}

#[test]
fn every_count_is_held_against_the_others_and_the_root() {
    each_is_named(
        false,
        &[
            ("households fewer than issued", "issued_over_households", |r| {
                r.official(0)["households"] = json!(17);
            }),
            ("households", "checkpoint_differs", |r| r.official(0)["households"] = json!(31)),
            ("issued on phones", "checkpoint_differs", |r| r.official(0)["issued_phone"] = json!(14)),
            ("issued on phones, too many", "issued_over_households", |r| {
                r.official(0)["issued_phone"] = json!(26);
            }),
            ("issued without a key", "issued_without_key", |r| r.official(3)["issued_phone"] = json!(1)),
            ("slips drawn", "checkpoint_differs", |r| r.official(0)["issued_slip"] = json!(6)),
            ("issued again", "checkpoint_differs", |r| r.official(0)["reissued"] = json!(2)),
            ("slips voided", "checkpoint_differs", |r| r.official(0)["voided_slips"] = json!(0)),
            ("cast", "checkpoint_differs", |r| r.official(0)["cast"] = json!(15)),
            ("cast, more than issued", "cast_over_issued", |r| r.official(0)["cast"] = json!(20)),
            ("cast, fewer than counted", "counted_over_cast", |r| r.official(0)["cast"] = json!(14)),
            ("counted", "counted_differs", |r| r.official(0)["counted"] = json!(16)),
            ("the largest number there is", "issued_over_households", |r| {
                r.official(0)["issued_phone"] = json!(u64::MAX);
                r.official(0)["reissued"] = json!(u64::MAX);
            }),
            ("all households at once", "checkpoint_differs", |r| {
                r.official(0)["households"] = json!(u64::MAX);
                r.official(1)["households"] = json!(u64::MAX);
            }),
            ("a distribution left out", "cells_missing", |r| r.official(0)["cells"] = Value::Null),
            ("a distribution of three", "cells_shown", |r| {
                let cells = r.official(1)["cells"].clone();
                r.official(2)["cells"] = cells;
            }),
            ("a level left out", "cells_levels", |r| drop(r.list("/officials/0/cells/0/levels").pop())),
            ("a cell of nothing", "cells_levels", |r| {
                r.list("/officials/0/cells").push(json!({ "levels": [], "count": 3 }));
            }),
            ("a cell of two", "cell_small", |r| r.official(0)["cells"][0]["count"] = json!(2)),
            ("a cell's number", "cells_sum", |r| r.official(0)["cells"][0]["count"] = json!(4)),
            ("from one cell to the next", "checkpoint_differs", |r| {
                r.official(0)["cells"][0]["count"] = json!(4);
                let less = r.official(0)["cells"][1]["count"].as_u64().expect("a number") - 1;
                r.official(0)["cells"][1]["count"] = json!(less);
            }),
            ("an official twice", "official_twice", |r| {
                let again = r.official(3).clone();
                r.list("/officials").insert(3, again);
            }),
            ("officials unsorted", "official_unsorted", |r| r.list("/officials").swap(0, 1)),
            ("an official left out", "official_missing", |r| drop(r.list("/officials").remove(4))),
            ("an official without a key left out", "checkpoint_differs", |r| {
                drop(r.list("/officials").remove(3));
            }),
            ("the round's name", "checkpoint_differs", |r| r.bundle["round"]["name"] = json!("another")),
            ("the round's last day", "checkpoint_differs", |r| {
                r.bundle["round"]["closes_on"] = json!("2026-06-21");
            }),
            ("the round's code", "checkpoint_differs", |r| r.bundle["round"]["code"] = json!("2026-2")),
            ("no code", "round_text", |r| r.bundle["round"]["code"] = json!("")),
            ("a code of two lines", "round_text", |r| r.bundle["round"]["code"] = json!("a\nb")),
        ],
    );
}
