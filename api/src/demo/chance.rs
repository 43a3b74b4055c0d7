//! Chance that repeats itself: every part of the county, and every thing in a part, has a stream of its own, so that a
//! change to one part leaves all others as they were and any thing can be made again without those before it.

use chrono::{DateTime, Utc};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The parts of the county that draw on chance or give out ids. The number goes into the ids: never renumber.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    Grid = 1,
    Unit = 2,
    Official = 3,
    Leader = 4,
    Household = 5,
    Member = 6,
    Link = 7,
    Visit = 8,
    Topic = 9,
    Request = 10,
    RequestEvent = 11,
    Deadline = 12,
    Rating = 13,
    Ballot = 14,
    Meeting = 15,
    MeetingRoster = 16,
    DrawRound = 17,
    DrawOutcome = 18,
    Account = 19,
    AccountRole = 20,
    Blob = 21,
    Contact = 22,
    Village = 23,
    Walk = 24,
    PastLink = 25,
    VisitNote = 26,
    Pledge = 40,
    GridLineage = 60,
    Campaign = 41,
    Proposal = 42,
    Form = 43,
    FormField = 44,
    HouseholdSalt = 50,
    SplitRoster = 51,
    MeetingCall = 52,
    MeetingAnswer = 53,
    MeetingConsent = 54,
    MeetingNamed = 55,
    PanelJudge = 56,
    PanelVote = 57,
    DeskDraw = 58,
    FollowUp = 59,
    FollowUpEvent = 61,
    FollowUpMember = 62,
    Evidence = 63,
    SpotCheck = 64,
    SpotHousehold = 65,
    Inspection = 66,
    InspectionObject = 67,
    InspectionInspector = 68,
    InspectionPhoto = 69,
    Photo = 70,
    Journal = 71,
    Recusal = 117,
    Assignment = 118,
    Count = 119,
    Said = 120,
    Rectification = 121,
    RectificationEvent = 122,
    Flag = 123,
    Recontact = 124,
    Called = 125,
}

/// The source of all chance of a demo county.
#[derive(Clone, Copy, Debug)]
pub struct Chance {
    seed: u64,
}

impl Chance {
    pub const fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// All streams of a part. Ask once and keep it: it costs a hash.
    pub fn part(self, part: Part) -> Streams {
        let mut hash = Sha256::new();
        hash.update(b"lianxin demo county|");
        hash.update(self.seed.to_be_bytes());
        hash.update((part as u16).to_be_bytes());
        Streams { key: hash.finalize().into(), part }
    }
}

/// The streams of one part.
#[derive(Clone, Copy, Debug)]
pub struct Streams {
    key: [u8; 32],
    part: Part,
}

impl Streams {
    /// The stream of the thing with this index.
    pub fn stream(&self, index: usize) -> ChaCha8Rng {
        let mut stream = ChaCha8Rng::from_seed(self.key);
        stream.set_stream(index as u64);
        stream
    }

    /// The id of the thing with this index: a UUID version 7 of the given instant, in the order of the indexes.
    pub fn id(&self, at: DateTime<Utc>, index: usize) -> Uuid {
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
        let mut tail = [0_u8; 10];
        // Two bits of the index's four bytes and four of the part's two are overwritten by variant and version.
        tail[..2].copy_from_slice(&(self.part as u16).to_be_bytes());
        tail[2..6].copy_from_slice(&u32::try_from(index).unwrap_or(u32::MAX).to_be_bytes());
        tail[6..].copy_from_slice(&self.mixed(index).to_be_bytes());
        uuid::Builder::from_unix_timestamp_millis(millis, &tail).into_uuid()
    }

    /// Four bytes that differ from seed to seed (the finaliser of `SplitMix64`).
    fn mixed(&self, index: usize) -> u32 {
        let key = u64::from_be_bytes(self.key[..8].try_into().expect("a key has 32 bytes"));
        let mut z = key.wrapping_add((index as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u32::try_from((z ^ (z >> 31)) >> 32).expect("thirty-two bits are left")
    }
}

/// One of a list.
pub fn pick<'a, T>(stream: &mut impl Rng, list: &'a [T]) -> &'a T {
    &list[below(stream, list.len())]
}

/// A number from 0 up to and without `end`. Drawn as 32 bits, so that it is the same on every machine.
pub fn below(stream: &mut impl Rng, end: usize) -> usize {
    let end = u32::try_from(end).expect("lists of the demo county are short");
    stream.random_range(0..end) as usize
}

/// True in so many of a thousand cases.
pub fn permille(stream: &mut impl Rng, permille: u32) -> bool {
    stream.random_range(0..1_000_u32) < permille
}

/// A number of the standard normal distribution, near enough: twelve uniform ones added up (Irwin-Hall). Exact in
/// floating point on every machine, which logarithms and cosines are not.
pub fn normal(stream: &mut impl Rng) -> f64 {
    let sum: u32 = (0..12).map(|_| stream.random_range(0..1_u32 << 16)).sum();
    f64::from(sum) / f64::from(1_u32 << 16) - 6.0
}

/// A list in another order.
pub fn shuffle<T>(stream: &mut impl Rng, list: &mut [T]) {
    for at in (1..list.len()).rev() {
        list.swap(at, below(stream, at + 1));
    }
}

/// An index drawn by weight.
pub fn weighted(stream: &mut impl Rng, weights: &[u32]) -> usize {
    let total: u32 = weights.iter().sum();
    let mut left = stream.random_range(0..total);
    for (at, weight) in weights.iter().enumerate() {
        match left.checked_sub(*weight) {
            Some(rest) => left = rest,
            None => return at,
        }
    }
    weights.len() - 1
}

/// Whole numbers in proportion to the weights that add up to `total` (largest remainders, ties to the first).
pub fn apportion(total: usize, weights: &[usize]) -> Vec<usize> {
    let sum: usize = weights.iter().sum();
    let mut shares: Vec<usize> = weights.iter().map(|weight| total * weight / sum).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(total * weights[*at] % sum));
    let missing = total - shares.iter().sum::<usize>();
    for at in order.into_iter().take(missing) {
        shares[at] += 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_follow_the_indexes_and_differ_by_part_and_seed() {
        let at = DateTime::UNIX_EPOCH + chrono::Duration::days(20_000);
        let visits = Chance::new(1).part(Part::Visit);
        assert!(visits.id(at, 7) < visits.id(at, 8));
        assert_ne!(visits.id(at, 7), Chance::new(2).part(Part::Visit).id(at, 7));
        assert_ne!(visits.id(at, 7), Chance::new(1).part(Part::Link).id(at, 7));
        assert_eq!(visits.id(at, 7).get_version_num(), 7);
    }

    #[test]
    fn shares_add_up() {
        assert_eq!(apportion(10, &[1, 1, 1]), [4, 3, 3]);
        assert_eq!(apportion(337_000, &[5, 3, 2, 7]).iter().sum::<usize>(), 337_000);
    }
}
