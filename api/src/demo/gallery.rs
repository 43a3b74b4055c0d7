//! One request in every state a request can be in, at the households of the official of the demo accounts: whoever
//! tries the program finds something to do in each.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::request::{
    Actor::{self, Caller, Household, Inspector, Leader, Official},
    Subject,
    Verb::{self, Answer, Confirm, Decline, Dispute, Escalate, NoAnswer, Withdraw},
};

use super::story::Story;
use crate::clock::china_midnight;

/// How a request got where it is: days before the day of the demo on which it was raised, then what was done, each on
/// a day. The days are few, so that no term runs out on the way, whatever the calendar.
pub struct Picture {
    pub subject: Subject,
    pub raised_by: Actor,
    days_ago: i64,
    steps: &'static [(i64, Verb, Actor, &'static str)],
}

const fn matter(days_ago: i64, steps: &'static [(i64, Verb, Actor, &'static str)]) -> Picture {
    Picture { subject: Subject::Matter, raised_by: Official, days_ago, steps }
}

const fn told(
    raised_by: Actor,
    subject: Subject,
    steps: &'static [(i64, Verb, Actor, &'static str)],
) -> Picture {
    Picture { subject, raised_by, days_ago: 2, steps }
}

/// All of them; the first two are open.
#[rustfmt::skip]
pub const PICTURES: &[Picture] = &[
    matter(1, &[]),
    told(Household, Subject::Matter, &[]),
    matter(2, &[(1, Escalate, Official, "需要资金，村里先看一看。")]),
    matter(3, &[(2, Escalate, Official, "请村里协调。"), (1, Escalate, Leader, "村里解决不了，请工作片研究。")]),
    matter(4, &[(3, Escalate, Official, "请村里协调。"), (2, Escalate, Leader, "请工作片研究。"), (1, Escalate, Leader, "需要镇上安排资金。")]),
    matter(4, &[(4, Escalate, Official, "请村里协调。"), (3, Escalate, Leader, "请工作片研究。"), (2, Escalate, Leader, "请镇上研究。"), (1, Escalate, Leader, "需要县里部门审批。")]),
    matter(2, &[(1, Answer, Official, "已到现场看过，已经修好。")]),
    matter(2, &[(1, Answer, Official, "材料已经帮着交了。"), (1, NoAnswer, Caller, "电话无人接听。")]),
    matter(3, &[(2, Answer, Official, "已和邻居说好。"), (1, Confirm, Household, "")]),
    matter(3, &[(2, Answer, Official, "已联系单位。"), (1, NoAnswer, Caller, ""), (1, NoAnswer, Caller, ""), (1, NoAnswer, Caller, "")]),
    matter(3, &[(2, Answer, Official, "已经办好。"), (1, Dispute, Household, "还没有解决。")]),
    matter(5, &[(4, Answer, Official, "已经办好。"), (4, Dispute, Household, "还没有解决。"), (3, Answer, Leader, "村里又去看过，已修好。"), (2, Dispute, Household, "修了一半就走了。")]),
    matter(2, &[(1, Decline, Official, "不符合政策条件，已说明依据。")]),
    matter(3, &[(2, Decline, Official, "与实际情况不符。"), (1, Dispute, Household, "请上级再看一看。")]),
    told(Household, Subject::Matter, &[(1, Withdraw, Household, "")]),
    told(Caller, Subject::Matter, &[(1, Answer, Official, "热线反映的事已办好。")]),
    told(Household, Subject::Complaint, &[]),
    told(Household, Subject::Complaint, &[(1, Answer, Inspector, "已核实，本人上门说明了情况。")]),
];

impl Picture {
    /// The request's life up to `today`.
    pub fn story(&self, today: NaiveDate) -> Story {
        let at = |days_ago: i64, minutes: i64| -> DateTime<Utc> {
            china_midnight(today - Duration::days(days_ago)) + Duration::minutes(9 * 60 + minutes)
        };
        let mut story =
            Story::raised(self.subject, self.raised_by, at(self.days_ago, 0), china_midnight(today));
        for (order, (days_ago, verb, actor, note)) in (1..).zip(self.steps) {
            story.act(at(*days_ago, order * 35), *verb, *actor, Some(*note).filter(|note| !note.is_empty()));
        }
        story
    }
}
