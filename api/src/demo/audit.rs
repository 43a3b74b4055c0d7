//! Audit meetings: five that were held, with bundles anyone can recompute, and one that is announced for today. At the
//! last of the five the households of officials were drawn too.

use std::collections::{BTreeMap, VecDeque};

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
    homes::{HOUSEHOLDS, Homes, Split},
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
    /// The households by official, where some of them are drawn.
    pub households: Option<Split>,
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
    (
        33,
        "s1:officials:n=3;h1:households:n=2,in=s1;s2:officials:n=2",
        &["s1", "h1", "h1", "s2"],
        "县文化中心",
    ),
    (0, "s1:officials:n=3;s2:officials:n=1;town:officials:per=f1,n=1", &[], "县文化中心"),
];

/// The step that draws households of somebody whom the step before it drew, one after the other.
const OF_HOUSEHOLDS: &str = "h1";

/// The notary seals so many codes for a meeting to come.
const CODES: usize = 12;

/// All meetings in the order of their days.
pub fn meetings(
    chance: Chance,
    today: NaiveDate,
    officials: &[Official],
    homes: &Homes<'_>,
) -> anyhow::Result<Vec<Meeting>> {
    let streams = chance.part(Part::Meeting);
    let rows = officials.iter().enumerate().map(|(at, official)| {
        let township = homes.places.townships[official.township].name.clone();
        (super::county::number(at), vec![township, official.name.clone()])
    });
    let roster = Roster::build("officials", rows.collect())?;
    let meeting =
        |(nth, (days, plan, pressed, place)): (usize, &(i64, &'static str, &[&str], &'static str))| {
            let mut stream = streams.stream(nth);
            let meets_on = today - Duration::days(*days);
            let mut meeting = announced(&mut stream, nth + 1, meets_on, (plan, place), &roster, homes)?;
            if !pressed.is_empty() {
                let codes = std::mem::take(&mut meeting.codes);
                let held = hold(&mut stream, &meeting, homes, pressed, &codes)
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
    (plan, place): (&'static str, &'static str),
    roster: &Roster,
    homes: &Homes<'_>,
) -> anyhow::Result<Meeting> {
    let officials = roster.rows().len();
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
    let households = plan.contains(HOUSEHOLDS).then(|| Split::new(homes)).transpose()?;
    let mut lines = vec![roster.line()];
    lines.extend(households.as_ref().map(|split| split.index.line()));
    let announcement = Announcement::build(&Draft {
        id: &code,
        rosters: &lines,
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
        households,
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
    homes: &Homes<'_>,
    pressed: &[&str],
    codes: &[String],
) -> anyhow::Result<Held> {
    let announcement = Announcement::parse(&meeting.announcement)?;
    let mut rosters = BTreeMap::from([("officials".to_owned(), meeting.roster.text().to_owned())]);
    if let Some(split) = &meeting.households {
        rosters.insert(HOUSEHOLDS.to_owned(), split.index.text().to_owned());
    }
    let sources = announcement.sources.clone();
    let announced = Announced::check(announcement, &rosters, &meeting.exclusions, None)?;
    let values = [(sources[0].clone(), lottery(stream)), (sources[1].clone(), digits(stream, 20))];
    let opening = Opening::build(&sources, &values)?;
    let mut opened = announced.open(opening.clone());
    let mut clock = china_midnight(meeting.meets_on) + Duration::minutes(9 * 60 + 30);
    let (mut rounds, mut published) = (Vec::new(), Vec::new());
    let mut heard: VecDeque<String> = VecDeque::new();
    for (step, code) in pressed.iter().zip(codes) {
        let key = (*step == OF_HOUSEHOLDS).then(|| heard.pop_front()).flatten();
        let call = key.as_ref().map_or_else(|| (*step).to_owned(), |key| format!("{step}/{key}"));
        if let (Some(key), Some(split)) = (&key, &meeting.households) {
            let (name, text) = (format!("{HOUSEHOLDS}/{key}"), split.part(key)?);
            opened = opened.with_part(&name, text)?;
            rosters.insert(name, text.to_owned());
        }
        clock += Duration::minutes(12);
        let locked_at = clock;
        let dice = Dice6::parse(&digits(stream, 6)).context("six digits are six dice")?;
        let locked = opened.lock(StepCall::parse(&call), dice.clone())?;
        let lock = locked.lock().hex();
        clock += Duration::minutes(2);
        let revealed = locked.reveal(code)?;
        let revealed_at = clock;
        let mut outcomes = Vec::new();
        for label in &revealed.selected {
            clock += Duration::seconds(200 + i64::from(stream.random_range(0..200_u32)));
            let outcome = match (&meeting.households, &key) {
                (None, _) => outcome(stream),
                (Some(_), Some(key)) if homes.has_phone(key, label.as_str()) => OutcomeCode::PhoneOk,
                (Some(_), None) if *step != "s1" => OutcomeCode::PhoneOk,
                (Some(_), _) => OutcomeCode::InPerson,
            };
            outcomes.push((label.to_string(), outcome, clock));
        }
        if key.is_none() {
            heard.extend(revealed.selected.iter().map(ToString::to_string));
        }
        let mut round = BundleRound::of(&revealed);
        round.outcomes = outcomes.iter().map(published_outcome).collect();
        rounds.push(Round {
            step: call,
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
pub fn lottery(stream: &mut ChaCha8Rng) -> String {
    let mut balls: Vec<usize> = (1..=33).collect();
    shuffle(stream, &mut balls);
    balls.truncate(6);
    balls.sort_unstable();
    let reds: Vec<String> = balls.iter().map(ToString::to_string).collect();
    format!("{}+{}", reds.join("."), 1 + below(stream, 16))
}

pub fn digits(stream: &mut ChaCha8Rng, count: usize) -> String {
    (0..count).map(|_| char::from(b'0' + u8::try_from(below(stream, 10)).unwrap_or_default())).collect()
}
