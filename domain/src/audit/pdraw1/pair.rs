//! Double random (双随机): inspectors for every object drawn, with recusals and an even load.

use std::collections::{BTreeMap, HashMap};

use super::recusal::Recusals;
use super::text::Label;
use super::ticket::RoundKey;

/// The inspectors of every object drawn, or the shortage that anyone can recompute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pairing {
    Paired(BTreeMap<Label, Vec<Label>>),
    /// Even with the highest cap some object cannot be given K inspectors: the round's pairs are null.
    Shortage,
}

/// Pairs the objects in the order of `selected`; `inspectors` are those on their roster who are not excluded.
pub(super) fn pair(
    objects: &[Label],
    inspectors: &[&Label],
    per_object: u64,
    recusals: &Recusals,
    key: &RoundKey,
) -> Pairing {
    if objects.is_empty() {
        return Pairing::Paired(BTreeMap::new());
    }
    let (count, pool) = (objects.len() as u64, inspectors.len() as u64);
    if pool < per_object {
        return Pairing::Shortage;
    }
    // pool >= per_object, so the first cap is at most the number of objects, at which nobody is passed over for load.
    let first_cap = u128::from(per_object) * u128::from(count);
    let first_cap = u64::try_from(first_cap.div_ceil(u128::from(pool))).unwrap_or(count);
    let ranked: Vec<(&Label, Vec<&Label>)> =
        objects.iter().map(|object| (object, rank(object, inspectors, recusals, key))).collect();
    (first_cap..=count)
        .find_map(|cap| assign(&ranked, per_object, cap))
        .map_or(Pairing::Shortage, Pairing::Paired)
}

/// The inspectors who may visit the object, best first.
fn rank<'a>(object: &Label, inspectors: &[&'a Label], recusals: &Recusals, key: &RoundKey) -> Vec<&'a Label> {
    let mut ranked: Vec<_> = inspectors
        .iter()
        .filter(|inspector| !recusals.recused(object, inspector))
        .map(|inspector| (key.pair(object.as_str(), inspector.as_str()), *inspector))
        .collect();
    ranked.sort_unstable();
    ranked.into_iter().map(|(_, inspector)| inspector).collect()
}

fn assign(
    ranked: &[(&Label, Vec<&Label>)],
    per_object: u64,
    cap: u64,
) -> Option<BTreeMap<Label, Vec<Label>>> {
    let mut load: HashMap<&Label, u64> = HashMap::new();
    let mut pairs = BTreeMap::new();
    for (object, inspectors) in ranked {
        let mut given = Vec::new();
        for inspector in inspectors {
            if given.len() as u64 == per_object {
                break;
            }
            let load = load.entry(inspector).or_default();
            if *load < cap {
                *load += 1;
                given.push((*inspector).clone());
            }
        }
        if (given.len() as u64) < per_object {
            return None;
        }
        pairs.insert((*object).clone(), given);
    }
    Some(pairs)
}
