//! What the officials promised in the demo's year, and what came of it.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::pledge::State;
use rand_chacha::ChaCha8Rng;

use super::{
    chance::{below, permille, pick, weighted},
    visits::{YEAR, first_day},
};
use crate::clock::china_midnight;

/// A pledge, before it knows its ids.
#[derive(Clone, Debug)]
pub struct Pledge {
    /// Day of the demo's year on which it was made.
    pub day: i64,
    pub made_on: NaiveDate,
    pub due_on: NaiveDate,
    pub text: &'static str,
    pub state: State,
    pub said_at: Option<DateTime<Utc>>,
    pub confirmed_at: Option<DateTime<Utc>>,
    pub reason: Option<&'static str>,
}

/// Of a thousand households, those that were promised something, and those that were promised a second thing.
const PROMISED: u32 = 400;
const TWICE: u32 = 60;
/// States in proportion, of pledges whose day has passed.
const PASSED: [(State, u32); 5] =
    [(State::Kept, 74), (State::SaidKept, 12), (State::Open, 6), (State::Broken, 5), (State::Disputed, 3)];
const AHEAD: [(State, u32); 4] =
    [(State::Open, 72), (State::SaidKept, 10), (State::Kept, 16), (State::Broken, 2)];

/// What was promised to a household, from a stream of its own. `care` is its official's.
pub fn of_household(stream: &mut ChaCha8Rng, care: f64, today: NaiveDate) -> Vec<Pledge> {
    let times = usize::from(permille(stream, PROMISED)) + usize::from(permille(stream, TWICE));
    (0..times).map(|_| lived(stream, care, today)).collect()
}

/// The first households of the official of the demo accounts: whoever tries the program finds a pledge in each state.
pub fn gallery(order: usize, today: NaiveDate) -> Option<Vec<Pledge>> {
    let end = china_midnight(today);
    let pledge = |made: i64, due: i64, text, state| Pledge {
        day: YEAR - made,
        made_on: today - Duration::days(made),
        due_on: today + Duration::days(due),
        text,
        state,
        said_at: matches!(state, State::SaidKept | State::Broken).then(|| end - Duration::hours(30)),
        confirmed_at: matches!(state, State::Kept | State::Disputed).then(|| end - Duration::hours(20)),
        reason: (state == State::Broken).then_some("今年的指标已经用完，明年开春再申请。"),
    };
    Some(match order {
        0 => vec![
            pledge(20, 12, "帮您家申请一台取暖补贴炉具", State::Open),
            pledge(45, -2, "带您去镇医院办慢病门诊卡", State::SaidKept),
            pledge(90, -30, "把门前排水沟的堵塞报上去并盯着清完", State::Kept),
        ],
        1 => vec![pledge(60, -9, "联系农技站来看果树的病", State::Open)],
        2 => vec![pledge(70, -20, "帮孩子办转学的材料", State::Disputed)],
        3 => vec![pledge(80, -25, "争取一个公益岗位", State::Broken)],
        _ => return None,
    })
}

fn lived(stream: &mut ChaCha8Rng, care: f64, today: NaiveDate) -> Pledge {
    let end = china_midnight(today);
    let day = 3 + days(stream, usize::try_from(YEAR - 8).unwrap_or(1));
    let made_on = first_day(today) + Duration::days(day);
    let due_on = made_on + Duration::days(14 + days(stream, 110));
    let states: &[(State, u32)] = if due_on < today { &PASSED } else { &AHEAD };
    let weights: Vec<u32> = states.iter().map(|(_, weight)| *weight).collect();
    let mut state = states[weighted(stream, &weights)].0;
    // The careful leave little open.
    if state == State::Open && due_on < today && care > 0.5 {
        state = State::Kept;
    }
    let span = usize::try_from((due_on.min(today) - made_on).num_days()).unwrap_or(1).max(1);
    let said = china_midnight(made_on + Duration::days(1 + days(stream, span)))
        + Duration::minutes(8 * 60 + days(stream, 600));
    let answered = said + Duration::minutes(30 + days(stream, 4 * 24 * 60));
    let (last, reason) = (end - Duration::minutes(5), *pick(stream, REASONS));
    Pledge {
        day,
        made_on,
        due_on,
        text: TEXTS[below(stream, TEXTS.len())],
        state,
        said_at: (state != State::Open).then(|| said.min(last)),
        confirmed_at: matches!(state, State::Kept | State::Disputed).then(|| answered.min(last)),
        reason: (state == State::Broken).then_some(reason),
    }
}

fn days(stream: &mut ChaCha8Rng, end: usize) -> i64 {
    i64::try_from(below(stream, end)).unwrap_or_default()
}

const TEXTS: &[&str] = &[
    "帮着申请危房改造，把材料递到镇上",
    "联系农技站来看看大棚的病",
    "带老人去镇医院查一次体",
    "帮孩子问清助学金怎么申请",
    "把路灯不亮的事报上去并盯着修好",
    "帮着联系一个冬天的零工",
    "帮着把医保缴上，把单子送来",
    "请水利站来看院里的井",
    "帮着找收购苹果的客商",
    "把低保的政策问清楚，当面说明白",
    "帮着修好漏雨的屋檐",
    "送一套防火用的灭火器并教会使用",
    "帮着办残疾证的年审",
    "帮忙把宅基地的手续问清楚",
    "请电工来检查老线路",
    "帮着注册手机缴费，教会为止",
];
const REASONS: &[&str] = &[
    "政策有变化，已经当面说明。",
    "今年的指标已经用完，明年再申请。",
    "需要几户一起办，还没有谈拢。",
    "对方单位答复不符合条件。",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::chance::{Chance, Part};

    #[test]
    fn nothing_is_said_before_it_is_promised_or_after_the_day_of_the_demo() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let streams = Chance::new(1).part(Part::Pledge);
        let mut seen = std::collections::HashSet::new();
        for at in 0..5_000 {
            for pledge in of_household(&mut streams.stream(at), 0.0, today) {
                assert!(pledge.made_on < today && pledge.made_on < pledge.due_on);
                for time in [pledge.said_at, pledge.confirmed_at].into_iter().flatten() {
                    assert!(
                        time > china_midnight(pledge.made_on) && time < china_midnight(today),
                        "{pledge:?}"
                    );
                }
                assert_eq!(pledge.reason.is_some(), pledge.state == State::Broken);
                seen.insert(pledge.state);
            }
        }
        assert_eq!(seen.len(), State::ALL.len());
    }
}
