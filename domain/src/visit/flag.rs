//! What the machine notices about visits, and about ratings by the rules of [`crate::rating::watch`], and shows to the inspector: a household that says no, two places too far apart,
//! more doors than anybody reaches in an hour, one text for many households. Evidence, never a verdict: an inspector
//! looks, and no score reads it.

use std::collections::HashSet;

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use crate::words::words;

words! {
    /// What was noticed.
    pub enum FlagKind {
        /// The household says that the visit did not happen.
        Denied = "denied",
        /// Two visits of one official, farther apart than he could have travelled in between.
        FarApart = "far_apart",
        /// More visits of one official within an hour than there is time for.
        TooMany = "too_many",
        /// The same note or opinion at several households.
        SameText = "same_text",
        /// Of an official's ballots of a rating round more were issued on one day than chance allows.
        RatingBurst = "rating_burst",
        /// Many households of one official took their ballots on one device.
        RatingDevice = "rating_device",
        /// An official's ballots agree more than chance allows.
        RatingEqual = "rating_equal",
        /// The same comment on several of an official's ballots.
        RatingComments = "rating_comments",
        /// More ballots of an official were cast than households had taken.
        RatingSpare = "rating_spare",
    }
}

words! {
    /// Whether an inspector has looked.
    pub enum FlagState {
        /// Nobody has looked yet.
        Open = "open",
        /// An inspector has looked and said what he found.
        Seen = "seen",
    }
}

/// A village and the next lie within two kilometres: nearer than that, positions prove nothing.
pub const FAR_METRES: f64 = 2000.0;
/// Nobody averages more than 90 km/h from door to door on a county's roads.
pub const FASTEST_METRES_PER_SECOND: f64 = 25.0;
/// At 90 km/h the longest way across a county takes less than two hours: visits farther apart in time contradict nothing.
pub const COMPARED_WITHIN: Duration = Duration::hours(2);
/// Thirty households are an official's whole charge. Two minutes a door is no visit.
pub const MANY_VISITS: usize = 30;
/// The time in which so many are too many.
pub const MANY_WITHIN: Duration = Duration::hours(1);
/// Two households may well be told the same; three are copied.
pub const SAME_TEXT_HOUSEHOLDS: usize = 3;
/// A round of visits takes a month; the same season brings the same words again.
pub const SAME_TEXT_WITHIN: Duration = Duration::days(30);
/// Anybody writes "nobody at home" more than once. From eight letters on it is a sentence.
pub const SAME_TEXT_LETTERS: usize = 8;

/// Where a phone was when it saved a visit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    pub at: DateTime<Utc>,
    pub latitude: f64,
    pub longitude: f64,
    /// Radius within which the phone believes to be.
    pub accuracy_m: f64,
}

/// How far apart two places are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Apart {
    /// What is left of the distance when both phones err towards each other.
    pub metres: f64,
    pub seconds: i64,
}

/// Two places that nobody could have travelled between in the time, both accuracies granted.
pub fn far_apart(one: &Place, other: &Place) -> Option<Apart> {
    let metres = distance(one, other) - one.accuracy_m - other.accuracy_m;
    let seconds = (one.at - other.at).num_seconds().abs();
    #[allow(clippy::cast_precision_loss, reason = "seconds of a few hours")]
    let reach = FASTEST_METRES_PER_SECOND * seconds as f64;
    (metres > FAR_METRES && metres > reach).then_some(Apart { metres, seconds })
}

/// Metres between two places, on a sphere.
fn distance(one: &Place, other: &Place) -> f64 {
    const EARTH_METRES: f64 = 6_371_000.0;
    let half = |from: f64, to: f64| ((to - from).to_radians() / 2.0).sin().powi(2);
    let narrowing = one.latitude.to_radians().cos() * other.latitude.to_radians().cos();
    let chord = half(one.latitude, other.latitude) + narrowing * half(one.longitude, other.longitude);
    2.0 * EARTH_METRES * chord.clamp(0.0, 1.0).sqrt().asin()
}

/// A visit of an official, as the rules compare it with his others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Logged {
    pub id: Uuid,
    pub household_id: Uuid,
    pub at: DateTime<Utc>,
}

/// The fullest hour of an official's visits around one of them, when it holds too many.
pub fn too_many(mut visits: Vec<Logged>, about: DateTime<Utc>) -> Option<Vec<Logged>> {
    let full = |window: &[Logged]| window.len() >= MANY_VISITS;
    fullest(&mut visits, about, MANY_WITHIN, <[Logged]>::len, full)
}

/// The visits that say the same as one of them, when they are to too many households. `visits` all carry the text.
pub fn same_text(mut visits: Vec<Logged>, about: DateTime<Utc>) -> Option<Vec<Logged>> {
    let households =
        |window: &[Logged]| window.iter().map(|visit| visit.household_id).collect::<HashSet<_>>().len();
    let full = |window: &[Logged]| households(window) >= SAME_TEXT_HOUSEHOLDS;
    fullest(&mut visits, about, SAME_TEXT_WITHIN, households, full)
}

/// Of the stretches of time of this length that hold `about`, the one with the most, if it is full.
fn fullest(
    visits: &mut [Logged],
    about: DateTime<Utc>,
    within: Duration,
    measure: impl Fn(&[Logged]) -> usize,
    full: impl Fn(&[Logged]) -> bool,
) -> Option<Vec<Logged>> {
    visits.sort_unstable_by_key(|visit| (visit.at, visit.id));
    let starts = (0..visits.len()).filter(|start| {
        let from = visits[*start].at;
        from <= about && about - from <= within
    });
    let windows = starts.map(|start| {
        let from = visits[start].at;
        let end = visits.partition_point(|visit| visit.at - from <= within);
        &visits[start..end]
    });
    windows
        .filter(|window| full(window))
        .max_by_key(|window| (measure(window), window.len()))
        .map(<[Logged]>::to_vec)
}

/// The letters and digits of a text in lower case, when there are enough of them to be compared.
pub fn letters(text: &str) -> Option<String> {
    let letters: String =
        text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    (letters.chars().count() >= SAME_TEXT_LETTERS).then_some(letters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn minutes(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::days(20_000) + Duration::minutes(minutes)
    }

    /// Somewhere in Yishui, so many metres to the north.
    fn place(north: f64, minute: i64, accuracy_m: f64) -> Place {
        Place { at: minutes(minute), latitude: 35.79 + north / 111_195.0, longitude: 118.63, accuracy_m }
    }

    fn logged(number: u128, household: u128, minute: i64) -> Logged {
        Logged { id: Uuid::from_u128(number), household_id: Uuid::from_u128(household), at: minutes(minute) }
    }

    #[test]
    fn ten_kilometres_in_three_minutes_are_too_far() {
        let apart = far_apart(&place(0.0, 0, 20.0), &place(10_000.0, 3, 30.0)).unwrap();
        assert!((apart.metres - 9950.0).abs() < 5.0, "{apart:?}");
        assert_eq!(apart.seconds, 180);
        assert_eq!(far_apart(&place(0.0, 0, 20.0), &place(10_000.0, 20, 30.0)), None, "30 km/h");
        assert_eq!(far_apart(&place(0.0, 0, 20.0), &place(1_900.0, 0, 0.0)), None, "the next village");
        assert_eq!(
            far_apart(&place(0.0, 0, 6000.0), &place(10_000.0, 3, 3000.0)),
            None,
            "a phone in a valley"
        );
    }

    #[test]
    fn thirty_doors_in_an_hour_are_too_many_and_twenty_nine_are_not() {
        let doors = |doors: u128| {
            (0..doors).map(|door| logged(door, door, i64::try_from(door).unwrap() * 2)).collect()
        };
        assert_eq!(too_many(doors(30), minutes(0)).unwrap().len(), 30);
        assert_eq!(too_many(doors(29), minutes(0)), None);
        assert_eq!(too_many(doors(30), minutes(200)), None, "another hour");
    }

    #[test]
    fn one_text_for_three_households_within_a_month() {
        const DAY: i64 = 24 * 60;
        let three = vec![logged(1, 1, 0), logged(2, 2, DAY), logged(3, 3, 29 * DAY)];
        assert_eq!(same_text(three.clone(), minutes(0)).unwrap().len(), 3);
        let one_household = vec![logged(1, 1, 0), logged(2, 1, DAY), logged(3, 1, 2 * DAY)];
        assert_eq!(same_text(one_household, minutes(0)), None);
        let spread = vec![logged(1, 1, 0), logged(2, 2, DAY), logged(3, 3, 31 * DAY)];
        assert_eq!(same_text(spread, minutes(0)), None);
    }

    #[test]
    fn space_and_signs_make_no_other_text() {
        assert_eq!(letters("例行走访,一切正常。 "), letters("例行走访，一切 正常"));
        assert_eq!(letters("Family is fine!"), Some("familyisfine".to_owned()));
        assert_eq!(letters("家里没人。"), None);
    }

    proptest! {
        #[test]
        fn whoever_keeps_to_the_roads_is_never_flagged(
            metres in 0.0f64..90_000.0, speed in 0.1f64..24.9, accuracy in 0.0f64..500.0,
        ) {
            #[allow(clippy::cast_possible_truncation)]
            let seconds = (metres / speed).ceil() as i64;
            let (one, mut other) = (place(0.0, 0, accuracy), place(metres, 0, accuracy));
            other.at = one.at + Duration::seconds(seconds);
            prop_assert_eq!(far_apart(&one, &other), None);
        }

        #[test]
        fn it_does_not_matter_which_came_first(
            north in -50_000.0f64..50_000.0, minute in 0i64..120, accuracy in 0.0f64..3000.0,
        ) {
            let (one, other) = (place(0.0, 0, 10.0), place(north, minute, accuracy));
            prop_assert_eq!(far_apart(&one, &other).is_some(), far_apart(&other, &one).is_some());
        }

        #[test]
        fn a_worse_accuracy_never_raises_a_flag(north in 0.0f64..50_000.0, minute in 0i64..60, worse in 0.0f64..9000.0) {
            let exact = far_apart(&place(0.0, 0, 10.0), &place(north, minute, 10.0));
            let vague = far_apart(&place(0.0, 0, 10.0), &place(north, minute, 10.0 + worse));
            prop_assert!(vague.is_none() || exact.is_some());
        }

        #[test]
        fn what_is_flagged_as_too_many_is_so(at in prop::collection::vec(0i64..400, 0..80), about in 0usize..80) {
            let visits: Vec<_> = (0..).zip(&at).map(|(number, minute)| logged(number, number, *minute)).collect();
            let Some(about) = at.get(about) else { return Ok(()) };
            let by_hand = (about - 60..=*about).any(|from| {
                at.iter().filter(|minute| (from..=from + 60).contains(*minute)).count() >= MANY_VISITS
            });
            let found = too_many(visits, minutes(*about));
            prop_assert_eq!(found.is_some(), by_hand);
            if let Some(found) = found {
                prop_assert!(found.len() >= MANY_VISITS);
                prop_assert!(found.last().unwrap().at - found[0].at <= MANY_WITHIN);
            }
        }

        #[test]
        fn different_texts_have_different_letters(one in "[一-龥a-z]{8,20}", other in "[一-龥a-z]{8,20}") {
            prop_assert_eq!(letters(&one) == letters(&other), one == other);
        }
    }
}
