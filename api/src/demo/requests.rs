//! A year of requests, most of them long solved.

use std::sync::LazyLock;

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};
use domain::request::{Actor, Subject};
use rand_chacha::ChaCha8Rng;

use super::{
    chance::{Chance, Part, below, permille, pick, weighted},
    gallery::PICTURES,
    links::Links,
    roster::Official,
    scale::{HOUSEHOLDS, REQUESTS},
    story::Story,
    topics::topics,
    visits::{Visits, YEAR, first_day},
};
use crate::clock::{china_day, china_midnight};

/// A request and how it went.
#[derive(Clone, Debug)]
pub struct Request {
    /// `Q2026-000123`: the year and the order in which it was raised.
    pub number: String,
    pub household: usize,
    /// The official linked when it was raised.
    pub official: usize,
    /// Index into the topics; a complaint has none.
    pub topic: Option<usize>,
    /// visit, household or hotline.
    pub via: &'static str,
    /// Index of the visit in which it was raised.
    pub visit: Option<usize>,
    pub body: String,
    pub story: Story,
}

/// Of a thousand requests: raised in a visit, by the household itself; the others by telephone.
const IN_A_VISIT: u32 = 700;
const BY_THE_HOUSEHOLD: u32 = 220;
/// Of a thousand that households raise themselves, those about their official.
const COMPLAINTS: u32 = 25;

/// All requests in the order in which they were raised. `shown` has the households for the gallery.
pub fn requests(
    chance: Chance,
    today: NaiveDate,
    officials: &[Official],
    links: &Links,
    visits: &Visits,
    shown: usize,
) -> Vec<Request> {
    let streams = chance.part(Part::Request);
    let end = china_midnight(today);
    let count = REQUESTS * links.of_household.len() / HOUSEHOLDS;
    let gallery = links.of_official[shown].clone();
    let mut list: Vec<Request> = gallery
        .zip(PICTURES)
        .enumerate()
        .map(|(order, (household, picture))| {
            let mut stream = streams.stream(1 << 32 | order);
            let via = match picture.raised_by {
                Actor::Official => "visit",
                Actor::Household => "household",
                _ => "hotline",
            };
            request(&mut stream, household, shown, via, None, picture.story(today))
        })
        .collect();
    for order in list.len()..count.max(list.len()) {
        let mut stream = streams.stream(order);
        list.push(lived(&mut stream, today, end, officials, links, visits));
    }
    list.sort_by_key(|request| (request.story.opened_at, request.household));
    number(&mut list);
    list
}

fn lived(
    stream: &mut ChaCha8Rng,
    today: NaiveDate,
    end: DateTime<Utc>,
    officials: &[Official],
    links: &Links,
    visits: &Visits,
) -> Request {
    let in_a_visit = permille(stream, IN_A_VISIT) && !visits.list.is_empty();
    let (household, official, via, raised_by, visit, at) = if in_a_visit {
        let nth = below(stream, visits.list.len());
        let visit = &visits.list[nth];
        let at = visit.claimed_at() + Duration::minutes(8);
        (visit.household as usize, usize::from(visit.official), "visit", Actor::Official, Some(nth), at)
    } else {
        let household = below(stream, links.of_household.len());
        let day = i64::try_from(below(stream, usize::try_from(YEAR).unwrap_or(1))).unwrap_or_default();
        let minute = i64::try_from(7 * 60 + below(stream, 840)).unwrap_or_default();
        let at = china_midnight(first_day(today) + Duration::days(day)) + Duration::minutes(minute);
        let official = usize::from(links.of_household[household]);
        if permille(stream, BY_THE_HOUSEHOLD * 1000 / (1000 - IN_A_VISIT)) {
            (household, official, "household", Actor::Household, None, at)
        } else {
            (household, official, "hotline", Actor::Caller, None, at)
        }
    };
    let complaint = via == "household" && permille(stream, COMPLAINTS);
    let subject = if complaint { Subject::Complaint } else { Subject::Matter };
    let mut story = Story::raised(subject, raised_by, at, end);
    story.live(stream, officials[official].care);
    request(stream, household, official, via, visit, story)
}

fn request(
    stream: &mut ChaCha8Rng,
    household: usize,
    official: usize,
    via: &'static str,
    visit: Option<usize>,
    story: Story,
) -> Request {
    static WEIGHTS: LazyLock<Vec<u32>> =
        LazyLock::new(|| topics().iter().map(|topic| topic.weight).collect());
    let complaint = story.case.subject == Subject::Complaint;
    let topic = (!complaint).then(|| weighted(stream, &WEIGHTS));
    let said = topic.map_or_else(|| *pick(stream, ABOUT_HIM), |topic| topics()[topic].body);
    let body = format!("{}{said}{}", pick(stream, OPENINGS), pick(stream, CLOSINGS));
    Request { number: String::new(), household, official, topic, via, visit, body, story }
}

/// Requests are numbered by the year in which they were raised.
fn number(list: &mut [Request]) {
    let (mut year, mut nth) = (0, 0);
    for request in list {
        let raised = china_day(request.story.opened_at).year();
        nth = if raised == year { nth + 1 } else { 1 };
        year = raised;
        request.number = format!("Q{year}-{nth:06}");
    }
}

const OPENINGS: &[&str] = &[
    "",
    "",
    "",
    "您好，",
    "反映一件事：",
    "请问一下，",
    "再说一回：",
    "替家里老人问：",
    "我们这一片都有这个情况：",
];
const CLOSINGS: &[&str] = &[
    "",
    "",
    "",
    "谢谢。",
    "盼回音。",
    "最好这个月能办。",
    "有事打家里电话。",
    "白天家里有人。",
    "麻烦费心。",
];
const ABOUT_HIM: &[&str] = &[
    "说是来过，其实没有来过我家。",
    "打了几回电话都不接。",
    "答应帮忙问的事，两个月没有下文。",
    "来了没说几句话，拍了照就走了。",
    "话说得不好听，办事推来推去。",
];
