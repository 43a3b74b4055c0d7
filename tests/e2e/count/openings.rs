//! Openings that were touched, and bundles that were signed wrongly.

use serde_json::{Value, json};

use super::{Turned, changed, each_is_named};

#[test]
fn with_the_openings_every_ballot_is_looked_at() {
    each_is_named(
        true,
        &[
            ("a level changed", "commitment_unknown", |r| {
                let ballot = r.ballot("phone");
                ballot["level"] = json!(if ballot["level"] == "fair" { "satisfied" } else { "fair" });
            }),
            ("a comment changed", "commitment_unknown", |r| {
                r.ballot("slip")["comment"] = json!("nothing to say");
            }),
            ("a reason added", "commitment_unknown", |r| r.ballot("phone")["reasons"] = json!(["other"])),
            ("a salt changed", "commitment_unknown", |r| {
                let ballot = r.ballot("phone");
                ballot["salt"] = changed(&ballot["salt"]);
            }),
            ("for another official", "commitment_unknown", |r| {
                let ballot = r.ballot("phone");
                ballot["official"] = json!(if ballot["official"] == "A00001" { "A00002" } else { "A00001" });
            }),
            ("for nobody", "ballot_official", |r| r.ballot("phone")["official"] = json!("A00099")),
            ("a signature changed", "ballot_signature", |r| {
                let ballot = r.ballot("phone");
                ballot["signature"] = ballot["signature"].take_turned();
            }),
            ("a prefix changed", "ballot_signature", |r| {
                let ballot = r.ballot("phone");
                ballot["prefix"] = changed(&ballot["prefix"]);
            }),
            ("a phone's nonce changed", "ballot_signature", |r| {
                let ballot = r.ballot("phone");
                ballot["nonce"] = changed(&ballot["nonce"]);
            }),
            ("a nonce twice", "nonce_twice", |r| {
                let theirs = r.ballot("phone")["nonce"].clone();
                r.ballot("slip")["nonce"] = theirs;
            }),
            ("a phone's ballot without its token", "ballot_token", |r| {
                r.ballot("phone")["signature"] = Value::Null;
            }),
            ("a phone's ballot called a slip's", "ballot_token", |r| {
                r.ballot("phone")["way"] = json!("slip");
            }),
            ("dropped", "commitment_unopened", |r| drop(r.ballots().pop())),
            ("added", "commitment_unknown", |r| {
                let mut more = r.ballot("slip").clone();
                more["salt"] = json!("7".repeat(64));
                more["nonce"] = json!("7".repeat(64));
                r.ballots().push(more);
            }),
            ("twice", "ballot_twice", |r| {
                let again = r.ballot("slip").clone();
                r.ballots().push(again);
            }),
            ("a comment of 301 characters", "ballot_text", |r| {
                r.ballot("slip")["comment"] = json!("字".repeat(301));
            }),
            ("a comment that rings", "ballot_text", |r| r.ballot("slip")["comment"] = json!("\u{7}")),
            ("two reasons in one", "ballot_text", |r| r.ballot("slip")["reasons"] = json!(["slow,other"])),
            ("a tally", "tally_differs", |r| r.openings["tallies"]["A00001"][0] = json!(4)),
            ("no tally", "tally_missing", |r| {
                r.openings["tallies"].as_object_mut().expect("tallies").remove("A00005");
            }),
            ("a tally of a stranger", "tally_unknown", |r| {
                r.openings["tallies"]["A00099"] = json!([0, 0, 0, 0, 0]);
            }),
            ("of another round", "openings_round", |r| r.openings["round"] = json!("2025-2")),
        ],
    );
}

/// What the bundle alone cannot show: a county that signs whatever it likes.
#[test]
fn what_a_county_signs_wrongly_is_found_by_its_auditors() {
    each_is_named(
        true,
        &[
            ("a cell signed otherwise", "cells_differ", |r| {
                let (first, second) =
                    (json!(4), r.official(0)["cells"][1]["count"].as_u64().expect("a number") - 1);
                r.official(0)["cells"][0]["count"] = first;
                r.official(0)["cells"][1]["count"] = json!(second);
                r.sign_again();
            }),
            ("a ballot moved to another official", "commitment_unknown", |r| {
                let moved = r.commitments(2).remove(0);
                r.official(2)["counted"] = json!(2);
                r.commitments(4).push(moved);
                r.official(4)["counted"] = json!(1);
                r.official(4)["cast"] = json!(1);
                r.official(4)["issued_phone"] = json!(1);
                r.sign_again();
            }),
            ("a ballot made up", "commitment_unopened", |r| {
                r.commitments(4).push(json!("7".repeat(64)));
                for name in ["counted", "cast", "issued_phone"] {
                    r.official(4)[name] = json!(1);
                }
                r.sign_again();
            }),
            ("a ballot left out", "commitment_unknown", |r| {
                r.commitments(2).pop();
                r.official(2)["counted"] = json!(2);
                r.sign_again();
            }),
            ("slips that nobody drew", "way_over_issued", |r| {
                r.official(0)["issued_slip"] = json!(4);
                r.sign_again();
            }),
            ("a key made after the round", "ballot_signature", |r| {
                r.bundle["keys"][1]["n"] = r.bundle["keys"][1]["n"].take_turned();
                r.sign_again();
            }),
        ],
    );
}
