//! A year of visits: about three to a household, kept as small sketches until they are written.

use std::{collections::HashMap, ops::Range};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::visit::{Confirmation, Happened, Step, step};
use rand_chacha::ChaCha8Rng;

use super::{
    chance::{Chance, Part, below, permille, pick},
    links::Links,
    roster::Official,
};
use crate::clock::china_midnight;

/// Days of the demo's year.
pub const YEAR: i64 = 365;

/// What decides a visit; the rest is made when it is written.
#[derive(Clone, Copy, Debug)]
pub struct Visit {
    /// Seconds since 1970.
    at: u32,
    pub household: u32,
    pub official: u16,
    pub step: u8,
    pub tag_seen: bool,
    pub confirmation: Confirmation,
}

impl Visit {
    pub fn claimed_at(&self) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::seconds(i64::from(self.at))
    }
}

/// All visits in the order of their times, and what they leave at the households.
#[derive(Clone, Debug)]
pub struct Visits {
    pub list: Vec<Visit>,
    /// Index into the list of each household's last visit.
    last: Vec<Option<u32>>,
}

impl Visits {
    /// The last visit to a household.
    pub fn last(&self, household: usize) -> Option<&Visit> {
        self.last[household].map(|at| &self.list[at as usize])
    }
}

/// A campaign: its first and last day in the year, and how many of a thousand households an official of average care
/// reaches; a careful one reaches `more` more.
struct Campaign {
    from: i64,
    to: i64,
    reached: f64,
    more: f64,
}

const CAMPAIGNS: [Campaign; 4] = [
    // Within the first month everybody visits everybody.
    Campaign { from: 2, to: 32, reached: 985.0, more: 8.0 },
    Campaign { from: 40, to: 118, reached: 840.0, more: 60.0 },
    Campaign { from: 125, to: 235, reached: 690.0, more: 90.0 },
    Campaign { from: 245, to: 362, reached: 420.0, more: 120.0 },
];
/// Of a thousand households, those visited once more out of turn.
const OUT_OF_TURN: u32 = 50;

/// The first day of the year that ends before `today`.
pub fn first_day(today: NaiveDate) -> NaiveDate {
    today - Duration::days(YEAR)
}

/// Makes all visits.
pub fn visits(chance: Chance, today: NaiveDate, officials: &[Official], links: &Links) -> Visits {
    let streams = chance.part(Part::Visit);
    let former: HashMap<usize, (usize, i64)> =
        links.former.iter().map(|(household, before, day)| (*household, (*before, *day))).collect();
    let start = china_midnight(first_day(today)).timestamp();
    let mut list = Vec::with_capacity(links.of_household.len() * 3);
    for (at, official) in officials.iter().enumerate() {
        let own = list.len();
        let households = links.of_official[at].clone();
        let stream = streams.stream(at);
        let mut year = Year { stream, official, at, start, former: &former, list: &mut list };
        for campaign in &CAMPAIGNS {
            year.campaign(campaign, &households);
        }
        year.out_of_turn(&households);
        let own = &mut list[own..];
        own.sort_unstable_by_key(|visit| visit.at);
        // Nobody is asked for an opinion at the first visit, everybody at the second.
        let mut before = vec![None; households.len()];
        for visit in own {
            let before = &mut before[visit.household as usize - households.start];
            let reached = step(Happened { before: *before, collected: before.is_some(), waiting: false });
            visit.step = u8::try_from(reached.number()).unwrap_or(4);
            *before = Some(reached);
        }
    }
    list.sort_unstable_by_key(|visit| (visit.at, visit.household));
    let mut last = vec![None; links.of_household.len()];
    for (at, visit) in list.iter().enumerate() {
        last[visit.household as usize] = u32::try_from(at).ok();
    }
    Visits { list, last }
}

/// One official's year.
struct Year<'a> {
    stream: ChaCha8Rng,
    official: &'a Official,
    at: usize,
    /// The instant at which the year begins.
    start: i64,
    former: &'a HashMap<usize, (usize, i64)>,
    list: &'a mut Vec<Visit>,
}

impl Year<'_> {
    /// Goes from door to door on a few days, seven doors a day.
    fn campaign(&mut self, campaign: &Campaign, households: &Range<usize>) {
        let reached = per_mille(campaign.reached + campaign.more * self.official.care);
        let length = usize::try_from(campaign.to - campaign.from).unwrap_or(1);
        let mut days: Vec<i64> =
            (0..households.len().div_ceil(7)).map(|_| campaign.from + self.number(length)).collect();
        days.sort_unstable();
        for (order, household) in households.clone().enumerate() {
            let minute = 8 * 60 + 20 + self.number(60) + i64::try_from(order % 7 * 75).unwrap_or_default();
            if permille(&mut self.stream, reached) {
                self.visit(household, days[order / 7], minute);
            }
        }
    }

    fn out_of_turn(&mut self, households: &Range<usize>) {
        for household in households.clone() {
            if permille(&mut self.stream, OUT_OF_TURN) {
                let (day, minute) = (33 + self.number(330), 9 * 60 + self.number(560));
                self.visit(household, day, minute);
            }
        }
    }

    fn number(&mut self, end: usize) -> i64 {
        i64::try_from(below(&mut self.stream, end)).unwrap_or_default()
    }

    fn visit(&mut self, household: usize, day: i64, minute: i64) {
        let at = self.start + day * 86_400 + minute * 60;
        let care = self.official.care;
        let tag_seen = permille(&mut self.stream, per_mille(800.0 + 60.0 * care));
        let denied = permille(&mut self.stream, per_mille(12.0 - 6.0 * care));
        let confirmed = permille(&mut self.stream, 620);
        let confirmation = match (denied, confirmed) {
            (true, _) => Confirmation::Denied,
            (_, true) => Confirmation::Confirmed,
            _ => Confirmation::None,
        };
        let official = match self.former.get(&household) {
            Some((before, changed)) if day < *changed => *before,
            _ => self.at,
        };
        self.list.push(Visit {
            at: u32::try_from(at).expect("the demo plays before 2106"),
            household: u32::try_from(household).expect("a county has fewer households"),
            official: u16::try_from(official).expect("a county has fewer officials"),
            step: 0,
            tag_seen,
            confirmation,
        });
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
fn per_mille(value: f64) -> u32 {
    value.clamp(0.0, 1000.0) as u32
}

/// When the visit reached the server: at once, or when the phone was back on the network.
pub fn received_at(stream: &mut ChaCha8Rng, visit: &Visit, end: DateTime<Utc>) -> DateTime<Utc> {
    let minutes = if permille(stream, 700) { 0 } else { 5 + below(stream, 400) };
    let seconds = 2 + below(stream, 50) + minutes * 60;
    (visit.claimed_at() + Duration::seconds(i64::try_from(seconds).unwrap_or_default())).min(end)
}

/// When the household said true or not true; nothing when that would be later than the demo's day.
pub fn confirmed_at(stream: &mut ChaCha8Rng, visit: &Visit, end: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let minutes = 20 + below(stream, 4 * 24 * 60);
    let at = visit.claimed_at() + Duration::minutes(i64::try_from(minutes).unwrap_or_default());
    (visit.confirmation != Confirmation::None && at < end).then_some(at)
}

/// What a visit of a step may be about, as the form on the phone offers it.
const TOPICS: [&[&str]; 4] = [
    &["family", "family", "policy", "other"],
    &["difficulty", "difficulty", "policy", "production"],
    &["reply", "production", "difficulty", "environment"],
    &["family", "production", "reply", "safety"],
];

/// What a visit was about.
pub fn topic(stream: &mut ChaCha8Rng, step: u8) -> &'static str {
    let topics = TOPICS[usize::from(step.clamp(1, 4)) - 1];
    topics[below(stream, topics.len())]
}

const WHAT: [&[&str]; 4] = [
    &[
        "初次上门认识",
        "送上联系卡",
        "核对家庭成员",
        "了解家里收入来源",
        "看了住房和院子",
        "拉了家常",
        "问了老人身体",
        "登记了联系电话",
    ],
    &[
        "问了有什么难处",
        "听了对村里的意见",
        "讲了医保政策",
        "讲了低保政策",
        "看了地里的庄稼",
        "问了孩子上学",
        "看了吃水用电",
        "收集了意见建议",
    ],
    &[
        "帮着收了玉米",
        "一起看了大棚",
        "陪着去镇上办了事",
        "回访上次反映的事",
        "送了农技资料",
        "谈了今年的打算",
        "问了外出打工的情况",
        "帮着联系了医院",
    ],
    &[
        "例行走访",
        "看望老人",
        "问了近况",
        "看了过冬的准备",
        "检查了用电安全",
        "问了存粮和取暖",
        "聊了村里的变化",
        "看了新修的路",
    ],
];
const FOUND: &[&str] = &[
    "家里人都好",
    "老人腿疼，能走动",
    "儿子在外打工",
    "正忙着农活",
    "孩子上学去了",
    "今年收成不错",
    "收入比去年多",
    "家里刚办了喜事",
    "身体恢复得可以",
    "想多种点果树",
    "盼着路早点修",
    "对村里没有意见",
    "话不多，态度好",
    "担心看病花钱",
    "养了几只羊",
    "院子收拾得干净",
];
const NEXT: &[&str] = &[
    "下月再来",
    "有事打电话",
    "已记下",
    "回去问清楚再答复",
    "约好周末再来",
    "留了电话",
    "暂无需要",
    "继续关注",
    "已告诉村里",
];

const OPINIONS: &[&str] = &[
    "村务公开栏换得慢，想早点看到账目",
    "合作医疗报销手续能不能少跑一趟",
    "对村里修的路满意",
    "盼着把河沟清一清",
    "低保评议希望多听听组里的意见",
    "浇地用电价格讲得不够明白",
    "文化广场的灯亮得太短",
    "没什么意见，办事都方便",
    "种粮补贴到账比往年快",
    "希望村卫生室周末也开门",
];

/// The step at which the demo's households say what they think.
pub const SPEAKS_AT: Step = Step::Collection;

/// What a household thinks of how things are done.
pub fn opinion(stream: &mut ChaCha8Rng) -> &'static str {
    OPINIONS[below(stream, OPINIONS.len())]
}

/// A note as it is typed on a phone.
pub fn note(stream: &mut ChaCha8Rng, step: u8) -> String {
    let what = pick(stream, WHAT[usize::from(step.clamp(1, 4)) - 1]);
    let (found, next) = (pick(stream, FOUND), pick(stream, NEXT));
    match below(stream, 4) {
        0 => format!("{what}，{found}。"),
        1 => format!("{what}。{next}。"),
        _ => format!("{what}，{found}，{next}。"),
    }
}
