//! Exact chances of counts. Terms are added up as logarithms, so that a chance of 1e-300 is one and not nothing.

/// The chance of at least `hits` marked ones among `drawn`, which are drawn without putting back from `all` of which
/// `marked` are marked (hypergeometric).
pub fn without_putting_back(all: u32, marked: u32, drawn: u32, hits: u32) -> f64 {
    let (marked, drawn) = (marked.min(all), drawn.min(all));
    let least = (marked + drawn).saturating_sub(all);
    if hits <= least {
        return 1.0;
    }
    let first =
        ln_choose(marked, hits) + ln_choose(all - marked, drawn.saturating_sub(hits)) - ln_choose(all, drawn);
    tail(first, hits, marked.min(drawn), |hit| {
        let up = f64::from(marked - hit) * f64::from(drawn - hit);
        up / (f64::from(hit + 1) * f64::from(all - marked + hit + 1 - drawn))
    })
}

/// The chance of at least `hits` of `of` when each hits with chance `each` (binomial).
pub fn at_least(of: u32, each: f64, hits: u32) -> f64 {
    if hits == 0 || each >= 1.0 {
        return if hits <= of { 1.0 } else { 0.0 };
    }
    if each <= 0.0 {
        return 0.0;
    }
    let odds = each / (1.0 - each);
    let first = ln_choose(of, hits)
        + f64::from(hits) * each.ln()
        + f64::from(of.saturating_sub(hits)) * (1.0 - each).ln();
    tail(first, hits, of, |hit| f64::from(of - hit) / f64::from(hit + 1) * odds)
}

/// Counts of several groups of people, as they differ by more than chance: the mean share, and how alike those of one group
/// are (the intra-class correlation).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Groups {
    count: f64,
    people: f64,
    hits: f64,
    /// Sum of hits² / people.
    weighed: f64,
    /// Sum of people².
    squares: f64,
}

impl Groups {
    /// Adds a group; an empty one says nothing.
    pub fn add(&mut self, people: u32, hits: u32) {
        self.put(people, hits, 1.0);
    }

    /// All groups but this one, which was added before.
    #[must_use]
    pub fn without(mut self, people: u32, hits: u32) -> Self {
        self.put(people, hits, -1.0);
        self
    }

    fn put(&mut self, people: u32, hits: u32, sign: f64) {
        if people == 0 {
            return;
        }
        let (people, hits) = (f64::from(people), f64::from(hits.min(people)));
        self.count += sign;
        self.people += sign * people;
        self.hits += sign * hits;
        self.weighed += sign * hits * hits / people;
        self.squares += sign * people * people;
    }

    /// How many groups there are.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counted up one by one")]
    pub fn len(&self) -> u32 {
        self.count as u32
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How alike people of one group are, from 0 to nearly 1: the analysis-of-variance estimator of the intra-class
    /// correlation of binary answers (M. S. Ridout et al., Biometrics 1999).
    fn likeness(&self) -> f64 {
        if self.count < 2.0 || self.people <= self.count {
            return 0.0;
        }
        let between = (self.weighed - self.hits * self.hits / self.people) / (self.count - 1.0);
        let within = (self.hits - self.weighed) / (self.people - self.count);
        let size = (self.people - self.squares / self.people) / (self.count - 1.0);
        let all = between + (size - 1.0) * within;
        if all <= 1e-9 { 0.0 } else { ((between - within) / all).clamp(0.0, 0.99) }
    }

    /// The chance of at least `hits` of `of` people of one more group (beta-binomial). One hit and one miss more than were
    /// seen are granted, so that what has not happened yet is not impossible.
    pub fn at_least(&self, of: u32, hits: u32) -> f64 {
        let share = (self.hits + 1.0) / (self.people + 2.0);
        let likeness = self.likeness();
        if likeness < 1e-6 {
            return at_least(of, share, hits);
        }
        if hits == 0 {
            return 1.0;
        }
        if hits > of {
            return 0.0;
        }
        let size = 1.0 / likeness - 1.0;
        let (alpha, beta) = (share * size, (1.0 - share) * size);
        let misses = of - hits;
        let first =
            ln_choose(of, hits) + ln_rising(alpha, hits) + ln_rising(beta, misses) - ln_rising(size, of);
        tail(first, hits, of, |hit| {
            let up = f64::from(of - hit) * (alpha + f64::from(hit));
            up / (f64::from(hit + 1) * (beta + f64::from(of - hit - 1)))
        })
    }
}

/// The sum of terms from `from` to `to`: the logarithm of the first, and the ratio of each to the one before.
fn tail(first: f64, from: u32, to: u32, ratio: impl Fn(u32) -> f64) -> f64 {
    if from > to {
        return 0.0;
    }
    let (mut term, mut sum) = (first, first.exp());
    for hit in from..to {
        term += ratio(hit).ln();
        sum += term.exp();
    }
    sum.min(1.0)
}

fn ln_choose(of: u32, some: u32) -> f64 {
    if some > of {
        return f64::NEG_INFINITY;
    }
    let some = some.min(of - some);
    (1..=some).map(|at| (f64::from(of - some + at) / f64::from(at)).ln()).sum()
}

/// x (x + 1) ... (x + times - 1)
fn ln_rising(x: f64, times: u32) -> f64 {
    (0..times).map(|step| (x + f64::from(step)).ln()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn choose(of: u128, some: u128) -> u128 {
        (0..some).fold(1, |product, at| product * (of.saturating_sub(at)) / (at + 1))
    }

    fn near(left: f64, right: f64) -> bool {
        (left - right).abs() <= 1e-9 * left.abs().max(right.abs()).max(1e-12)
    }

    #[test]
    fn known_chances_come_out() {
        // Two of three households drawn from thirty of which three are marked: (3·27 + 1) / 4060.
        assert!(near(without_putting_back(30, 3, 3, 2), 82.0 / 4060.0));
        assert!(near(at_least(10, 0.5, 10), 1.0 / 1024.0));
        // R: pbinom(24, 30, 0.6, lower.tail = FALSE)
        assert!((at_least(30, 0.6, 25) - 0.005_658_796).abs() < 1e-8, "{}", at_least(30, 0.6, 25));
        assert!(near(without_putting_back(30, 0, 3, 1), 0.0));
        assert!(near(without_putting_back(30, 29, 3, 2), 1.0));
    }

    #[test]
    fn groups_that_differ_allow_more_than_groups_that_do_not() {
        let (mut alike, mut unlike) = (Groups::default(), Groups::default());
        for at in 0..40 {
            alike.add(30, 18);
            unlike.add(30, if at % 2 == 0 { 8 } else { 28 });
        }
        assert!(alike.at_least(30, 30) < 1e-5);
        assert!(unlike.at_least(30, 30) > 1e-3);
        assert!(alike.likeness() < 1e-9 && unlike.likeness() > 0.3);
    }

    proptest! {
        #[test]
        fn drawing_agrees_with_counting(all in 1u32..40, marked in 0u32..40, drawn in 0u32..40, hits in 0u32..40) {
            let (marked, drawn) = (marked.min(all), drawn.min(all));
            let (n, m, d) = (u128::from(all), u128::from(marked), u128::from(drawn));
            let ways = (u128::from(hits)..=d).map(|hit| {
                if hit > m || d - hit > n - m { 0 } else { choose(m, hit) * choose(n - m, d - hit) }
            });
            #[allow(clippy::cast_precision_loss, reason = "below 2^53")]
            let by_hand = ways.sum::<u128>() as f64 / choose(n, d) as f64;
            prop_assert!(near(without_putting_back(all, marked, drawn, hits), by_hand));
        }

        #[test]
        fn a_chance_is_a_chance_and_more_is_rarer(
            of in 1u32..400, hits in 0u32..400, each in 0.0f64..1.0,
            seen in prop::collection::vec((1u32..40, 0u32..40), 0..30),
        ) {
            let mut groups = Groups::default();
            for (people, hits) in &seen {
                groups.add(*people, *hits);
            }
            for chance in [at_least(of, each, hits), groups.at_least(of, hits)] {
                prop_assert!((0.0..=1.0).contains(&chance), "{chance}");
            }
            prop_assert!(at_least(of, each, hits + 1) <= at_least(of, each, hits) + 1e-9);
            prop_assert!(groups.at_least(of, hits + 1) <= groups.at_least(of, hits) + 1e-9);
            prop_assert!(near(groups.at_least(of, 0), 1.0) && near(groups.at_least(of, of + 1), 0.0));
        }

        #[test]
        fn a_group_that_is_taken_out_leaves_the_others(
            seen in prop::collection::vec((1u32..40, 0u32..40), 1..30), of in 1u32..40, hits in 0u32..40,
        ) {
            let (mut all, mut others) = (Groups::default(), Groups::default());
            for (at, (people, hits)) in seen.iter().enumerate() {
                all.add(*people, *hits);
                if at > 0 {
                    others.add(*people, *hits);
                }
            }
            let (people, own) = seen[0];
            let left = all.without(people, own);
            prop_assert_eq!(left.len(), others.len());
            prop_assert!((left.at_least(of, hits) - others.at_least(of, hits)).abs() < 1e-6);
        }
    }
}
