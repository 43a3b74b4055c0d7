//! Audit meetings: rosters, rounds and outcomes. The bundles go through the store of files.

use ::entity::{audit_meeting, audit_part, audit_roster, draw_outcome, draw_round};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::Source;
use crate::{
    audit::households::seal,
    bulk::Outlet,
    demo::{
        chance::Part,
        county::number,
        homes::{HOUSEHOLDS, Split},
    },
};

/// Parts in one bite: each is some kilobytes.
const PARTS: usize = 400;

impl Source<'_> {
    pub fn meetings(&self, outlet: &Outlet) -> anyhow::Result<()> {
        let (roster_id, meetings) = (self.ids.of(Part::MeetingRoster), self.county.meetings.len());
        for (at, meeting) in self.county.meetings.iter().enumerate() {
            let id = self.ids.meeting(at);
            let held = meeting.held.as_ref();
            outlet.all([audit_meeting::ActiveModel {
                id: Set(id),
                code: Set(meeting.code.clone()),
                title: Set(meeting.title.clone()),
                place: Set(meeting.place.to_owned()),
                meets_on: Set(meeting.meets_on),
                state: Set(if held.is_some() { "closed" } else { "announced" }.to_owned()),
                rehearsal: Set(false),
                plan: Set(meeting.plan.to_owned()),
                sources: Set(meeting.sources.clone()),
                otc_tip: Set(meeting.otc_tip.clone()),
                exclusions: Set(meeting.exclusions.clone()),
                announcement: Set(Some(meeting.announcement.clone())),
                announcement_hash: Set(Some(meeting.announcement_hash.clone())),
                opening: Set(held.map(|held| held.opening.clone())),
                last_lock: Set(held.map(|held| held.last_lock.clone())),
                closed_at: Set(held.map(|held| held.closed_at)),
                bundle_blob_id: Set(held.map(|_| self.ids.bundle(at))),
                version: Set(
                    held.map_or(2, |held| i32::try_from(held.rounds.len() * 2 + 4).unwrap_or(i32::MAX))
                ),
                agenda: Set("[]".to_owned()),
                recusals: Set(None),
                announced_at: Set(Some(meeting.announced_at)),
                dice_differed: Set(0),
                code_ahead: Set(false),
            }])?;
            let hash = meeting.roster.hash().hex();
            outlet.all([audit_roster::ActiveModel {
                id: Set(roster_id(at)),
                meeting_id: Set(id),
                name: Set(meeting.roster.name().to_owned()),
                body: Set(meeting.roster.text().to_owned()),
                hash: Set(hash),
                count: Set(i32::try_from(meeting.roster.rows().len())?),
                kind: Set("officials".to_owned()),
                stratum: Set(Some("township".to_owned())),
                position: Set(0),
            }])?;
            if let Some(split) = &meeting.households {
                let line = split.index.line();
                outlet.all([audit_roster::ActiveModel {
                    id: Set(roster_id(meetings + at)),
                    meeting_id: Set(id),
                    name: Set(line.name),
                    body: Set(split.index.text().to_owned()),
                    hash: Set(line.hash.hex()),
                    count: Set(i32::try_from(line.count)?),
                    kind: Set(HOUSEHOLDS.to_owned()),
                    stratum: Set(None),
                    position: Set(1),
                }])?;
                self.parts(outlet, id, split)?;
            }
        }
        self.rounds(outlet)
    }

    fn parts(&self, outlet: &Outlet, meeting_id: Uuid, split: &Split) -> anyhow::Result<()> {
        let (id, homes) = (self.ids.of(Part::SplitRoster), self.county.homes());
        let mut table = outlet.table::<audit_part::ActiveModel>();
        for (official, part) in split.parts.iter().enumerate() {
            table.put(audit_part::ActiveModel {
                id: Set(id(official)),
                meeting_id: Set(meeting_id),
                roster: Set(HOUSEHOLDS.to_owned()),
                key: Set(number(official)),
                body: Set(part.body.clone()),
                hash: Set(part.hash.clone()),
                count: Set(i32::try_from(part.count)?),
                salts: Set(seal(self.keyring, &homes.rows(official))?),
            })?;
            if official % PARTS == PARTS - 1 {
                table.flush()?;
            }
        }
        table.flush()
    }

    fn rounds(&self, outlet: &Outlet) -> anyhow::Result<()> {
        let (round_id, outcome_id) = (self.ids.of(Part::DrawRound), self.ids.of(Part::DrawOutcome));
        let mut rounds = outlet.table::<draw_round::ActiveModel>();
        let mut outcomes = outlet.table::<draw_outcome::ActiveModel>();
        let (mut round_at, mut outcome_at) = (0, 0);
        for (at, meeting) in self.county.meetings.iter().enumerate() {
            for (order, round) in meeting.held.iter().flat_map(|held| &held.rounds).enumerate() {
                rounds.put(draw_round::ActiveModel {
                    id: Set(round_id(round_at)),
                    meeting_id: Set(self.ids.meeting(at)),
                    number: Set(i32::try_from(order + 1)?),
                    step: Set(round.step.clone()),
                    dice: Set(Some(round.dice.clone())),
                    lock_hash: Set(Some(round.lock.clone())),
                    otc: Set(Some(round.otc.clone())),
                    selected: Set(Some(serde_json::to_string(&round.selected)?)),
                    state: Set("revealed".to_owned()),
                    locked_at: Set(Some(round.locked_at)),
                    revealed_at: Set(Some(round.revealed_at)),
                    eligible: Set(Some(i32::try_from(round.eligible)?)),
                    pairs: Set(None),
                    void: Set(None),
                    envelope_lost: Set(false),
                })?;
                for (label, outcome, when) in &round.outcomes {
                    outcomes.put(draw_outcome::ActiveModel {
                        id: Set(outcome_id(outcome_at)),
                        draw_round_id: Set(round_id(round_at)),
                        label: Set(label.clone()),
                        outcome: Set(outcome.as_str().to_owned()),
                        at: Set(*when),
                    })?;
                    outcome_at += 1;
                }
                round_at += 1;
            }
        }
        rounds.flush()?;
        outcomes.flush()
    }
}
