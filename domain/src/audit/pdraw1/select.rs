//! Selection: who is drawn in a round, by tickets alone.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use super::digest::Digest;
use super::error::DrawError;
use super::plan::{Quota, Step};
use super::roster::{Roster, Row};
use super::text::{self, Label};
use super::ticket::RoundKey;

const MAX_WEIGHT: u64 = 10_000;

/// Who was drawn, in the order of the protocol, and from how many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    pub selected: Vec<Label>,
    pub eligible: usize,
}

/// Checks that the roster has every field the step reads, and that its weights are numbers.
pub(super) fn check_fields(step: &Step, roster: &Roster) -> Result<(), DrawError> {
    // Every row has as many fields as the first.
    if let Some(first) = roster.rows().first()
        && let Some(missing) = step.fields().find(|field| field.of(&first.fields).is_none())
    {
        return Err(DrawError::MissingField {
            step: step.name.clone(),
            roster: roster.name().into(),
            field: missing.number(),
        });
    }
    if step.weight.is_some() {
        for row in roster.rows() {
            weight(step, roster.name(), row)?;
        }
    }
    Ok(())
}

fn weight(step: &Step, roster: &str, row: &Row) -> Result<u64, DrawError> {
    let Some(field) = step.weight else { return Ok(1) };
    let value = field.of(&row.fields).unwrap_or_default();
    text::whole(value).filter(|weight| *weight <= MAX_WEIGHT).ok_or_else(|| DrawError::BadWeight {
        roster: roster.into(),
        label: row.label.to_string(),
        weight: value.into(),
    })
}

/// Those on the roster whom `barred` (excluded, or drawn in an earlier round) does not name and whose weight is not zero.
pub fn eligible<'a>(
    step: &Step,
    roster: &'a Roster,
    barred: impl Fn(&Label) -> bool,
) -> Result<Vec<(&'a Row, u64)>, DrawError> {
    let mut found = Vec::new();
    for row in roster.rows().iter().filter(|row| !barred(&row.label)) {
        let weight = weight(step, roster.name(), row)?;
        if weight > 0 {
            found.push((row, weight));
        }
    }
    Ok(found)
}

/// Draws one round of `step` from `roster`.
pub fn select(
    step: &Step,
    roster: &Roster,
    key: &RoundKey,
    barred: impl Fn(&Label) -> bool,
) -> Result<Selection, DrawError> {
    check_fields(step, roster)?;
    let eligible = eligible(step, roster, barred)?;
    let mut order: Vec<(Digest, &Row)> = eligible
        .iter()
        .filter_map(|(row, weight)| {
            let label = row.label.as_str();
            let ticket = match step.weight {
                Some(_) => key.weighted(label, *weight)?,
                None => key.ticket(label),
            };
            Some((ticket, *row))
        })
        .collect();
    order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.label.cmp(&b.1.label)));

    let mut sizes: BTreeMap<&str, u64> = BTreeMap::new();
    for (_, row) in &order {
        *sizes.entry(stratum(step.quota, row)).or_default() += 1;
    }
    let quotas = quotas(step.quota, &sizes, key);

    // One walk over the whole order fills every stratum; strata are listed in byte order afterwards.
    let mut taken: BTreeMap<&str, Vec<Label>> = BTreeMap::new();
    let mut with_value: HashMap<&str, u64> = HashMap::new();
    for (_, row) in order {
        let stratum = stratum(step.quota, row);
        let places = taken.entry(stratum).or_default();
        if places.len() as u64 >= quotas.get(stratum).copied().unwrap_or(0) {
            continue;
        }
        if let Some((field, most)) = step.max {
            let seen = with_value.entry(field.of(&row.fields).unwrap_or_default()).or_default();
            if *seen >= most {
                continue;
            }
            *seen += 1;
        }
        places.push(row.label.clone());
    }
    Ok(Selection { selected: taken.into_values().flatten().collect(), eligible: eligible.len() })
}

fn stratum(quota: Quota, row: &Row) -> &str {
    match quota {
        Quota::First(_) => "",
        Quota::PerStratum(field, _) | Quota::Proportional(field, _) => {
            field.of(&row.fields).unwrap_or_default()
        }
    }
}

/// How many each stratum may take. A quota beyond its size takes all there are.
fn quotas<'a>(quota: Quota, sizes: &BTreeMap<&'a str, u64>, key: &RoundKey) -> BTreeMap<&'a str, u64> {
    match quota {
        Quota::First(n) | Quota::PerStratum(_, n) => sizes.keys().map(|stratum| (*stratum, n)).collect(),
        Quota::Proportional(_, n) => {
            let all = u128::from(sizes.values().sum::<u64>());
            let mut shares: BTreeMap<&str, u64> = BTreeMap::new();
            let mut leftovers = Vec::new();
            for (stratum, size) in sizes {
                let product = u128::from(n) * u128::from(*size);
                // At most n, which fits.
                shares.insert(stratum, u64::try_from(product / all).unwrap_or(n));
                leftovers.push((Reverse(product % all), key.stratum(stratum), *stratum));
            }
            leftovers.sort_unstable();
            let given: u64 = shares.values().sum();
            for ((_, _, stratum), _) in leftovers.iter().zip(given..n) {
                *shares.entry(stratum).or_default() += 1;
            }
            shares
        }
    }
}
