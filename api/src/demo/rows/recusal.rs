//! Who may not be linked to whom.

use ::entity::recusal;
use domain::link::RecusalReason;
use sea_orm::ActiveValue::Set;

use super::Source;
use crate::bulk::Outlet;
use crate::demo::chance::{Part, below, permille};

/// Of a thousand households, how many have somebody among the officials near by who is recused from them.
const RECUSED: u32 = 5;
/// Of a thousand of these, how many are linked to him: known only since the links were made.
const LINKED: u32 = 350;

impl Source<'_> {
    pub fn recusals(&self, outlet: &Outlet) -> anyhow::Result<()> {
        let (county, ids) = (self.county, &self.ids);
        let (streams, id) = (county.chance.part(Part::Recusal), ids.of(Part::Recusal));
        let mut table = outlet.table::<recusal::ActiveModel>();
        for household in 0..county.places.households {
            let mut stream = streams.stream(household);
            if !permille(&mut stream, RECUSED) {
                continue;
            }
            let village = &county.places.villages[county.village_of(household)];
            let near = village.households.start + below(&mut stream, village.households.len());
            let of = if permille(&mut stream, LINKED) { household } else { near };
            let official = usize::from(county.links.of_household[of]);
            let reason = match below(&mut stream, 20) {
                0 => RecusalReason::Interest,
                1 | 2 => RecusalReason::Dispute,
                _ => RecusalReason::Relative,
            };
            table.put(recusal::ActiveModel {
                id: Set(id(household)),
                household_id: Set(ids.household(household)),
                official_id: Set(ids.official(official)),
                reason: Set(reason.as_str().to_owned()),
                created_by: Set(None),
                created_at: Set(ids.roster_day),
                lifted_at: Set(None),
            })?;
        }
        table.flush()
    }
}
