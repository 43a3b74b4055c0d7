//! Rating rounds in the county's database: who was to be asked, who drew a slip, what was counted.

use ::entity::{rating_issue, rating_reminder, rating_result, rating_roster, rating_round};
use chrono::Days;
use domain::rating::{Level, MOST_REISSUES, RoundState, Unscored};
use sea_orm::ActiveValue::Set;

use super::Source;
use crate::bulk::Outlet;
use crate::demo::trustees::Trustees;
use crate::rating::questionnaire;

impl Source<'_> {
    pub fn ratings(&self, outlet: &Outlet, trustees: &Trustees) -> anyhow::Result<()> {
        let mut rosters = outlet.table::<rating_roster::ActiveModel>();
        let mut issues = outlet.table::<rating_issue::ActiveModel>();
        let mut results = outlet.table::<rating_result::ActiveModel>();
        let (mut rounds, mut reminders) = (Vec::new(), Vec::new());
        for (nth, round) in self.county.rounds.iter().enumerate() {
            // The open one is prepared and opened as a county does it, when the rest is there.
            if round.state != RoundState::Closed {
                continue;
            }
            let (round_id, mut issued_total, mut households_total) = (self.ids.round(nth), 0, 0);
            for (at, official) in self.county.officials.iter().enumerate() {
                let official_id = self.ids.official(at);
                let households = i32::try_from(self.county.links.of_official[at].len())?;
                let answers = self.county.ratings.answers(nth, at, official, &self.county.links);
                let issued = answers.issued.len();
                issued_total += issued;
                households_total += households;
                let issued = i32::try_from(issued)?;
                rosters.put(rating_roster::ActiveModel {
                    round_id: Set(round_id),
                    official_id: Set(official_id),
                    households: Set(households),
                    issued: Set(issued),
                    reissued: Set(0),
                })?;
                for household in &answers.issued {
                    issues.put(rating_issue::ActiveModel {
                        round_id: Set(round_id),
                        rater_id: Set(self.ids.household(*household)),
                        official_id: Set(official_id),
                        way: Set("slip".to_owned()),
                        blinded_hash: Set(None),
                        blind_signature: Set(None),
                        reissued: Set(0),
                    })?;
                }
                // His households deny it, and two people decided.
                let unscored = self.county.ratings.is_odd(nth, at).then_some(Unscored::Recontacts);
                let count = |level| i32::try_from(answers.tally.count(level)).unwrap_or(i32::MAX);
                results.put(rating_result::ActiveModel {
                    round_id: Set(round_id),
                    official_id: Set(official_id),
                    households: Set(households),
                    issued: Set(issued),
                    cast_count: Set(i32::try_from(answers.cast)?),
                    counted: Set(i32::try_from(answers.tally.answers())?),
                    very_satisfied: Set(count(Level::VerySatisfied)),
                    satisfied: Set(count(Level::Satisfied)),
                    fair: Set(count(Level::Fair)),
                    dissatisfied: Set(count(Level::Dissatisfied)),
                    very_dissatisfied: Set(count(Level::VeryDissatisfied)),
                    unscored: Set(unscored.map(|why| why.as_str().to_owned())),
                })?;
            }
            reminders.push(rating_reminder::ActiveModel {
                round_id: Set(round_id),
                reminded_on: Set(round.closes_on - Days::new(3)),
                messages: Set(households_total - i32::try_from(issued_total)?),
                without_phone: Set(0),
            });
            rounds.push(rating_round::ActiveModel {
                id: Set(round_id),
                code: Set(round.code.clone()),
                name: Set(round.name.clone()),
                state: Set(round.state.as_str().to_owned()),
                opens_on: Set(round.opens_on),
                closes_on: Set(round.closes_on),
                opened_at: Set(Some(round.opened_at())),
                closed_at: Set(round.closed_at()),
                trustee_keys: Set(trustees.json()),
                issued_total: Set(i32::try_from(issued_total)?),
                scope_kind: Set("county".to_owned()),
                scope_id: Set(None),
                factor: Set("none".to_owned()),
                questionnaire: Set(questionnaire::usual()),
                keys_needed: Set(0),
                key_list: Set(None),
                first_trustee_id: Set(None),
                kind: Set("household".to_owned()),
                bundle_id: Set(Some(self.ids.count(nth))),
                most_reissues: Set(MOST_REISSUES),
            });
        }
        rosters.flush()?;
        issues.flush()?;
        results.flush()?;
        outlet.all(reminders)?;
        outlet.all(rounds)
    }
}
