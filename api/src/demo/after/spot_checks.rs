//! Spot-check programmes: one with its result, one whose households are being asked.

use std::collections::BTreeMap;

use ::entity::{spot_check, spot_check_household};
use anyhow::anyhow;
use chrono::{DateTime, Duration, Utc};
use domain::{audit::pdraw1::Roster, rating::Level, spot_check::State};
use rand::RngCore;
use serde_json::json;
use uuid::Uuid;

use super::{Making, desk::When};
use crate::{
    demo::{
        accounts::{ACCOUNTS, position},
        chance::{Part, pick, weighted},
        household::phone_of,
    },
    desk_draw::{
        service::{NewDraw, STEP},
        view::DeskPurpose,
    },
    spot_check::service::{SEALED_NAME, SEALED_PHONE, SEALED_SALT, SEALED_SERVICE, SERVED, on_roster},
};

/// A programme as far as it has come.
struct Work {
    name: &'static str,
    question: &'static str,
    services: &'static [&'static str],
    served: usize,
    drawn: usize,
    /// Of those drawn, so many were asked.
    asked: usize,
    /// Days ago: registered, drawn, closed.
    days: (i64, i64, Option<i64>),
}

const WORKS: [Work; 2] = [
    Work {
        name: "高龄津贴上门认证",
        question: "工作人员有没有上门？津贴按月到账了吗？您满意吗？",
        services: &["八十岁以上津贴认证", "九十岁以上津贴认证", "津贴补发"],
        served: 90,
        drawn: 24,
        asked: 24,
        days: (29, 25, Some(20)),
    },
    Work {
        name: "临时救助办理",
        question: "从申请到拿到救助用了多少天？手续方便吗？您满意吗？",
        services: &["因病临时救助", "因灾临时救助", "困难学生救助"],
        served: 60,
        drawn: 15,
        asked: 9,
        days: (9, 5, None),
    },
];

/// How households answer, the best level first.
const MOODS: [u32; 5] = [10, 7, 3, 2, 1];
/// Of a hundred who are called, so many pick up.
const PICKS_UP: [u32; 2] = [86, 14];

impl Making<'_> {
    pub(super) fn spot_checks(&mut self) -> anyhow::Result<()> {
        let clerk = ACCOUNTS[position("unit-clerk")].official(self.county);
        let Some(clerk) = clerk else { return Ok(()) };
        let unit_id = self.ids.unit(self.county.officials[clerk].unit);
        for (at, work) in WORKS.iter().enumerate() {
            self.spot_check(at, work, unit_id)?;
        }
        Ok(())
    }

    fn spot_check(&mut self, at: usize, work: &Work, unit_id: Uuid) -> anyhow::Result<()> {
        let (registered, drawn, closed) = work.days;
        let created_at = self.ago(registered, 9, 0);
        let id = self.id(Part::SpotCheck, created_at, at);
        let about = ("spot_check", id);
        let from = self.after.served.len();
        let rows = self.serve(id, at, work)?;
        self.tell(created_at, "unit-clerk", "register_spot_check", about, json!({ "unit": unit_id }));
        let imported = created_at + Duration::minutes(20);
        self.tell(imported, "unit-clerk", "import_served", about, json!({ "served": work.served }));
        let short = id.simple().to_string()[24..].to_uppercase();
        let new = NewDraw {
            purpose: DeskPurpose::SpotCheck,
            subject_id: id,
            code: format!("SPOT-{short}"),
            rosters: vec![Roster::build(SERVED, rows)?],
            recusals: None,
            sources: "",
            otc_tip: "",
            plan: format!("{STEP}:{SERVED}:n={}", work.drawn),
            people: BTreeMap::new(),
        };
        let when =
            When { announced: self.ago(drawn + 1, 15, 0), drawn: self.ago(drawn, 9, 40), by: "office" };
        let (draw_id, round) = self.draw(when, new, |_| true)?;
        let mut stream = self.county.chance.part(Part::SpotCheck).stream(at);
        let mut asked = 0;
        for nth in from..self.after.served.len() {
            if !round.selected.contains(&self.after.served[nth].label) {
                continue;
            }
            self.after.served[nth].drawn = true;
            if asked < work.asked {
                let when = self.ago(drawn - 1, 9, 0) + Duration::minutes(i64::try_from(asked * 9)?);
                self.ask(nth, when, &mut stream);
            }
            asked += 1;
        }
        let closed_at = closed.map(|days| self.ago(days, 17, 0));
        if let Some(closed_at) = closed_at {
            self.tell(closed_at, "office", "close_spot_check", about, json!({}));
        }
        self.after.spot_checks.push(spot_check::Model {
            id,
            unit_id,
            name: work.name.to_owned(),
            question: work.question.to_owned(),
            state: if closed_at.is_some() { State::Closed } else { State::Drawn }.as_str().to_owned(),
            served: i32::try_from(work.served)?,
            draw_id: Some(draw_id),
            created_by: self.account("unit-clerk"),
            created_at,
            closed_at,
            // Registered, brought in, announced, drawn, closed.
            version: if closed_at.is_some() { 5 } else { 4 },
        });
        Ok(())
    }

    /// Registers households from all over the county. Returns their rows on the roster.
    fn serve(
        &mut self,
        spot_check_id: Uuid,
        at: usize,
        work: &Work,
    ) -> anyhow::Result<Vec<(String, Vec<String>)>> {
        let (places, streams) = (&self.county.places, self.county.chance.part(Part::SpotHousehold));
        let id = self.ids.of(Part::SpotHousehold);
        let stride = (places.households / work.served).max(1);
        let mut rows = Vec::with_capacity(work.served);
        for nth in 0..work.served {
            let mut stream = streams.stream(at << 20 | nth);
            let household = (nth * stride + 3 + at * 2) % places.households;
            let village = &places.villages[places.village_of(household)];
            let place = format!("{}{}", places.townships[village.township].name, village.name);
            let (name, service) =
                (self.county.people.head(village, household), *pick(&mut stream, work.services));
            let mut salt = [0; 16];
            stream.fill_bytes(&mut salt);
            let salt = data_encoding::HEXLOWER.encode(&salt);
            let label = format!("H{:05}", nth + 1);
            let fields = on_roster(&place, &salt, &name, service);
            rows.push((label.clone(), fields.map_err(|error| anyhow!("{label}: {error:?}"))?));
            self.after.served.push(spot_check_household::Model {
                id: id(at << 20 | nth),
                spot_check_id,
                label,
                place,
                name: self.keyring.seal(SEALED_NAME, &name),
                phone: phone_of(household).map(|phone| self.keyring.seal(SEALED_PHONE, &phone)),
                service: self.keyring.seal(SEALED_SERVICE, service),
                salt: self.keyring.seal(SEALED_SALT, &salt),
                drawn: false,
                level: None,
                channel: None,
                unanswered: 0,
                answered_at: None,
                recorded_by: None,
            });
        }
        Ok(rows)
    }

    /// A household is called, or handed a card where there is no number.
    fn ask(&mut self, nth: usize, when: DateTime<Utc>, stream: &mut impl rand::Rng) {
        let caller = self.account("caller");
        let row = &mut self.after.served[nth];
        row.recorded_by = Some(caller);
        if row.phone.is_some() && weighted(stream, &PICKS_UP) == 1 {
            row.unanswered = 2;
        } else {
            row.level = Some(Level::ALL[weighted(stream, &MOODS)].as_str().to_owned());
            row.channel = Some(if row.phone.is_some() { "phone" } else { "card" }.to_owned());
            row.answered_at = Some(when);
        }
        let (about, label) = (("spot_check", row.spot_check_id), row.label.clone());
        self.tell(when, "caller", "record_spot_answer", about, json!({ "label": label }));
    }
}
