//! Keys and the checkpoint that were touched.

use serde_json::json;

use super::{Round, Turned, changed, each_is_named, text};

#[test]
fn a_key_changed_dropped_or_added_is_named() {
    each_is_named(
        false,
        &[
            ("changed", "key_list_differs", |r| {
                r.bundle["keys"][0]["n"] = r.bundle["keys"][1]["n"].take_turned();
            }),
            ("dropped", "key_list_differs", |r| drop(r.list("/keys").pop())),
            ("dropped from the list as well", "issued_without_key", |r| {
                r.list("/keys").remove(1);
                r.list_again();
            }),
            ("of an unrated official, dropped from the list as well", "checkpoint_differs", |r| {
                r.list("/keys").pop();
                r.list_again();
            }),
            ("added", "key_list_differs", |r| {
                let n = r.bundle["keys"][0]["n"].take_turned();
                r.list("/keys").insert(3, json!({ "official": "A00004", "n": n }));
            }),
            ("added to the list as well", "checkpoint_differs", |r| {
                let n = r.bundle["keys"][0]["n"].take_turned();
                r.list("/keys").insert(3, json!({ "official": "A00004", "n": n }));
                r.list_again();
            }),
            ("of somebody who is not counted", "official_missing", |r| {
                let n = r.bundle["keys"][0]["n"].take_turned();
                r.list("/keys").push(json!({ "official": "A00009", "n": n }));
                r.list_again();
            }),
            ("the list's hash", "key_list_differs", |r| {
                r.bundle["key_list"] = changed(&r.bundle["key_list"]);
            }),
            ("of two officials", "key_shared", |r| {
                let first = r.bundle["keys"][0]["n"].clone();
                r.bundle["keys"][1]["n"] = first;
            }),
            ("twice", "key_twice", |r| {
                let first = r.bundle["keys"][0].clone();
                r.list("/keys").insert(0, first);
            }),
            ("unsorted", "key_unsorted", |r| r.list("/keys").swap(1, 2)),
            ("too small", "key_malformed", |r| r.bundle["keys"][0]["n"] = json!("A".repeat(342))),
        ],
    );
    let golden = Round::golden();
    let mut exchanged = golden.clone();
    exchanged.bundle["keys"][3]["n"] = exchanged.bundle["keys"][0]["n"].take_turned();
    exchanged.sign_again();
    assert_eq!(exchanged.verify(false, &[]).0, Some(0), "alone it holds");
    let (exit, said) = exchanged.verify(false, &["--key-list", text(&golden.bundle["key_list"])]);
    assert_eq!(exit, Some(1), "{said}");
    assert!(said.contains("(key_list_announced)"), "{said}");
}

#[test]
fn the_checkpoint_says_this_count_and_is_signed() {
    each_is_named(
        false,
        &[
            ("origin", "checkpoint_differs", |r| {
                r.replace_in_checkpoint("lianxin-rating/2026-1", "lianxin-rating/2026-2");
            }),
            ("size", "checkpoint_differs", |r| r.replace_in_checkpoint("\n36\n", "\n37\n")),
            ("root", "checkpoint_differs", |r| {
                let root = text(&r.bundle["checkpoint"]).lines().nth(2).expect("a root").to_owned();
                let letter = if root.starts_with('A') { "B" } else { "A" };
                r.replace_in_checkpoint(&root, &format!("{letter}{}", &root[1..]));
            }),
            ("key list", "checkpoint_differs", |r| r.replace_in_checkpoint("key_list ", "key_list 0")),
            ("households", "checkpoint_differs", |r| {
                r.replace_in_checkpoint("households 56", "households 57");
            }),
            ("a line more", "checkpoint_malformed", |r| r.replace_in_checkpoint("\n36\n", "\n36\nmore\n")),
            ("no signature", "checkpoint_malformed", |r| {
                let (note, _) = text(&r.bundle["checkpoint"]).split_once('\u{2014}').expect("a dash");
                r.bundle["checkpoint"] = json!(note);
            }),
            ("another signature", "signature_wrong", |r| {
                let other = Round::spoiled(|other| {
                    other.bundle["round"]["name"] = json!("another");
                    other.sign_again();
                });
                let (_, theirs) = text(&other.bundle["checkpoint"]).split_once('\u{2014}').expect("a dash");
                let (note, _) = text(&r.bundle["checkpoint"]).split_once('\u{2014}').expect("a dash");
                r.bundle["checkpoint"] = json!(format!("{note}\u{2014}{theirs}"));
            }),
            ("somebody else's key", "signature_missing", |r| {
                r.bundle["signed_by"] = json!("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
            }),
        ],
    );
    let golden = Round::golden();
    for (signer, code) in [
        ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "signer_differs"),
        ("the county", "signer_malformed"),
    ] {
        let (exit, said) = golden.verify(false, &["--signer", signer]);
        assert_eq!(exit, Some(1), "{said}");
        assert!(said.contains(&format!("({code})")), "{said}");
    }
}
