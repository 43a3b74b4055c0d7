//! The recontact of the last round that was counted: drawn, phoned and over. The households of one official deny that they
//! rated, and two people leave him unscored.

use ::entity::{recontact, recontact_household, recontact_void};
use anyhow::{anyhow, ensure};
use chrono::{DateTime, Duration, Utc};
use domain::rating::recontact::{Answered, Asked, RecontactState, TOLERATED};
use rand::{Rng, RngCore};
use serde_json::json;
use uuid::Uuid;

use super::{Making, desk::When};
use crate::{
    demo::{
        chance::{Part, weighted},
        count::ClosedRound,
        county::number,
        household,
        rating::ODD_ROUND,
    },
    rating::recontact::{
        IssuedTo,
        service::{SEALED_SECRET, draw_of, households},
    },
};

/// Of a thousand ballots so many are drawn: two at least of whoever has twenty-five.
const SHARE: u32 = 80;
/// Of a hundred households so many say that they rated themselves, do not remember, deny it, or are not reached.
const ANSWERS: [u32; 4] = [84, 5, 1, 10];
/// Calls before the caller gives up.
const TRIES: u8 = 3;
/// The caller phones a household every ten minutes.
const A_DAY: usize = 48;
/// So many days, and tries again on the next ones.
const DAYS: usize = 6;

impl Making<'_> {
    pub(super) fn recontacts(&mut self) -> anyhow::Result<()> {
        let Some(odd) = self.county.odd else { return Ok(()) };
        let (announced, drawn) = (self.ago(63, 15, 0), self.ago(61, 9, 30));
        let id = self.id(Part::Recontact, announced, 0);
        let mut secret = [0; 32];
        self.county.chance.part(Part::Recontact).stream(0).fill_bytes(&mut secret);
        let issued = self.issued_to();
        let refused = |error| anyhow!("a recontact of the demo: {error:?}");
        let new = draw_of(id, &secret, &issued, SHARE, ("", "")).map_err(refused)?;
        let (draw_id, round) = self.draw(When { announced, drawn, by: "office" }, new, |_| true)?;
        let closed_at = self.ago(52, 17, 0);
        let round_id = self.ids.round(ODD_ROUND);
        self.after.recontacts.push(recontact::Model {
            id,
            round_id,
            state: RecontactState::Closed.as_str().to_owned(),
            permille: i32::try_from(SHARE)?,
            tolerated: i32::try_from(TOLERATED)?,
            issued: i32::try_from(issued.len())?,
            secret: self.keyring.seal(SEALED_SECRET, &data_encoding::HEXLOWER.encode(&secret)),
            draw_id,
            created_by: self.account("office"),
            created_at: announced,
            closed_at: Some(closed_at),
            // Announced, drawn, closed.
            version: 3,
        });
        let detail = json!({ "round": round_id, "permille": SHARE, "tolerated": TOLERATED });
        self.tell(announced, "office", "announce_recontact", ("recontact", id), detail);
        let of_the_odd = issued.iter().filter(|of| of.official_id == self.ids.official(odd)).count();
        let rows = households(id, &secret, issued, &round).map_err(refused)?;
        let asked = self.phoned(rows, odd, u32::try_from(of_the_odd)?);
        ensure!(asked.is_over(TOLERATED), "the demo tells of an official over the bound: {asked:?}");
        self.tell(closed_at, "office", "close_recontact", ("recontact", id), json!({}));
        self.void(id, odd, [self.ago(51, 10, 20), self.ago(50, 15, 40)]);
        Ok(())
    }

    /// To whom a ballot was issued.
    fn issued_to(&self) -> Vec<IssuedTo> {
        let county = self.county;
        let mut issued = Vec::new();
        for at in ClosedRound::new(county, ODD_ROUND).rated() {
            let answers = county.ratings.answers(ODD_ROUND, at, &county.officials[at], &county.links);
            for household in answers.issued {
                let village = &county.places.villages[county.village_of(household)];
                issued.push(IssuedTo {
                    household_id: self.ids.household(household),
                    official_id: self.ids.official(at),
                    way: "slip".to_owned(),
                    number: number(at),
                    code: household::number(&county.places, household),
                    head_name: county.people.head(village, household),
                });
            }
        }
        issued
    }

    /// Phones everybody who was drawn. Returns what came of one official's households.
    fn phoned(&mut self, rows: Vec<recontact_household::Model>, odd: usize, issued: u32) -> Asked {
        let (caller, odd) = (self.account("caller"), self.ids.official(odd));
        let mut stream = self.county.chance.part(Part::Called).stream(0);
        let mut asked = Asked { issued, reached: 0, denied: 0 };
        let began = self.ago(60, 9, 0);
        if let Some(row) = rows.first() {
            let detail = json!({ "households": rows.len() });
            self.tell(began, "caller", "look_at_recontacts", ("recontact", row.recontact_id), detail);
        }
        for (nth, mut row) in rows.into_iter().enumerate() {
            let calls = if row.official_id == odd {
                asked.reached += 1;
                asked.denied += 1;
                denies(&mut row, asked.denied);
                1
            } else {
                answers(&mut row, &mut stream)
            };
            row.recorded_by = Some(caller);
            for call in 0..calls {
                let (about, when) = (("recontact", row.recontact_id), called_at(began, nth, call));
                self.tell(when, "caller", "record_recontact", about, json!({ "label": row.label }));
            }
            self.after.recontacted.push(row);
        }
        asked
    }

    fn void(&mut self, id: Uuid, odd: usize, [proposed_at, confirmed_at]: [DateTime<Utc>; 2]) {
        let official_id = self.ids.official(odd);
        let detail = json!({ "official_id": official_id });
        self.tell(proposed_at, "inspector", "propose_void", ("recontact", id), detail.clone());
        self.tell(confirmed_at, "office", "confirm_void", ("recontact", id), detail);
        self.after.voids.push(recontact_void::Model {
            recontact_id: id,
            official_id,
            proposed_by: self.account("inspector"),
            proposed_at,
            confirmed_by: Some(self.account("office")),
            confirmed_at: Some(confirmed_at),
        });
    }
}

/// What a household says to its call; returns how often it was called.
fn answers(row: &mut recontact_household::Model, stream: &mut impl Rng) -> u8 {
    let answered = match weighted(stream, &ANSWERS) {
        0 => Answered::Ourselves,
        1 => Answered::Unsaid,
        2 => Answered::SomebodyElse,
        _ => {
            row.unanswered = i32::from(TRIES);
            return TRIES;
        }
    };
    says(row, true, answered);
    1
}

/// The first never drew a slip; for the others somebody else answered.
fn denies(row: &mut recontact_household::Model, nth: u32) {
    if nth == 1 {
        says(row, false, Answered::Nobody);
    } else {
        says(row, true, Answered::SomebodyElse);
    }
}

fn says(row: &mut recontact_household::Model, got_code: bool, answered: Answered) {
    row.got_code = Some(got_code);
    row.answered = Some(answered.as_str().to_owned());
}

fn called_at(began: DateTime<Utc>, nth: usize, call: u8) -> DateTime<Utc> {
    let slot = nth % (A_DAY * DAYS);
    let minutes = i64::try_from(slot % A_DAY).unwrap_or(0) * 10;
    let days = i64::try_from(slot / A_DAY).unwrap_or(0) + i64::from(call);
    began + Duration::days(days) + Duration::minutes(minutes + 1)
}
