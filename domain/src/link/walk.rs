//! The first assignment: walk along the villages and their groups, township by township, and hand over a stretch to
//! one official after the other.
//!
//! Officials are shared out among the townships by largest remainder (Hare quota), within what each township can
//! take; inside a township the stretches differ by at most one household. Everyone is linked once, by construction.

use std::ops::Range;

use super::{LEAST_LOAD, MOST_LOAD};

/// A township to walk: its households stand in walking order (village, group, position) at the caller's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch<'a> {
    /// The township's name, for the errors.
    pub township: &'a str,
    /// How many households stand in the walk.
    pub households: usize,
}

/// What cannot be filled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WalkError {
    /// No number of officials gives this township loads within the bounds (fewer than 25 households, 36 to 49, or 71 to 74).
    #[error("{township}: {households} households cannot be shared out by 25 to 35")]
    Township {
        /// Which.
        township: String,
        /// How many households it has.
        households: usize,
    },
    /// Somebody would have more than 35.
    #[error("{officials} officials are too few: at least {least} are needed")]
    TooFewOfficials {
        /// How many there are.
        officials: usize,
        /// How many are needed at least.
        least: usize,
    },
    /// Somebody would have fewer than 25.
    #[error("{officials} officials are too many: at most {most} can be linked")]
    TooManyOfficials {
        /// How many there are.
        officials: usize,
        /// How many can be linked at most.
        most: usize,
    },
}

/// How many officials each township gets, in the order given; their sum is `officials`. A township without
/// households gets none.
pub fn shares(townships: &[Stretch<'_>], officials: usize) -> Result<Vec<usize>, WalkError> {
    let bounds: Vec<(usize, usize)> = townships.iter().map(bounds).collect::<Result<_, _>>()?;
    let least: usize = bounds.iter().map(|(least, _)| least).sum();
    let most: usize = bounds.iter().map(|(_, most)| most).sum();
    if officials < least {
        return Err(WalkError::TooFewOfficials { officials, least });
    }
    if officials > most {
        return Err(WalkError::TooManyOfficials { officials, most });
    }
    let total: usize = townships.iter().map(|stretch| stretch.households).sum();
    if total == 0 {
        return Ok(vec![0; townships.len()]);
    }
    let mut shares: Vec<usize> = townships
        .iter()
        .zip(&bounds)
        .map(|(stretch, (least, most))| (stretch.households * officials / total).clamp(*least, *most))
        .collect();
    // What a township is owed above what it has, in units of 1/total; the first of equals comes first.
    let owed = |at: usize, share: usize| {
        let quota = i128::try_from(townships[at].households * officials).expect("far below 2^127");
        quota - i128::try_from(share * total).expect("far below 2^127")
    };
    let mut given: usize = shares.iter().sum();
    while given < officials {
        let next = (0..shares.len())
            .filter(|at| shares[*at] < bounds[*at].1)
            .max_by_key(|at| (owed(*at, shares[*at]), std::cmp::Reverse(*at)))
            .expect("the bounds were summed above");
        shares[next] += 1;
        given += 1;
    }
    while given > officials {
        let next = (0..shares.len())
            .filter(|at| shares[*at] > bounds[*at].0)
            .min_by_key(|at| (owed(*at, shares[*at]), *at))
            .expect("the bounds were summed above");
        shares[next] -= 1;
        given -= 1;
    }
    Ok(shares)
}

/// The stretch of each official: per township in the order given, one range of walking positions per official.
pub fn walk(townships: &[Stretch<'_>], officials: usize) -> Result<Vec<Vec<Range<usize>>>, WalkError> {
    let shares = shares(townships, officials)?;
    Ok(townships
        .iter()
        .zip(shares)
        .map(|(stretch, share)| {
            let border = |nth: usize| nth * stretch.households / share;
            (0..share).map(|nth| border(nth)..border(nth + 1)).collect()
        })
        .collect())
}

fn bounds(stretch: &Stretch<'_>) -> Result<(usize, usize), WalkError> {
    let least = stretch.households.div_ceil(MOST_LOAD);
    let most = stretch.households / LEAST_LOAD;
    if least > most {
        return Err(WalkError::Township {
            township: stretch.township.to_owned(),
            households: stretch.households,
        });
    }
    Ok((least, most))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stretch(households: usize) -> Stretch<'static> {
        Stretch { township: "马站镇", households }
    }

    #[test]
    fn remainders_decide_who_gets_the_last_official() {
        // 180 households for 6 officials: quotas 2.33, 1.67 and 2, so the second gets the last one.
        assert_eq!(shares(&[stretch(70), stretch(50), stretch(60)], 6), Ok(vec![2, 2, 2]));
        // Quotas 3.5 and 3.5: the first of equals comes first.
        assert_eq!(shares(&[stretch(105), stretch(105)], 7), Ok(vec![4, 3]));
    }

    #[test]
    fn the_whole_county_is_shared_out() {
        let townships = vec![stretch(337_000 / 19); 19];
        let chunks = walk(&townships, 10_180).expect("the county fits");
        assert_eq!(chunks.iter().map(Vec::len).sum::<usize>(), 10_180);
    }

    #[test]
    fn what_cannot_be_filled_is_named() {
        let township = WalkError::Township { township: "马站镇".to_owned(), households: 40 };
        assert_eq!(walk(&[stretch(40)], 1), Err(township));
        assert_eq!(walk(&[stretch(350)], 9), Err(WalkError::TooFewOfficials { officials: 9, least: 10 }));
        assert_eq!(walk(&[stretch(350)], 15), Err(WalkError::TooManyOfficials { officials: 15, most: 14 }));
        assert_eq!(walk(&[], 1), Err(WalkError::TooManyOfficials { officials: 1, most: 0 }));
    }

    proptest! {
        #[test]
        fn everyone_is_linked_once_and_every_load_is_within_bounds(
            sizes in prop::collection::vec(75usize..3_000, 1..20),
            place in 0u64..=1_000,
        ) {
            let townships: Vec<_> = sizes.iter().map(|size| stretch(*size)).collect();
            let least: usize = sizes.iter().map(|size| size.div_ceil(MOST_LOAD)).sum();
            let most: usize = sizes.iter().map(|size| size / LEAST_LOAD).sum();
            let officials = least + (most - least) * usize::try_from(place).unwrap() / 1_000;
            let chunks = walk(&townships, officials).unwrap();
            prop_assert_eq!(chunks.iter().map(Vec::len).sum::<usize>(), officials);
            for (size, township) in sizes.iter().zip(&chunks) {
                let mut next = 0;
                for chunk in township {
                    prop_assert_eq!(chunk.start, next);
                    prop_assert!((LEAST_LOAD..=MOST_LOAD).contains(&chunk.len()), "{}", chunk.len());
                    next = chunk.end;
                }
                prop_assert_eq!(next, *size);
                let loads = || township.iter().map(Range::len);
                prop_assert!(loads().max().unwrap() - loads().min().unwrap() <= 1);
            }
        }
    }
}
