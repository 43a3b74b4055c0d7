//! Makes whole rounds: officials, keys, phones that blind and finalize, slips, a bundle and its openings.

use std::sync::LazyLock;

use domain::audit::pdraw1::Digest;
use domain::rating::blind::{SigningKey, token_message};
use domain::rating::count::{
    Bundle, OfficialCount, OfficialKey, OpenedBallot, Openings, RoundNamed, Way, Wide, cells,
};
use domain::rating::{Level, Tally};
use domain::roster::OfficialNumber;
use rand::seq::SliceRandom;
use rand::{Rng, RngCore, SeedableRng};
use rand_chacha::ChaCha20Rng;

/// Of the test county, whose key anybody may know: with it, the golden bundle can be signed again.
pub const SEED: [u8; 32] = *b"the key of a county in the tests";

/// A key takes 0.2 s and more to make: each is made once.
static KEYS: LazyLock<Vec<SigningKey>> =
    LazyLock::new(|| (0..4).map(|_| SigningKey::generate().expect("a key")).collect());

/// What happened to one official.
#[derive(Clone, Debug, Default)]
pub struct Story {
    pub households: u64,
    /// Which of [`KEYS`]; none for an official who is rated on slips alone.
    pub key: Option<usize>,
    /// What households said on their phones.
    pub phone: Vec<Level>,
    /// What households said on slips.
    pub slip: Vec<Level>,
    /// Issued and never cast.
    pub silent: u64,
    pub voided: u64,
    pub reissued: u64,
    /// Cast, and not to be opened.
    pub unreadable: u64,
}

pub struct Made {
    pub bundle: Bundle,
    pub openings: Openings,
}

impl Made {
    pub fn bundle_json(&self) -> Vec<u8> {
        serde_json::to_vec(&self.bundle).expect("JSON")
    }

    pub fn openings_json(&self) -> Vec<u8> {
        serde_json::to_vec(&self.openings).expect("JSON")
    }
}

/// Plays a round through; the stories are of A00001 and on.
pub fn round(stories: &[Story], seed: u64) -> Made {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let named = RoundNamed {
        code: "2026-1".to_owned(),
        name: "2026 年上半年群众评议".to_owned(),
        opens_on: "2026-06-01".to_owned(),
        closes_on: "2026-06-20".to_owned(),
    };
    let (mut keys, mut officials, mut ballots) = (Vec::new(), Vec::new(), Vec::new());
    for (nth, story) in (1..).zip(stories) {
        let official = OfficialNumber::new(nth).expect("a number");
        if let Some(key) = story.key {
            keys.push(OfficialKey { official, n: Wide(*KEYS[key].public().modulus()) });
        }
        let phones = story
            .phone
            .iter()
            .map(|level| phone(official, *level, &KEYS[story.key.expect("a key")], &mut rng));
        let mut own: Vec<_> = phones.collect();
        own.extend(story.slip.iter().map(|level| slip(official, *level, &mut rng)));
        officials.push(count(official, story, &own, &named.code));
        ballots.extend(own);
    }
    ballots.shuffle(&mut rng);
    let numbers: Vec<_> = officials.iter().map(|count| count.official).collect();
    let openings = Openings::of(&named.code, numbers, ballots);
    // The sealing sorts.
    officials.shuffle(&mut rng);
    Made { bundle: Bundle::seal(named, keys, officials, &SEED), openings }
}

fn count(official: OfficialNumber, story: &Story, own: &[OpenedBallot], code: &str) -> OfficialCount {
    let counted = own.len() as u64;
    let tally: Tally = own.iter().map(|ballot| ballot.level).collect();
    OfficialCount {
        official,
        households: story.households,
        issued_phone: story.phone.len() as u64 + story.unreadable + story.silent,
        issued_slip: story.slip.len() as u64,
        reissued: story.reissued,
        voided_slips: story.voided,
        cast: counted + story.unreadable,
        counted,
        commitments: own.iter().map(|ballot| ballot.commitment(code)).collect(),
        cells: cells(&tally),
    }
}

/// A household's phone: prefix, nonce and salt of its own, blinded, signed, finalized.
fn phone(official: OfficialNumber, level: Level, key: &SigningKey, rng: &mut ChaCha20Rng) -> OpenedBallot {
    let (prefix, nonce) = (random(rng), random(rng));
    let message = token_message(prefix.as_bytes(), nonce.as_bytes());
    let public = key.public();
    let blinded = public.blind(&message, rng).expect("it blinds");
    let signed = key.blind_sign(&blinded.message).expect("it signs");
    let signature = public.finalize(&message, &signed, &blinded.inverse).expect("it finalizes");
    OpenedBallot {
        way: Way::Phone,
        prefix: Some(prefix),
        nonce,
        signature: Some(Wide(signature)),
        ..slip(official, level, rng)
    }
}

fn slip(official: OfficialNumber, level: Level, rng: &mut ChaCha20Rng) -> OpenedBallot {
    let low = level.value() < Level::Fair.value();
    let reasons: &[&str] = if low { &["not_visited", "slow"] } else { &[] };
    let comment = if rng.random_ratio(1, 4) { "路灯坏了,\n\"三个月\"没人管 \u{1F526}" } else { "" };
    OpenedBallot {
        official,
        way: Way::Slip,
        level,
        reasons: reasons.iter().map(|reason| (*reason).to_owned()).collect(),
        comment: comment.to_owned(),
        salt: random(rng),
        prefix: None,
        nonce: random(rng),
        signature: None,
    }
}

fn random(rng: &mut ChaCha20Rng) -> Digest {
    let mut bytes = [0; 32];
    rng.fill_bytes(&mut bytes);
    Digest::from_bytes(bytes)
}

/// Five officials: many answers and everything that happens; all the same; three households; slips alone; nobody.
pub fn county() -> Vec<Story> {
    use Level::{Dissatisfied, Fair, Satisfied, VeryDissatisfied, VerySatisfied};
    let busy = Story {
        households: 30,
        key: Some(0),
        phone: vec![
            VerySatisfied,
            VerySatisfied,
            VerySatisfied,
            Satisfied,
            Satisfied,
            Satisfied,
            Satisfied,
            Fair,
            Dissatisfied,
            VeryDissatisfied,
        ],
        slip: vec![Satisfied, Fair, Fair, Dissatisfied, VeryDissatisfied],
        silent: 2,
        voided: 4,
        reissued: 1,
        unreadable: 1,
    };
    let same = Story { households: 8, key: Some(1), phone: vec![VerySatisfied; 6], ..Story::default() };
    let three = Story {
        households: 3,
        key: Some(2),
        phone: vec![Satisfied, VeryDissatisfied],
        slip: vec![Fair],
        ..Story::default()
    };
    let slips = Story {
        households: 10,
        slip: vec![VerySatisfied, VerySatisfied, VerySatisfied, Satisfied, Fair, Fair, VeryDissatisfied],
        voided: 2,
        ..Story::default()
    };
    let nobody = Story { households: 5, key: Some(3), ..Story::default() };
    vec![busy, same, three, slips, nobody]
}
