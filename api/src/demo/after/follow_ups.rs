//! Rectifications: one in every state that a newcomer should see.

use chrono::{DateTime, Duration, Utc};
use domain::follow_up::{Kind, Verb};

use super::{
    Making,
    cast::{Cast, Drawn},
    life::{Matter, Who},
    workday_from, workday_until,
};
use crate::clock::china_midnight;

impl Making<'_> {
    pub(super) fn rectifications(&mut self, cast: &Cast<'_>) -> anyhow::Result<()> {
        self.confirmed(cast)?;
        self.waiting_for_the_household(cast)?;
        self.running(cast);
        self.overdue(cast)?;
        self.failed(cast)
    }

    /// When something is opened on stage: towards the end of the meeting, one after the other.
    pub(super) fn on_stage(&self, cast: &Cast<'_>) -> DateTime<Utc> {
        let opened = self.after.follow_ups.len();
        cast.held.closed_at - Duration::minutes(10)
            + Duration::seconds(i64::try_from(opened * 70).unwrap_or(0))
    }

    fn pledged(&mut self, cast: &Cast<'_>, about: &Drawn, household: usize, days: i64, text: &str) -> usize {
        let due_on = self.county.options.today + Duration::days(days);
        let due_on = if days < 0 { workday_until(due_on) } else { workday_from(due_on) };
        let (opened_at, household) = (self.on_stage(cast), Some(household));
        let kind = Kind::Rectification;
        self.open(&Matter { kind, about, named: false, household, text, opened_at, due_on })
    }

    fn confirmed(&mut self, cast: &Cast<'_>) -> anyhow::Result<()> {
        let Some(household) = cast.kept.households.first() else { return Ok(()) };
        let at = self.pledged(cast, &cast.kept, *household, -15, "把门前堵了的排水沟清通");
        let official = Who::Official(cast.kept.official);
        self.act(at, self.ago(24, 16, 20), official, Verb::SayDone, Some("村里派了挖掘机，沟已清通。"))?;
        self.act(at, self.ago(23, 19, 5), Who::Household, Verb::Dispute, None)?;
        self.act(at, self.ago(20, 10, 40), official, Verb::SayDone, Some("下游桥涵又清了一遍，放水试过。"))?;
        self.act(at, self.ago(18, 18, 30), Who::Household, Verb::Confirm, None)
    }

    fn waiting_for_the_household(&mut self, cast: &Cast<'_>) -> anyhow::Result<()> {
        let Some(household) = cast.kept.households.get(1) else { return Ok(()) };
        let at = self.pledged(cast, &cast.kept, *household, 6, "核对高龄津贴，漏发的一个月补发到户");
        let said = "已补发，存折上能查到。";
        self.act(at, self.ago(2, 15, 10), Who::Official(cast.kept.official), Verb::SayDone, Some(said))
    }

    /// Of the official of the demo accounts, at the household whose code the demo prints.
    fn running(&mut self, cast: &Cast<'_>) {
        let shown = self.county.shown;
        let about = Drawn {
            label: crate::demo::county::number(shown),
            official: shown,
            meeting: cast.at,
            round: cast.shown_round.unwrap_or_default(),
            households: Vec::new(),
        };
        let matter = Matter {
            kind: Kind::Rectification,
            about: &about,
            named: cast.shown_round.is_none(),
            household: Some(self.county.links.of_official[shown].start),
            text: "把门口不亮的路灯报修，盯到修好",
            opened_at: self.on_stage(cast),
            due_on: workday_from(self.county.options.today + Duration::days(12)),
        };
        self.open(&matter);
    }

    fn overdue(&mut self, cast: &Cast<'_>) -> anyhow::Result<()> {
        let Some(late) = &cast.late else { return Ok(()) };
        let household = self.county.links.of_official[late.official].start + 2;
        let at = self.pledged(cast, late, household, -4, "帮孩子把助学金的材料补齐报上去");
        let heard = "电话员回访：农户说还没有人来取材料。";
        self.act(at, self.ago(2, 9, 30), Who::Account("caller"), Verb::Dispute, Some(heard))?;
        self.journal_follow_up(at, self.ago(2, 9, 30), "caller", "record_household_word");
        Ok(())
    }

    /// Pledged at the meeting before and ended when its day had passed.
    fn failed(&mut self, cast: &Cast<'_>) -> anyhow::Result<()> {
        let Some(failed) = &cast.failed else { return Ok(()) };
        let meeting = &self.county.meetings[failed.meeting];
        let Some(held) = &meeting.held else { return Ok(()) };
        let due_on = workday_from(meeting.meets_on + Duration::days(30));
        let at = self.open(&Matter {
            kind: Kind::Rectification,
            about: failed,
            named: false,
            // The last ones were his all year.
            household: Some(self.county.links.of_official[failed.official].end - 1),
            text: "协调把门前二十米土路铺上砂石",
            opened_at: held.closed_at - Duration::minutes(10),
            due_on,
        });
        let ended = china_midnight(due_on + Duration::days(3)) + Duration::hours(10);
        self.act(at, ended, Who::Account("office"), Verb::End, Some("到期现场查看，路没有动。"))?;
        self.journal_follow_up(at, ended, "office", "end_follow_up");
        Ok(())
    }
}
