//! Audit meetings: five that were held, with bundles anyone can recompute, and one that is announced for today.

use std::collections::BTreeMap;

use anyhow::Context;
use chrono::{DateTime, Datelike, Duration, NaiveDate, SecondsFormat, Utc};
use domain::audit::pdraw1::{
    Announced, Announcement, Bundle, BundleRound, Dice6, Draft, Exclusions, Opening, OtcChain, Outcome,
    OutcomeCode, Roster, StepCall, make_chain,
};
use rand::{Rng, RngCore};
use rand_chacha::ChaCha8Rng;

use super::{
    chance::{Chance, Part, below, shuffle, weighted},
    grid::Places,
    roster::Official,
};
use crate::clock::china_midnight;

/// A meeting as far as it has come.
#[derive(Clone, Debug)]
pub struct Meeting {
    pub code: String,
    pub title: String,
    pub place: &'static str,
    pub meets_on: NaiveDate,
    pub plan: &'static str,
    pub sources: String,
    pub otc_tip: String,
    pub exclusions: String,
    pub roster: Roster,
    pub announcement: String,
    pub announcement_hash: String,
    pub announced_at: DateTime<Utc>,
    /// What came of it; nothing while it is only announced.
    pub held: Option<Held>,
    /// The notary's codes of a meeting that is still to be held, in the order in which they are opened.
    pub codes: Vec<String>,
}

/// A meeting that was held.
#[derive(Clone, Debug)]
pub struct Held {
    pub opening: String,
    pub last_lock: String,
    pub closed_at: DateTime<Utc>,
    pub rounds: Vec<Round>,
    pub bundle: Vec<u8>,
}

/// A round of a held meeting.
#[derive(Clone, Debug)]
pub struct Round {
    pub step: String,
    pub dice: String,
    pub lock: String,
    pub otc: String,
    /// From how many.
    pub eligible: usize,
    pub selected: Vec<String>,
    pub locked_at: DateTime<Utc>,
    pub revealed_at: DateTime<Utc>,
    /// Label, outcome, time.
    pub outcomes: Vec<(String, OutcomeCode, DateTime<Utc>)>,
}

/// Days before the day of the demo, plan, the steps that were pressed, place.
const MEETINGS: [(i64, &str, &[&str], &str); 6] = [
    (322, "s1:officials:n=3;s2:officials:n=1", &["s1", "s1", "s2"], "县文化中心"),
    (248, "s1:officials:n=4;town:officials:per=f1,n=1", &["town", "s1"], "县文化中心"),
    (171, "s1:officials:prop=f1,n=10;s2:officials:n=2", &["s1", "s2", "s2"], "县广播电视台演播厅"),
    (103, "s1:officials:n=5,max=f1:1;s2:officials:n=1", &["s1", "s2", "s2", "s2"], "马站镇文化站"),
    (33, "s1:officials:n=3;s2:officials:n=2", &["s1", "s1", "s2"], "县文化中心"),
    (0, "s1:officials:n=3;s2:officials:n=1;town:officials:per=f1,n=1", &[], "县文化中心"),
];

/// The notary seals so many codes for a meeting to come.
const CODES: usize = 12;

/// All meetings in the order of their days.
pub fn meetings(
    chance: Chance,
    today: NaiveDate,
    places: &Places,
    officials: &[Official],
) -> anyhow::Result<Vec<Meeting>> {
    let streams = chance.part(Part::Meeting);
    let rows = officials.iter().enumerate().map(|(at, official)| {
        let township = places.townships[official.township].name.clone();
        (super::county::number(at), vec![township, official.name.clone()])
    });
    let roster = Roster::build("officials", rows.collect())?;
    let meeting =
        |(nth, (days, plan, pressed, place)): (usize, &(i64, &'static str, &[&str], &'static str))| {
            let mut stream = streams.stream(nth);
            let meets_on = today - Duration::days(*days);
            let mut meeting =
                announced(&mut stream, nth + 1, meets_on, plan, place, &roster, officials.len())?;
            if !pressed.is_empty() {
                let codes = std::mem::take(&mut meeting.codes);
                let held = hold(&mut stream, &meeting, pressed, &codes)
                    .with_context(|| format!("the demo's meeting {}", meeting.code))?;
                meeting.held = Some(held);
            }
            Ok(meeting)
        };
    MEETINGS.iter().enumerate().map(meeting).collect()
}

fn announced(
    stream: &mut ChaCha8Rng,
    nth: usize,
    meets_on: NaiveDate,
    plan: &'static str,
    place: &'static str,
    roster: &Roster,
    officials: usize,
) -> anyhow::Result<Meeting> {
    let year = meets_on.year();
    let code = format!("YS-{year}-{nth:02}");
    // A few are ill or far away on grounds that were published before.
    let mut away: Vec<usize> = (0..officials).collect();
    shuffle(stream, &mut away);
    away.truncate(officials / 300 + 1);
    let pairs: Vec<(String, &str)> = away
        .iter()
        .map(|at| (super::county::number(*at), ["LEAVE", "HOSPITAL", "STUDY"][below(stream, 3)]))
        .collect();
    let exclusions = Exclusions::build(&pairs)?;
    // The lottery draws on Tuesdays, Thursdays and Sundays: about 150 issues a year.
    let issue = meets_on.ordinal() * 151 / 365 + 1;
    let sources = vec![format!("ssq-{year}{issue:03}"), "dice20".to_owned()];
    let mut secret = [0; 32];
    stream.fill_bytes(&mut secret);
    let OtcChain { tip, codes } = make_chain(secret, CODES);
    let announcement = Announcement::build(&Draft {
        id: &code,
        rosters: &[roster.line()],
        exclusions: &exclusions,
        recusals: None,
        sources: &sources,
        otc_tip: tip,
        plan,
    })?;
    Ok(Meeting {
        title: format!("第{}次现场调查会", ["一", "二", "三", "四", "五", "六"][nth - 1]),
        place,
        meets_on,
        plan,
        sources: sources.join(","),
        otc_tip: tip.hex(),
        exclusions: exclusions.text().to_owned(),
        roster: roster.clone(),
        announcement: announcement.text().to_owned(),
        announcement_hash: announcement.hash().hex(),
        // Five days before the meeting, in the afternoon.
        announced_at: china_midnight(meets_on - Duration::days(5)) + Duration::hours(15),
        held: None,
        codes: codes.iter().map(domain::audit::pdraw1::Digest::hex).collect(),
        code,
    })
}

/// Holds the meeting press by press, as the stage would.
fn hold(
    stream: &mut ChaCha8Rng,
    meeting: &Meeting,
    pressed: &[&str],
    codes: &[String],
) -> anyhow::Result<Held> {
    let announcement = Announcement::parse(&meeting.announcement)?;
    let rosters = BTreeMap::from([("officials".to_owned(), meeting.roster.text().to_owned())]);
    let sources = announcement.sources.clone();
    let announced = Announced::check(announcement, &rosters, &meeting.exclusions, None)?;
    let values = [(sources[0].clone(), lottery(stream)), (sources[1].clone(), digits(stream, 20))];
    let opening = Opening::build(&sources, &values)?;
    let mut opened = announced.open(opening.clone());
    let mut clock = china_midnight(meeting.meets_on) + Duration::minutes(9 * 60 + 30);
    let (mut rounds, mut published) = (Vec::new(), Vec::new());
    for (step, code) in pressed.iter().zip(codes) {
        clock += Duration::minutes(12);
        let locked_at = clock;
        let dice = Dice6::parse(&digits(stream, 6)).context("six digits are six dice")?;
        let locked = opened.lock(StepCall::parse(step), dice.clone())?;
        let lock = locked.lock().hex();
        clock += Duration::minutes(2);
        let revealed = locked.reveal(code)?;
        let revealed_at = clock;
        let mut outcomes = Vec::new();
        for label in &revealed.selected {
            clock += Duration::seconds(200 + i64::from(stream.random_range(0..200_u32)));
            outcomes.push((label.to_string(), outcome(stream), clock));
        }
        let mut round = BundleRound::of(&revealed);
        round.outcomes = outcomes.iter().map(published_outcome).collect();
        rounds.push(Round {
            step: (*step).to_owned(),
            dice: dice.digits().to_owned(),
            lock,
            otc: code.clone(),
            eligible: revealed.eligible,
            selected: round.selected.clone(),
            locked_at,
            revealed_at,
            outcomes,
        });
        published.push(round);
        opened = revealed.into_next();
    }
    let bundle = Bundle {
        protocol: Bundle::PROTOCOL.to_owned(),
        announcement: meeting.announcement.clone(),
        rosters,
        exclusions: meeting.exclusions.clone(),
        recusals: None,
        opening: opening.text(),
        rounds: published,
    };
    Ok(Held {
        opening: opening.text(),
        last_lock: opened.last_lock().hex(),
        closed_at: clock + Duration::minutes(20),
        rounds,
        bundle: serde_json::to_vec(&bundle)?,
    })
}

fn published_outcome((label, outcome, at): &(String, OutcomeCode, DateTime<Utc>)) -> Outcome {
    Outcome {
        label: label.clone(),
        outcome: outcome.as_str().to_owned(),
        at: at.to_rfc3339_opts(SecondsFormat::Secs, true),
    }
}

fn outcome(stream: &mut ChaCha8Rng) -> OutcomeCode {
    OutcomeCode::ALL[weighted(stream, &[58, 30, 7, 4, 1])]
}

/// Six of 33, ascending, and one of 16.
fn lottery(stream: &mut ChaCha8Rng) -> String {
    let mut balls: Vec<usize> = (1..=33).collect();
    shuffle(stream, &mut balls);
    balls.truncate(6);
    balls.sort_unstable();
    let reds: Vec<String> = balls.iter().map(ToString::to_string).collect();
    format!("{}+{}", reds.join("."), 1 + below(stream, 16))
}

fn digits(stream: &mut ChaCha8Rng, count: usize) -> String {
    (0..count).map(|_| char::from(b'0' + u8::try_from(below(stream, 10)).unwrap_or_default())).collect()
}
