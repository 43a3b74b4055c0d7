//! Whether draws fall where they should: how often each person was to be drawn by chance, and how often he was. It is
//! computed from published bundles alone. Beside it stands how often he would have been drawn had nobody been excluded:
//! rigging by exclusion shows as the difference.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::pdraw1::{
    Announcement, Bundle, DrawError, Exclusions, Field, Label, Quota, Roster, Row, Step, eligible,
};

/// One person of a meeting's roster.
#[derive(Clone, Debug, PartialEq)]
pub struct Chance {
    /// His number.
    pub label: String,
    pub excluded: bool,
    /// The sum of his chances over the rounds.
    pub expected: f64,
    /// The same had nobody been excluded.
    pub unexcluded: f64,
    pub drawn: bool,
}

/// The chances of everybody on the whole rosters of a meeting. Steps within split rosters are left out: they draw
/// households of somebody who was drawn.
pub fn chances(bundle: &Bundle) -> Result<Vec<Chance>, DrawError> {
    let announcement = Announcement::parse(&bundle.announcement)?;
    let exclusions = Exclusions::parse(&bundle.exclusions)?;
    let mut rosters: HashMap<&str, Roster> = HashMap::new();
    let mut people: BTreeMap<String, Chance> = BTreeMap::new();
    let whole = |step: &&Step| step.within.is_none();
    for step in announcement.plan.steps().iter().filter(whole) {
        let Some(text) = bundle.rosters.get(&step.roster) else { continue };
        if rosters.contains_key(step.roster.as_str()) {
            continue;
        }
        let roster = Roster::parse(&step.roster, text)?;
        for row in roster.rows() {
            let label = row.label.to_string();
            let excluded = exclusions.contains(&row.label);
            let one = Chance { label: label.clone(), excluded, expected: 0.0, unexcluded: 0.0, drawn: false };
            people.insert(label, one);
        }
        rosters.insert(&step.roster, roster);
    }
    let mut drawn: BTreeSet<String> = BTreeSet::new();
    for round in &bundle.rounds {
        if let Some(step) = announcement.plan.step(&round.step)
            && let Some(roster) = rosters.get(step.roster.as_str())
        {
            let before = |label: &Label| drawn.contains(label.as_str());
            let counted = eligible(step, roster, |label| before(label) || exclusions.contains(label))?;
            for (label, chance) in spread(step, &counted, round.selected.len()) {
                people.entry(label).and_modify(|one| one.expected += chance);
            }
            let everybody = eligible(step, roster, before)?;
            for (label, chance) in spread(step, &everybody, round.selected.len()) {
                people.entry(label).and_modify(|one| one.unexcluded += chance);
            }
        }
        for label in &round.selected {
            if let Some(one) = people.get_mut(label) {
                one.drawn = true;
            }
            drawn.insert(label.clone());
        }
    }
    Ok(people.into_values().collect())
}

/// The places of one round spread over those who could be drawn: by weight, within the strata where there are places
/// for each, no value of a `max` field beyond what it may have, and altogether as many as were drawn.
fn spread(step: &Step, eligible: &[(&Row, u64)], drawn: usize) -> Vec<(String, f64)> {
    let (places, field) = match step.quota {
        Quota::First(n) | Quota::Proportional(_, n) => (n, None),
        Quota::PerStratum(field, n) => (n, Some(field)),
    };
    let value = |row: &Row, field: Option<Field>| {
        field.and_then(|field| field.of(&row.fields)).unwrap_or_default().to_owned()
    };
    let mut weights: HashMap<String, u64> = HashMap::new();
    for (row, weight) in eligible {
        *weights.entry(value(row, field)).or_default() += weight;
    }
    let of = |row: &Row, weight: u64| {
        let all = weights.get(&value(row, field)).copied().unwrap_or(1);
        (real(places) * real(weight) / real(all)).min(1.0)
    };
    let mut chances: Vec<(&Row, f64)> =
        eligible.iter().map(|(row, weight)| (*row, of(row, *weight))).collect();
    if let Some((most_of, most)) = step.max {
        let mut sums: HashMap<String, f64> = HashMap::new();
        for (row, chance) in &chances {
            *sums.entry(value(row, Some(most_of))).or_default() += chance;
        }
        for (row, chance) in &mut chances {
            let sum = sums.get(&value(row, Some(most_of))).copied().unwrap_or(1.0);
            *chance *= (real(most) / sum).min(1.0);
        }
    }
    let all: f64 = chances.iter().map(|(_, chance)| chance).sum();
    let scale = if all > 0.0 { real(drawn as u64) / all } else { 0.0 };
    chances.into_iter().map(|(row, chance)| (row.label.to_string(), chance * scale)).collect()
}

/// Counts of people stay far below the numbers that a float cannot hold.
#[allow(clippy::cast_precision_loss, reason = "counts of people")]
fn real(count: u64) -> f64 {
    count as f64
}

/// Between which numbers of draws 95 of 100 places with this expectation lie (Poisson, both tails).
pub fn interval(expected: f64) -> (u32, u32) {
    let (mut term, mut sum, mut low) = ((-expected).exp(), 0.0, None);
    for count in 0..100_000_u32 {
        sum += term;
        if low.is_none() && sum > 0.025 {
            low = Some(count);
        }
        if sum >= 0.975 {
            return (low.unwrap_or(count), count);
        }
        term *= expected / (f64::from(count) + 1.0);
    }
    (0, u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::pdraw1::{Announced, BundleRound, Dice6, Draft, Opening, StepCall, make_chain};

    /// Forty people of two townships, ten of the second excluded; two rounds.
    fn bundle(plan: &str) -> Bundle {
        let rows =
            (1..=40).map(|at| (format!("A{at:05}"), vec![if at <= 20 { "甲" } else { "乙" }.to_owned()]));
        let roster = Roster::build("officials", rows.collect()).unwrap();
        let out: Vec<(String, &str)> = (21..=30).map(|at| (format!("A{at:05}"), "LEAVE")).collect();
        let exclusions = Exclusions::build(&out).unwrap();
        let chain = make_chain([3; 32], 2);
        let sources = vec!["dice6".to_owned()];
        let draft = Draft {
            id: "T-1",
            rosters: &[roster.line()],
            exclusions: &exclusions,
            recusals: None,
            sources: &sources,
            otc_tip: chain.tip,
            plan,
        };
        let announcement = Announcement::build(&draft).unwrap();
        let rosters = BTreeMap::from([("officials".to_owned(), roster.text().to_owned())]);
        let text = announcement.text().to_owned();
        let opening = Opening::build(&sources, &[("dice6", "123456")]).unwrap();
        let announced = Announced::check(announcement, &rosters, exclusions.text(), None).unwrap();
        let mut opened = announced.open(opening.clone());
        let mut rounds = Vec::new();
        for code in &chain.codes {
            let locked = opened.lock(StepCall::parse("s1"), Dice6::parse("048113").unwrap()).unwrap();
            let revealed = locked.reveal(&code.hex()).unwrap();
            rounds.push(BundleRound::of(&revealed));
            opened = revealed.into_next();
        }
        Bundle {
            protocol: Bundle::PROTOCOL.to_owned(),
            announcement: text,
            rosters,
            exclusions: exclusions.text().to_owned(),
            recusals: None,
            opening: opening.text(),
            rounds,
        }
    }

    fn of(chances: &[Chance], range: std::ops::Range<usize>, which: impl Fn(&Chance) -> f64) -> f64 {
        chances[range].iter().map(which).sum()
    }

    #[test]
    fn expectations_sum_to_the_places_and_exclusions_show() {
        let chances = chances(&bundle("s1:officials:n=4")).unwrap();
        let all = of(&chances, 0..40, |one| one.expected);
        assert!((all - 8.0).abs() < 1e-9, "{all}");
        assert_eq!(chances.iter().filter(|one| one.drawn).count(), 8);
        let (second, without) =
            (of(&chances, 20..40, |one| one.expected), of(&chances, 20..40, |one| one.unexcluded));
        assert!(
            second < 3.0 && without > 3.5,
            "half of the second township cannot be drawn: {second} {without}"
        );
        assert!(chances[20..30].iter().all(|one| one.excluded && one.expected < 1e-9));
    }

    #[test]
    fn no_value_is_expected_more_often_than_it_may_be_drawn() {
        let chances = chances(&bundle("s1:officials:n=6,max=f1:1")).unwrap();
        for range in [0..20, 20..40] {
            let sum = of(&chances, range, |one| one.expected);
            assert!((sum - 2.0).abs() < 1e-9, "{sum}");
        }
    }

    #[test]
    fn a_place_for_each_stratum_is_expected_there() {
        let chances = chances(&bundle("s1:officials:per=f1,n=1")).unwrap();
        for range in [0..20, 20..40] {
            let sum = of(&chances, range, |one| one.expected);
            assert!((sum - 2.0).abs() < 1e-9, "{sum}");
        }
    }

    #[test]
    fn an_interval_holds_its_expectation() {
        assert_eq!(interval(0.0), (0, 0));
        assert_eq!(interval(1.0), (0, 3));
        assert_eq!(interval(10.0), (4, 17));
    }
}
