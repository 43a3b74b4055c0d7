//! Draws at a desk, held through the product's own code: what comes out holds before any verifier.

use anyhow::{Context, anyhow};
use chrono::{DateTime, Datelike, Duration, Utc};
use domain::audit::pdraw1::{BundleRound, Opening, make_chain};
use rand::RngCore;
use serde_json::json;
use uuid::Uuid;

use super::Making;
use crate::{
    clock::china_day,
    demo::{
        audit::{digits, lottery},
        chance::Part,
    },
    desk_draw::service::{NewDraw, decided, fixed, frozen},
};

/// When a draw was announced and drawn, and by whom.
#[derive(Clone, Copy, Debug)]
pub(super) struct When<'a> {
    pub announced: DateTime<Utc>,
    pub drawn: DateTime<Utc>,
    pub by: &'a str,
}

/// More throws than any draw of the demo needs.
const THROWS: usize = 1_000;

impl Making<'_> {
    /// Announces and holds a draw. The demo throws its dice until the result is the wanted one.
    pub(super) fn draw(
        &mut self,
        when: When<'_>,
        new: NewDraw<'_>,
        wanted: impl Fn(&BundleRound) -> bool,
    ) -> anyhow::Result<(Uuid, BundleRound)> {
        let nth = self.after.draws.len();
        let mut stream = self.county.chance.part(Part::DeskDraw).stream(nth);
        let id = self.id(Part::DeskDraw, when.announced, nth);
        let mut secret = [0; 32];
        stream.fill_bytes(&mut secret);
        let chain = make_chain(secret, 2);
        let drawn_on = china_day(when.drawn);
        let lottery_source = format!("ssq-{}{:03}", drawn_on.year(), drawn_on.ordinal() * 151 / 365 + 1);
        let sources = vec![lottery_source, "dice20".to_owned()];
        let (tip, joined) = (chain.tip.hex(), sources.join(","));
        let new = NewDraw { sources: &joined, otc_tip: &tip, ..new };
        let refused = |error| anyhow!("a draw of the demo: {error:?}");
        let announced = frozen(new, id, self.account(when.by), when.announced).map_err(refused)?;
        let values =
            [(sources[0].clone(), lottery(&mut stream)), (sources[1].clone(), digits(&mut stream, 20))];
        let opening = Opening::build(&sources, &values)?.text();
        for _ in 0..THROWS {
            let locked = fixed(&announced, opening.clone(), digits(&mut stream, 6)).map_err(refused)?;
            let (mut row, round) = decided(&locked, &chain.codes[0].hex(), when.drawn).map_err(refused)?;
            if !wanted(&round) {
                continue;
            }
            let about = ("desk_draw", id);
            let detail = json!({ "code": row.code, "announcement": row.announcement_hash });
            self.tell(when.announced, when.by, "announce_desk_draw", about, detail);
            let locked_at = when.drawn - Duration::minutes(3);
            self.tell(locked_at, "typist", "lock_desk_draw", about, json!({ "lock": row.lock_hash }));
            let detail = json!({ "selected": round.selected, "void": round.void });
            self.tell(when.drawn, when.by, "reveal_desk_draw", about, detail);
            // The first of the two had typed before.
            row.version += 1;
            self.after.draws.push(row);
            return Ok((id, round));
        }
        None.context("no throw brings what the demo tells")
    }
}
