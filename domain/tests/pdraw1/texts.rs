//! Texts are refused before they are published, not only found wrong afterwards.

use domain::audit::pdraw1::{DrawError, Exclusions, Opening, Plan, Quota, Roster, RosterIndex};

use crate::meeting::row;

fn roster(rows: Vec<(String, Vec<String>)>) -> Result<Roster, String> {
    Roster::build("officials", rows).map_err(|why| why.code())
}

#[test]
fn a_roster_is_sorted_and_brought_to_nfc() {
    let built = roster(vec![row("B", &["e\u{301}", ""]), row("A", &["x", "y"])]).expect("a roster");
    assert_eq!(built.text(), "pdraw1-roster|officials|2\nA|x|y\nB|\u{e9}|\n");
}

#[test]
fn a_roster_refuses_what_would_make_another_row_of_a_field() {
    let kinds = [
        ("bad_field", vec![row("A", &["x|y"])]),
        ("bad_field", vec![row("A", &["x\nB|y"])]),
        ("bad_field", vec![row("A", &[" x"])]),
        ("bad_label", vec![row("A\nB", &["x"])]),
        ("bad_label", vec![row("S-1", &["x"])]),
        ("twice", vec![row("A", &["x"]), row("A", &["y"])]),
        ("field_count", vec![row("A", &["x"]), row("B", &["y", "z"])]),
    ];
    for (code, rows) in kinds {
        assert_eq!(roster(rows).expect_err(code), code);
    }
    assert!(Roster::build("Officials", vec![row("A", &[])]).is_err());
}

#[test]
fn nobody_excluded_is_the_empty_text() {
    let none = Exclusions::build::<&str, &str>(&[]).expect("exclusions");
    assert_eq!(none.hash().hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    let some = Exclusions::build(&[("B", "ILL"), ("A", "DRAWN"), ("C", "ILL")]).expect("exclusions");
    assert_eq!(some.counts_per_code().into_iter().collect::<Vec<_>>(), [("DRAWN", 1), ("ILL", 2)]);
}

#[test]
fn an_index_sums_its_parts() {
    let part = |key: &str, rows| Roster::build(&format!("households/{key}"), rows).expect("a part");
    let parts = [part("B", vec![row("H1", &[]), row("H2", &[])]), part("A", vec![row("H3", &[])])];
    let index = RosterIndex::build("households", &parts).expect("an index");
    assert_eq!((index.line().count, index.parts()[0].key.as_str()), (3, "A"));
}

#[test]
fn a_plan_names_the_parameter_it_does_not_know() {
    let why = Plan::parse("s1:officials:n=3,skip=2").expect_err("skip is not known");
    assert_eq!(why, DrawError::UnsupportedParameter { step: "s1".into(), parameter: "skip=2".into() });
    for (plan, code) in [
        ("", "bad_step"),
        ("s1:officials", "bad_step"),
        ("S1:officials:n=1", "bad_step"),
        ("s1:officials:n=1;", "bad_step"),
        ("s1:officials:n=1;s1:officials:n=2", "step_twice"),
        ("s1:officials:n=0", "bad_parameter"),
        ("s1:officials:n=1,per=f0", "bad_parameter"),
        ("s1:officials:n=1,per=f1,prop=f1", "step_without_number"),
        ("s1:officials:per=f1", "step_without_number"),
        ("s1:households:n=1,in=s2", "within_unknown"),
        ("s1:officials:n=1,max=f1", "bad_parameter"),
        ("s1:officials:n=1,pair=inspectors", "bad_parameter"),
    ] {
        assert_eq!(Plan::parse(plan).expect_err(plan).code(), code, "{plan}");
    }
    let plan = Plan::parse("s1:officials:n=3,per=f1").expect("parameters in any order");
    assert!(matches!(plan.steps()[0].quota, Quota::PerStratum(field, 3) if field.number() == 1));
}

#[test]
fn dice_have_exactly_as_many_digits_as_the_source_names() {
    let sources = ["dice3".to_owned(), "kl8-2026001".to_owned()];
    for (opening, holds) in [
        ("dice3=012;kl8-2026001=1.2+3", true),
        ("dice3=01;kl8-2026001=1", false),
        ("dice3=0123;kl8-2026001=1", false),
        ("dice3=01a;kl8-2026001=1", false),
        ("dice3=012;kl8-2026001=", false),
        ("dice3=012;kl8-2026001=1..2", false),
        ("dice3=012;kl8-2026001=1+", false),
        ("kl8-2026001=1;dice3=012", false),
        ("dice3=012", false),
        ("dice3=012;kl8-2026001=1;", false),
    ] {
        assert_eq!(Opening::parse(&sources, opening).is_ok(), holds, "{opening}");
    }
}
