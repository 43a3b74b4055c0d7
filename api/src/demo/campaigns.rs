//! The campaigns of the demo's year, laid over the visits it is made of: the first month, when everybody went to
//! everybody; the weeks in which opinions were collected; and one that runs today.

use chrono::{Duration, NaiveDate};
use domain::campaign::{State, Window};

use super::visits::{YEAR, first_day};

/// A campaign, before it knows its ids.
#[derive(Clone, Copy, Debug)]
pub struct Campaign {
    pub name: &'static str,
    pub purpose: &'static str,
    pub state: State,
    /// First and last day of the demo's year.
    days: (i64, i64),
    pub wants_card: bool,
    pub opinions_each: i32,
    /// Of a thousand officials, those of average care who brought in a proposal.
    pub proposed: u32,
}

/// All of them, the oldest first.
pub const CAMPAIGNS: &[Campaign] = &[
    Campaign {
        name: "进百家门、认百家人",
        purpose: "一个月内走遍全部联系户，留下联系卡，认门认人，每人提一条工作建议。",
        state: State::Closed,
        days: (2, 32),
        wants_card: true,
        opinions_each: 0,
        proposed: 930,
    },
    Campaign {
        name: "听意见、解难题",
        purpose: "逐户听一条意见或记下一件难事，能办的当场答复，不能办的逐级上报。",
        state: State::Closed,
        days: (40, 118),
        wants_card: false,
        opinions_each: 1,
        proposed: 860,
    },
    Campaign {
        name: "冬前大走访",
        purpose: "入冬前每户走一遍，看取暖、用电和存粮，换发新的联系卡，每户听一条意见。",
        state: State::Running,
        days: (RUNS_FROM, YEAR + 12),
        wants_card: true,
        opinions_each: 1,
        proposed: 420,
    },
];

/// The day of the year on which the one that runs began.
const RUNS_FROM: i64 = 245;

impl Campaign {
    pub fn window(&self, today: NaiveDate) -> Window {
        let first = first_day(today);
        Window { from: first + Duration::days(self.days.0), to: first + Duration::days(self.days.1) }
    }
}

/// The days of the one that runs.
pub fn running(today: NaiveDate) -> Window {
    CAMPAIGNS[CAMPAIGNS.len() - 1].window(today)
}

/// What officials propose.
pub const PROPOSALS: &[&str] = &[
    "把医保缴费的时间提前在村广播里讲三遍，老人听得见。",
    "每个村民小组设一个代办点，残疾证年审可以上门收材料。",
    "路灯报修统一一个电话，三天内修好。",
    "农技站按季节到村里讲一次果树病虫害。",
    "独居老人装一键呼叫，干部轮流值守。",
    "冬天用电负荷大，先把几条老线路换掉。",
    "收购高峰期请客商进村，省得各家自己跑。",
    "把低保、救助的条件做成一张大字说明贴到村口。",
    "外出打工的家庭用视频约访，不误农时。",
    "水窖清淤列入村里每年的固定事项。",
    "乡镇医院开设慢病取药的便民窗口，赶集日也开。",
    "回访先看上次答应的事办了没有，再谈新的。",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_runs_on_the_day_of_the_demo_and_the_others_are_over() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        for campaign in CAMPAIGNS {
            let runs = campaign.window(today).holds(today);
            assert_eq!(runs, campaign.state == State::Running, "{}", campaign.name);
        }
        assert!(running(today).holds(today));
    }
}
