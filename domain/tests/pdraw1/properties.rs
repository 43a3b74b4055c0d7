//! What holds for every meeting, whatever was rolled.

use std::collections::{BTreeMap, BTreeSet};

use domain::audit::pdraw1::{Digest, Label, Plan, Roster, RoundKey, Selection, select, verify};
use proptest::prelude::*;

use crate::meeting::{Meeting, Press, officials};

fn draw(plan: &str, roster: &Roster, key: &[u8], barred: &BTreeSet<String>) -> Selection {
    let plan = Plan::parse(&format!("s1:officials:{plan}")).expect("a plan");
    let key = RoundKey::new(&Digest::of(key));
    select(&plan.steps()[0], roster, &key, |label| barred.contains(label.as_str())).expect("a selection")
}

fn names(labels: &[Label]) -> Vec<String> {
    labels.iter().map(ToString::to_string).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn nobody_is_drawn_twice_and_nobody_excluded(
        id in "[A-Z]{4}-[0-9]{4}",
        excluded in prop::collection::btree_set(1_usize..=40, 0..12),
        presses in prop::collection::vec(prop::bool::ANY, 1..8),
    ) {
        let excluded: Vec<String> = excluded.into_iter().map(|i| format!("A{i:05}")).collect();
        let meeting = Meeting {
            id,
            excluded: excluded.iter().map(|label| (label.clone(), "ILL".into())).collect(),
            presses: presses.into_iter().map(|first| Press::Step(if first { "s1" } else { "s2" })).collect(),
            ..Meeting::plain()
        };
        let bundle = meeting.bundle();
        let drawn: Vec<&String> = bundle.rounds.iter().flat_map(|round| &round.selected).collect();
        prop_assert_eq!(drawn.iter().collect::<BTreeSet<_>>().len(), drawn.len());
        prop_assert!(drawn.iter().all(|label| !excluded.contains(label)));
        let json = serde_json::to_vec(&bundle).expect("json");
        prop_assert_eq!(verify(&json, None, None).exit_code(), 0);
    }

    #[test]
    fn whoever_leaves_the_roster_disturbs_nobody_elses_place(
        key in prop::array::uniform8(any::<u8>()),
        gone in prop::collection::btree_set(1_usize..=40, 0..20),
        weighted in prop::bool::ANY,
    ) {
        let plan = if weighted { "n=40,weight=f4" } else { "n=40" };
        let all = Roster::build("officials", officials(40, 5)).expect("a roster");
        let gone: BTreeSet<String> = gone.into_iter().map(|i| format!("A{i:05}")).collect();
        let rest = officials(40, 5).into_iter().filter(|(label, _)| !gone.contains(label)).collect();
        let rest = Roster::build("officials", rest).expect("a roster");
        let mut order = names(&draw(plan, &all, &key, &BTreeSet::new()).selected);
        order.retain(|label| !gone.contains(label));
        prop_assert_eq!(&order, &names(&draw(plan, &rest, &key, &BTreeSet::new()).selected));
        // Barred on the roster or not on it at all: the same.
        prop_assert_eq!(&order, &names(&draw(plan, &all, &key, &gone).selected));
    }

    #[test]
    fn every_stratum_gives_its_quota_or_all_it_has(
        key in prop::array::uniform8(any::<u8>()),
        count in 0_usize..60,
        townships in 1_usize..9,
        n in 1_usize..6,
    ) {
        let rows = officials(count, townships);
        let mut sizes: BTreeMap<String, usize> = BTreeMap::new();
        for (_, fields) in &rows {
            *sizes.entry(fields[1].clone()).or_default() += 1;
        }
        let roster = Roster::build("officials", rows).expect("a roster");
        let selection = draw(&format!("per=f2,n={n}"), &roster, &key, &BTreeSet::new());
        let strata: Vec<&str> = selection
            .selected
            .iter()
            .map(|label| roster.get(label.as_str()).expect("on the roster").fields[1].as_str())
            .collect();
        let expected: Vec<&str> = sizes
            .iter()
            .flat_map(|(stratum, size)| std::iter::repeat_n(stratum.as_str(), n.min(*size)))
            .collect();
        prop_assert_eq!(strata, expected);
    }

    #[test]
    fn shares_by_size_add_up_and_are_within_one_of_exact(
        key in prop::array::uniform8(any::<u8>()),
        count in 0_usize..60,
        townships in 1_usize..9,
        n in 1_usize..80,
    ) {
        let roster = Roster::build("officials", officials(count, townships)).expect("a roster");
        let selection = draw(&format!("prop=f2,n={n}"), &roster, &key, &BTreeSet::new());
        prop_assert_eq!(selection.selected.len(), n.min(count));
        for township in 0..townships {
            let of = |label: &str| roster.get(label).expect("on the roster").fields[1] == format!("T{township}");
            let size = roster.rows().iter().filter(|row| of(row.label.as_str())).count();
            let given = selection.selected.iter().filter(|label| of(label.as_str())).count();
            let floor = (n.min(count) * size).checked_div(count).unwrap_or(0);
            prop_assert!(given == floor || given == floor + 1, "{} of {}", given, size);
        }
    }

    #[test]
    fn no_value_stands_more_often_than_its_maximum(
        key in prop::array::uniform8(any::<u8>()),
        most in 1_usize..5,
        plan in prop::sample::select(vec!["n=20", "per=f2,n=3", "prop=f2,n=15"]),
    ) {
        let roster = Roster::build("officials", officials(40, 5)).expect("a roster");
        let selection = draw(&format!("{plan},max=f3:{most}"), &roster, &key, &BTreeSet::new());
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for label in &selection.selected {
            *seen.entry(&roster.get(label.as_str()).expect("on the roster").fields[2]).or_default() += 1;
        }
        prop_assert!(seen.values().all(|count| *count <= most));
        // The plain plan takes whoever still fits.
        if plan == "n=20" {
            prop_assert_eq!(selection.selected.len(), (4 * most).min(20));
        }
    }
}
