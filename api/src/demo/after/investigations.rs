//! Investigations by drawn groups: one published, one at work.

use std::collections::BTreeMap;

use ::entity::{follow_up_evidence, follow_up_member};
use chrono::{DateTime, Duration, Utc};
use domain::{
    audit::pdraw1::{Recusals, Roster},
    follow_up::{Kind, Verb, Verdict},
    identity::Role,
};
use uuid::Uuid;

use super::{
    Making,
    cast::{Cast, Drawn},
    desk::When,
    files::Picture,
    life::{Matter, Who},
    workday_from,
};
use crate::{
    demo::{accounts::ACCOUNTS, chance::Part},
    desk_draw::{
        service::{NewDraw, STEP},
        view::DeskPurpose,
    },
    follow_up::{
        group::{MATTERS, MEMBERS},
        inquiry,
        service::SEALED_EVIDENCE,
    },
};

const DISCIPLINE: &str = "discipline";
/// Declared before the draw that he knows the official.
const RECUSED: &str = "investigator-3";

impl Making<'_> {
    pub(super) fn investigations(&mut self, cast: &Cast<'_>) -> anyhow::Result<()> {
        self.published(cast)?;
        self.running_one(cast)
    }

    fn looked_into(&mut self, cast: &Cast<'_>, about: &Drawn, days: i64, text: &str) -> usize {
        let due_on = workday_from(self.county.options.today + Duration::days(days));
        let (kind, opened_at) = (Kind::Investigation, self.on_stage(cast));
        self.open(&Matter { kind, about, named: false, household: None, text, opened_at, due_on })
    }

    fn published(&mut self, cast: &Cast<'_>) -> anyhow::Result<()> {
        let text = "自报走访、留联系卡，两户都说没有来过";
        let at = self.looked_into(cast, &cast.denied, -10, text);
        // The finding is written by somebody who is not of discipline, and published by discipline.
        let group = self.group(at, 30, 2)?;
        let author = *group.iter().find(|login| login.starts_with("investigator")).unwrap_or(&group[0]);
        let visits = "调出走访记录十二条，其中三条登记在同一下午，相隔两公里、前后五分钟。";
        self.piece(at, self.ago(26, 10, 15), author, visits, None)?;
        let doors = "入户两家，门上没有联系卡；邻居说春天来过一次，是村干部陪着。";
        self.piece(at, self.ago(24, 15, 40), group[0], doors, Some(Picture::Door))?;
        let found = self.ago(19, 16, 0);
        let row = &mut self.after.follow_ups[at];
        row.verdict = Some(Verdict::Careless.as_str().to_owned());
        let finding = "十二条走访记录中三条日期与农户所述不符，系事后凭印象补记，未发现编造走访。\
                       已责成补访，并在本单位会议上作出说明。";
        row.finding = Some(finding.to_owned());
        let found_by = self.account(author);
        self.after.follow_ups[at].found_by = Some(found_by);
        self.act(at, found, Who::Account(author), Verb::Find, None)?;
        self.journal_follow_up(at, found, author, "record_finding");
        let publisher = if author == DISCIPLINE { "discipline-2" } else { DISCIPLINE };
        let published = self.ago(16, 9, 30);
        self.act(at, published, Who::Account(publisher), Verb::Publish, None)?;
        self.journal_follow_up(at, published, publisher, "publish_finding");
        Ok(())
    }

    fn running_one(&mut self, cast: &Cast<'_>) -> anyhow::Result<()> {
        let Some(doubted) = &cast.doubted else { return Ok(()) };
        let at = self.looked_into(cast, doubted, 9, "登记为已办结的三件诉求，农户说没有人答复");
        let group = self.group(at, 12, 3)?;
        let calls = "三件诉求的办结时间都在季度考核前一天，答复内容相同。";
        self.piece(at, self.ago(6, 11, 0), group[0], calls, None)
    }

    /// Announces and draws a group so many days ago. Returns the logins of its members.
    fn group(&mut self, at: usize, days: i64, members: usize) -> anyhow::Result<Vec<&'static str>> {
        let mut candidates: Vec<usize> = (0..ACCOUNTS.len())
            .filter(|at| matches!(ACCOUNTS[*at].role, Role::Discipline | Role::Investigator))
            .collect();
        candidates.sort_by_key(|at| ACCOUNTS[*at].login);
        let labels: BTreeMap<String, usize> =
            candidates.iter().enumerate().map(|(nth, at)| (format!("M{:03}", nth + 1), *at)).collect();
        let (id, code) =
            (self.after.follow_ups[at].id, self.county.meetings[self.meeting_of(at)].code.clone());
        let short = id.simple().to_string()[24..].to_uppercase();
        let matter = format!("C-{short}");
        let recused: Vec<_> = labels.iter().filter(|(_, at)| ACCOUNTS[**at].login == RECUSED).collect();
        let pairs: Vec<_> = recused.iter().map(|(label, _)| (matter.clone(), (*label).clone())).collect();
        let rows = labels.iter().map(|(label, at)| {
            let account = &ACCOUNTS[*at];
            (label.clone(), vec![account.role.as_str().to_owned(), account.name(self.county).to_owned()])
        });
        let new = NewDraw {
            purpose: DeskPurpose::Investigation,
            subject_id: id,
            code: format!("INV-{short}-1"),
            rosters: vec![
                Roster::build(MATTERS, vec![(matter, vec![code])])?,
                Roster::build(MEMBERS, rows.collect())?,
            ],
            recusals: Some(Recusals::build(&pairs)?),
            sources: "",
            otc_tip: "",
            plan: format!("{STEP}:{MATTERS}:n=1,pair={MEMBERS}:{members}"),
            people: labels.iter().map(|(label, at)| (label.clone(), self.ids.account(*at))).collect(),
        };
        let (announced, drawn) = (self.ago(days, 9, 10), self.ago(days - 1, 10, 30));
        let reasons: Vec<String> =
            recused.iter().map(|(label, _)| format!("{label} 与当事人是同学，本人申请回避")).collect();
        let (draw_id, round) = self.draw(When { announced, drawn, by: DISCIPLINE }, new, |_| true)?;
        self.after.follow_ups[at].draw_id = Some(draw_id);
        let (who, reasons) = (Who::Account(DISCIPLINE), reasons.join("\n"));
        self.act(at, announced, who, Verb::AnnounceGroup, Some(&reasons))?;
        let mut group = Vec::new();
        for label in round.pairs.iter().flat_map(BTreeMap::values).flatten() {
            let account = labels[label];
            group.push(ACCOUNTS[account].login);
            self.after.members.push(follow_up_member::Model {
                id: self.id(Part::FollowUpMember, drawn, self.after.members.len()),
                follow_up_id: id,
                account_id: self.ids.account(account),
                label: label.clone(),
            });
        }
        self.act(at, drawn, who, Verb::DrawGroup, None)?;
        self.journal_follow_up(at, drawn, DISCIPLINE, "draw_group");
        Ok(group)
    }

    fn meeting_of(&self, at: usize) -> usize {
        let id = self.after.follow_ups[at].meeting_id;
        (0..self.county.meetings.len()).find(|meeting| self.ids.meeting(*meeting) == id).unwrap_or_default()
    }

    fn piece(
        &mut self,
        at: usize,
        when: DateTime<Utc>,
        login: &str,
        text: &str,
        picture: Option<Picture>,
    ) -> anyhow::Result<()> {
        self.act(at, when, Who::Account(login), Verb::AddEvidence, None)?;
        self.journal_follow_up(at, when, login, "add_evidence");
        let follow_up_id = self.after.follow_ups[at].id;
        let id: Uuid = self.id(Part::Evidence, when, self.after.evidence.len());
        let blob_id = picture.map(|picture| {
            self.journal_follow_up(at, when + Duration::minutes(1), login, "add_evidence_photo");
            self.file(when, "evidence", inquiry::place(follow_up_id, id), picture)
        });
        self.after.evidence.push(follow_up_evidence::Model {
            id,
            follow_up_id,
            text: self.keyring.seal(SEALED_EVIDENCE, text),
            blob_id,
            added_by: self.account(login),
            added_at: when,
        });
        Ok(())
    }
}
