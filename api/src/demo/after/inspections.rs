//! A round of inspections: one unit reported on, which may answer; one that has answered and whose points were decided
//! upon; one not reported on yet. The unit of the demo accounts is the first of them.

use std::collections::BTreeMap;

use ::entity::{inspection, inspection_inspector, inspection_object, inspection_photo};
use chrono::{DateTime, Duration, Utc};
use domain::{
    audit::pdraw1::{Recusals, Roster},
    identity::Role,
    inspection::State,
};
use serde_json::json;
use uuid::Uuid;

use super::{Making, desk::When, files::Picture};
use crate::{
    demo::{accounts::ACCOUNTS, chance::Part, units::OF_THE_ACCOUNTS},
    desk_draw::{
        service::{NewDraw, STEP},
        view::DeskPurpose,
    },
    inspection::{
        report,
        service::{INSPECTORS, UNITS, assigned},
    },
};

/// The register from which is drawn, how many units, how many inspectors for each.
const REGISTER: usize = 8;
const DRAWN: usize = 3;
const EACH: usize = 2;
/// Cannot inspect the unit of the demo accounts.
const RECUSED: &str = "patrol-2";

/// What was reported of a unit.
struct Report {
    days_ago: i64,
    text: &'static str,
    points_off: i32,
    grounds: Option<&'static str>,
    pictures: &'static [Picture],
    /// Days ago, and what the unit said.
    answer: Option<(i64, &'static str)>,
}

const REPORTS: [Report; 2] = [
    Report {
        days_ago: 3,
        text: "上午十点到服务窗口暗访，二号窗口无人值守十七分钟，排队群众五人；公示栏里的办事指南还是去年的版本。",
        points_off: 150,
        grounds: Some("窗口服务规范第六条：窗口离人须有人顶岗；第九条：办事指南变更后五日内更换。"),
        pictures: &[Picture::Counter, Picture::Board],
        answer: None,
    },
    Report {
        days_ago: 8,
        text: "夜间值班电话两次拨打均在铃响三声内接听，值班台账当日更新；食堂采购公示缺一周。",
        points_off: 50,
        grounds: Some("政务公开目录第十二项：采购情况按周公示。"),
        pictures: &[Picture::Board],
        answer: Some((5, "所缺一周已补公示，并已指定专人每周五更新。对扣分无异议。")),
    },
];

impl Making<'_> {
    pub(super) fn inspections(&mut self) -> anyhow::Result<()> {
        let county = self.county;
        let Some(shown) = county.units.iter().position(|unit| unit.name == OF_THE_ACCOUNTS) else {
            return Ok(());
        };
        let mut register: Vec<usize> = (0..county.units.len()).filter(|at| *at != shown).collect();
        register.truncate(REGISTER - 1);
        register.push(shown);
        register.sort_by_key(|at| &county.units[*at].code);
        let mut pool: Vec<usize> = (0..ACCOUNTS.len())
            .filter(|at| matches!(ACCOUNTS[*at].role, Role::Inspector | Role::PatrolInspector))
            .collect();
        pool.sort_by_key(|at| ACCOUNTS[*at].login);
        let units: BTreeMap<String, usize> =
            register.iter().enumerate().map(|(nth, at)| (format!("U{:04}", nth + 1), *at)).collect();
        let inspectors: BTreeMap<String, usize> =
            pool.iter().enumerate().map(|(nth, at)| (format!("I{:03}", nth + 1), *at)).collect();
        let (announced, drawn) = (self.ago(13, 16, 0), self.ago(12, 8, 30));
        let id = self.id(Part::Inspection, announced, 0);
        let own =
            units.iter().find(|(_, at)| **at == shown).map(|(label, _)| label.clone()).unwrap_or_default();
        let recused: Vec<_> = inspectors
            .iter()
            .filter(|(_, at)| ACCOUNTS[**at].login == RECUSED)
            .map(|(label, _)| (own.clone(), label.clone()))
            .collect();
        let unit_rows = units.iter().map(|(label, at)| (label.clone(), vec![county.units[*at].name.clone()]));
        let inspector_rows =
            inspectors.iter().map(|(label, at)| (label.clone(), vec![ACCOUNTS[*at].name(county).to_owned()]));
        let mut people: BTreeMap<String, Uuid> =
            units.iter().map(|(label, at)| (label.clone(), self.ids.unit(*at))).collect();
        people.extend(inspectors.iter().map(|(label, at)| (label.clone(), self.ids.account(*at))));
        let short = id.simple().to_string()[24..].to_uppercase();
        let new = NewDraw {
            purpose: DeskPurpose::Inspection,
            subject_id: id,
            code: format!("INSP-{short}"),
            rosters: vec![
                Roster::build(UNITS, unit_rows.collect())?,
                Roster::build(INSPECTORS, inspector_rows.collect())?,
            ],
            recusals: Some(Recusals::build(&recused)?),
            sources: "",
            otc_tip: "",
            plan: format!("{STEP}:{UNITS}:n={},pair={INSPECTORS}:{EACH}", DRAWN.min(units.len())),
            people,
        };
        let when = When { announced, drawn, by: "inspector" };
        let (draw_id, round) = self.draw(when, new, |round| round.selected.contains(&own))?;
        self.after.inspections.push(inspection::Model {
            id,
            title: "窗口服务与值班值守明察暗访".to_owned(),
            draw_id,
            created_by: self.account("inspector"),
            created_at: announced,
        });
        let about = ("inspection", id);
        self.tell(announced, "inspector", "announce_inspection", about, json!({ "units": DRAWN }));
        self.tell(drawn, "inspector", "draw_inspection", about, json!({ "units": DRAWN }));
        let pairs = round.pairs.unwrap_or_default();
        // The unit of the demo accounts first: it has something to answer.
        let mut labels: Vec<&String> = pairs.keys().collect();
        labels.sort_by_key(|label| **label != own);
        for (nth, label) in labels.into_iter().enumerate() {
            let given: Vec<(&str, usize)> =
                pairs[label].iter().map(|label| (label.as_str(), inspectors[label])).collect();
            self.inspected(id, drawn, label, units[label], &given, REPORTS.get(nth));
        }
        Ok(())
    }

    fn inspected(
        &mut self,
        inspection_id: Uuid,
        drawn: DateTime<Utc>,
        label: &str,
        unit: usize,
        given: &[(&str, usize)],
        told: Option<&Report>,
    ) {
        let id = self.id(Part::InspectionObject, drawn, self.after.objects.len());
        for (label, account) in given {
            self.after.inspectors.push(inspection_inspector::Model {
                id: self.id(Part::InspectionInspector, drawn, self.after.inspectors.len()),
                object_id: id,
                account_id: self.ids.account(*account),
                label: (*label).to_owned(),
            });
        }
        let mut row = assigned(id, inspection_id, label, self.ids.unit(unit));
        if let (Some(told), Some((_, reporter))) = (told, given.first()) {
            let (login, about) = (ACCOUNTS[*reporter].login, ("inspection", id));
            let at = self.ago(told.days_ago, 14, 30);
            for (nth, picture) in (0..).zip(told.pictures) {
                let added_at = at - Duration::minutes(20 - nth);
                self.photo(id, added_at, *reporter, *picture);
            }
            State::Reported.as_str().clone_into(&mut row.state);
            row.report = Some(told.text.to_owned());
            row.points_off = told.points_off;
            row.grounds = told.grounds.map(str::to_owned);
            row.reported_by = Some(self.ids.account(*reporter));
            row.reported_at = Some(at);
            let detail = json!({ "points_off": told.points_off });
            self.tell(at, login, "report_inspection", about, detail);
            if let Some((days_ago, text)) = told.answer {
                State::Answered.as_str().clone_into(&mut row.state);
                row.answer = Some(text.to_owned());
                row.answered_at = Some(self.ago(days_ago, 10, 0));
                self.settle(&mut row);
            }
        }
        self.after.objects.push(row);
    }

    /// The office lets the points stand: the unit agrees.
    fn settle(&mut self, row: &mut inspection_object::Model) {
        let at = self.ago(3, 15, 0);
        State::Settled.as_str().clone_into(&mut row.state);
        row.settled_points = Some(row.points_off);
        row.settled_note = Some("单位无异议，扣分维持。".to_owned());
        row.settled_by = Some(self.account("office"));
        row.settled_at = Some(at);
        let about = ("inspection", row.id);
        self.tell(at, "office", "settle_inspection", about, json!({ "points_off": row.points_off }));
    }

    fn photo(&mut self, object_id: Uuid, added_at: DateTime<Utc>, account: usize, picture: Picture) {
        let id = self.id(Part::InspectionPhoto, added_at, self.after.photos.len());
        let blob_id = self.file(added_at, "inspection", report::place(object_id, id), picture);
        let added_by = self.ids.account(account);
        self.after.photos.push(inspection_photo::Model { id, object_id, blob_id, added_by, added_at });
        let about = ("inspection", object_id);
        self.tell(added_at, ACCOUNTS[account].login, "add_inspection_photo", about, json!({ "photo": id }));
    }
}
