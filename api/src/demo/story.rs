//! The life of one request, led through the table of `domain::request` step by step, so that nothing is in the demo
//! county that the program itself would refuse.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::request::{
    Actor, Calendar, Case, Clock, Level, State, Step, Subject, Term, Verb, due, next, raise,
};
use rand_chacha::ChaCha8Rng;

use super::chance::{below, pick, weighted};
use crate::clock::{china_day, china_midnight};

/// One change, as `request_event` keeps it.
#[derive(Clone, Debug)]
pub struct Event {
    pub at: DateTime<Utc>,
    pub verb: Verb,
    pub from: Option<State>,
    pub to: State,
    /// The level at which it stands afterwards.
    pub level: Option<Level>,
    pub actor: Actor,
    /// The level of the leader who did it.
    pub actor_level: Option<Level>,
    pub note: Option<&'static str>,
}

/// One term, as `deadline` keeps it.
#[derive(Clone, Debug)]
pub struct Deadline {
    pub level: Option<Level>,
    pub term: Term,
    pub starts_on: NaiveDate,
    pub due_on: NaiveDate,
    pub provisional: bool,
    pub met_at: Option<DateTime<Utc>>,
    pub missed_at: Option<DateTime<Utc>>,
}

/// A request from its first day to the day of the demo.
#[derive(Clone, Debug)]
pub struct Story {
    pub case: Case,
    pub opened_at: DateTime<Utc>,
    pub changed_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
    pub events: Vec<Event>,
    pub deadlines: Vec<Deadline>,
    /// Whether the last deadline still runs, met or missed.
    running: bool,
    /// Nothing happens from this instant on.
    end: DateTime<Utc>,
}

impl Story {
    /// A request raised at that time; `end` is midnight at the start of the day of the demo.
    pub fn raised(subject: Subject, actor: Actor, at: DateTime<Utc>, end: DateTime<Utc>) -> Self {
        let step = raise(subject, actor).expect("the demo raises what may be raised");
        let mut story = Self {
            case: step.case,
            opened_at: at,
            changed_at: at,
            closed_at: None,
            events: Vec::new(),
            deadlines: Vec::new(),
            running: false,
            end,
        };
        story.take(at, Verb::Raise, None, actor, None, step, None);
        story
    }

    /// The day on which the request has to be done with; none where nobody has to act.
    pub fn due_on(&self) -> Option<NaiveDate> {
        self.deadlines.last().filter(|_| self.running).map(|deadline| deadline.due_on)
    }

    /// Somebody does something. What the table refuses is a mistake of the demo.
    pub fn act(&mut self, at: DateTime<Utc>, verb: Verb, actor: Actor, note: Option<&'static str>) {
        let before = self.case;
        let step = next(&before, verb, actor)
            .unwrap_or_else(|refusal| panic!("the demo county does what the table refuses: {refusal}"));
        let actor_level = (actor == Actor::Leader).then(|| before.level.unwrap_or(Level::Village));
        self.take(at, verb, Some(before.state), actor, actor_level, step, note);
    }

    #[allow(clippy::too_many_arguments, reason = "one row of the event table")]
    fn take(
        &mut self,
        at: DateTime<Utc>,
        verb: Verb,
        from: Option<State>,
        actor: Actor,
        actor_level: Option<Level>,
        step: Step,
        note: Option<&'static str>,
    ) {
        self.case = step.case;
        self.changed_at = at;
        let (to, level) = (step.case.state, step.case.level);
        self.events.push(Event { at, verb, from, to, level, actor, actor_level, note });
        if verb == Verb::Overdue
            && let Some(deadline) = self.deadlines.last_mut()
        {
            deadline.missed_at = Some(at);
        }
        match step.clock {
            Clock::Keep => return,
            Clock::Start(_) | Clock::Stop => {
                if let Some(deadline) = self.deadlines.last_mut().filter(|_| self.running)
                    && deadline.missed_at.is_none()
                {
                    deadline.met_at = Some(at);
                }
                self.running = false;
            }
        }
        if let Clock::Start(term) = step.clock {
            let starts_on = china_day(at);
            let end = due(starts_on, term.working_days(), Calendar::state_council());
            self.deadlines.push(Deadline {
                level,
                term,
                starts_on,
                due_on: end.date,
                provisional: end.provisional,
                met_at: None,
                missed_at: None,
            });
            self.running = true;
        }
        if step.case.state.is_final() {
            self.closed_at = Some(at);
        }
    }

    /// Lets the year pass: people act sooner or later, the sweep acts where they did not. `care` is the official's.
    pub fn live(&mut self, stream: &mut ChaCha8Rng, care: f64) {
        while !self.case.state.is_final() {
            let plan = plan(stream, self.case, care);
            let at = plan.as_ref().map_or(self.end, |plan| later(stream, self.changed_at, plan.days));
            if self.sweep(at.min(self.end)) {
                continue;
            }
            match plan {
                Some(plan) if at < self.end => {
                    let note = (!plan.notes.is_empty()).then(|| *pick(stream, plan.notes));
                    self.act(at, plan.verb, plan.actor, note);
                }
                _ => break,
            }
        }
    }

    /// The nightly sweep over missed terms, as far as it comes before `until`.
    fn sweep(&mut self, until: DateTime<Utc>) -> bool {
        let Some(deadline) = self.deadlines.last().filter(|last| self.running && last.missed_at.is_none())
        else {
            return false;
        };
        let night = china_midnight(deadline.due_on + Duration::days(1)) + Duration::minutes(10);
        if night >= until {
            return false;
        }
        self.act(night, Verb::Overdue, Actor::System, None);
        true
    }
}

/// What somebody is going to do, and after how many days.
struct Plan {
    verb: Verb,
    actor: Actor,
    days: i64,
    notes: &'static [&'static str],
}

/// What may happen next in a state: weight, verb, actor, most days it takes, notes.
type Chances = &'static [(u32, Option<Verb>, Actor, usize, &'static [&'static str])];

#[rustfmt::skip]
const OPEN: Chances = &[
    (58, Some(Verb::Answer), Actor::Official, 5, ANSWERS),
    (29, Some(Verb::Escalate), Actor::Official, 4, ESCALATIONS),
    (2, Some(Verb::Decline), Actor::Official, 4, GROUNDS),
    (1, Some(Verb::Withdraw), Actor::Household, 4, &[]),
    (8, None, Actor::System, 0, &[]),
];
#[rustfmt::skip]
const COMPLAINT: Chances = &[
    (72, Some(Verb::Answer), Actor::Inspector, 5, FINDINGS),
    (12, Some(Verb::Escalate), Actor::Inspector, 4, ESCALATIONS),
    (10, Some(Verb::Decline), Actor::Inspector, 5, GROUNDS),
    (6, Some(Verb::Withdraw), Actor::Household, 4, &[]),
];
#[rustfmt::skip]
const AT_A_LEVEL: Chances = &[
    (62, Some(Verb::Answer), Actor::Leader, 6, MEASURES),
    (30, Some(Verb::Escalate), Actor::Leader, 5, ESCALATIONS),
    (2, Some(Verb::Decline), Actor::Leader, 5, GROUNDS),
    (1, Some(Verb::Withdraw), Actor::Household, 4, &[]),
    (5, None, Actor::System, 0, &[]),
];
#[rustfmt::skip]
const AT_THE_COUNTY: Chances = &[
    (96, Some(Verb::Answer), Actor::Leader, 13, MEASURES),
    (4, Some(Verb::Decline), Actor::Leader, 9, GROUNDS),
];
#[rustfmt::skip]
const ANSWERED: Chances = &[
    (66, Some(Verb::Confirm), Actor::Household, 2, &[]),
    (24, Some(Verb::Confirm), Actor::Caller, 3, HEARD),
    (4, Some(Verb::NoAnswer), Actor::Caller, 2, &[]),
    (4, Some(Verb::Dispute), Actor::Household, 2, DISPUTES),
    (1, Some(Verb::Dispute), Actor::Caller, 2, DISPUTES),
];
/// Whom nobody reached once is rarely reached the next time.
#[rustfmt::skip]
const NOT_REACHED: Chances = &[
    (70, Some(Verb::NoAnswer), Actor::Caller, 1, &[]),
    (30, Some(Verb::Confirm), Actor::Caller, 1, HEARD),
];
#[rustfmt::skip]
const DECLINED: Chances = &[
    (20, Some(Verb::Dispute), Actor::Household, 3, DISPUTES),
    (18, Some(Verb::Escalate), Actor::Office, 2, ESCALATIONS),
    // Whoever sees the grounds takes it back, as a rule.
    (52, Some(Verb::Withdraw), Actor::Household, 3, &[]),
    (10, None, Actor::System, 0, &[]),
];
#[rustfmt::skip]
const DECLINED_AGAIN: Chances = &[
    (85, Some(Verb::Withdraw), Actor::Household, 3, &[]),
    (15, None, Actor::System, 0, &[]),
];

const ANSWERS: &[&str] = &[
    "已到现场看过，当天办好了。",
    "和村里一起办了，已经解决。",
    "政策已讲清楚，材料帮着交了。",
    "联系了单位，给办好了。",
    "带着去镇上办了手续。",
    "已修好，请再看看。",
    "补贴已查到，下月一起发。",
    "已协调邻居，双方说好了。",
];
const ESCALATIONS: &[&str] = &[
    "需要资金，本级解决不了。",
    "涉及几个村，请上级协调。",
    "需要部门审批。",
    "超出职责范围，请上级研究。",
    "需要工程队，村里没有力量。",
];
const MEASURES: &[&str] = &[
    "研判会定了措施，已经落实。",
    "列入本月计划，现已完工。",
    "责任单位已办理。",
    "协调了部门，问题已解决。",
    "安排专人办理，已办结。",
];
const FINDINGS: &[&str] = &[
    "已核实，已对本人提出批评并限期改正。",
    "已谈话提醒，本人上门说明了情况。",
    "核实后与反映的不完全一致，已向住户说明。",
];
const GROUNDS: &[&str] =
    &["不符合政策条件，已说明依据。", "属于历史遗留问题，需走司法程序。", "与实际情况不符，已当面解释。"];
const DISPUTES: &[&str] = &["还没有解决，请再来看看。", "说的和做的不一样。", "只解决了一半。"];
const HEARD: &[&str] = &["电话回访，住户说已解决。", "回访时住户表示满意。"];

fn plan(stream: &mut ChaCha8Rng, case: Case, care: f64) -> Option<Plan> {
    let chances: Chances = match (case.state, case.subject) {
        (State::Open, Subject::Matter) => OPEN,
        (State::Open, Subject::Complaint) => COMPLAINT,
        (State::Escalated | State::Disputed, _) if case.level == Some(Level::County) => AT_THE_COUNTY,
        (State::Escalated | State::Disputed, _) => AT_A_LEVEL,
        (State::Answered, _) if case.call_backs > 0 => NOT_REACHED,
        (State::Answered, _) => ANSWERED,
        (State::Declined, _) if !case.decline_disputed => DECLINED,
        _ => DECLINED_AGAIN,
    };
    let weights: Vec<u32> =
        chances.iter().map(|chance| chance.0 * 10 + favour(chance.1, case, care)).collect();
    let (_, verb, actor, days, notes) = chances[weighted(stream, &weights)];
    let days = i64::try_from(below(stream, days + 1)).unwrap_or_default();
    verb.map(|verb| Plan { verb, actor, days, notes })
}

/// A careful official answers more himself.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 200")]
fn favour(verb: Option<Verb>, case: Case, care: f64) -> u32 {
    match (case.state, verb) {
        (State::Open, Some(Verb::Answer)) => (care.clamp(-2.0, 2.0) * 50.0 + 100.0) as u32,
        _ => 0,
    }
}

/// A moment in office hours so many days later.
fn later(stream: &mut ChaCha8Rng, after: DateTime<Utc>, days: i64) -> DateTime<Utc> {
    let minutes = i64::try_from(8 * 60 + 10 + below(stream, 570)).unwrap_or_default();
    let at = china_midnight(china_day(after) + Duration::days(days)) + Duration::minutes(minutes);
    if at > after { at } else { after + Duration::minutes(25 + minutes % 60) }
}
