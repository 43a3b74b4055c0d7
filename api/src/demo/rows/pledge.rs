//! Pledges.

use std::collections::HashMap;

use ::entity::pledge;
use sea_orm::ActiveValue::Set;

use super::Source;
use crate::bulk::Outlet;
use crate::{
    clock::china_midnight,
    demo::{
        chance::Part,
        pledges::{gallery, of_household},
    },
    pledge::service::{SEALED_REASON, SEALED_TEXT},
};

impl Source<'_> {
    pub fn pledges(&self, outlet: &Outlet) -> anyhow::Result<()> {
        let (county, ids) = (self.county, &self.ids);
        let today = county.options.today;
        let streams = county.chance.part(Part::Pledge);
        let id = ids.timed(Part::Pledge);
        let shown = county.links.of_official[county.shown].clone();
        let former: HashMap<usize, (usize, i64)> = county
            .links
            .former
            .iter()
            .map(|(household, before, day)| (*household, (*before, *day)))
            .collect();
        let mut table = outlet.table::<pledge::ActiveModel>();
        let mut nth = 0;
        for (at, official) in county.links.of_household.iter().enumerate() {
            let holder = usize::from(*official);
            let pictured = shown.contains(&at).then(|| gallery(at - shown.start, today)).flatten();
            let pledges = pictured.unwrap_or_else(|| {
                of_household(&mut streams.stream(at), county.officials[holder].care, today)
            });
            for row in pledges {
                let made_by = match former.get(&at) {
                    Some((before, changed)) if row.day < *changed => *before,
                    _ => holder,
                };
                // What had ended when the household changed hands stayed with the one before.
                let keeps = if row.state.is_final() { made_by } else { holder };
                let changes = [row.said_at, row.confirmed_at].into_iter().flatten().count();
                table.put(pledge::ActiveModel {
                    id: Set(id(china_midnight(row.made_on) + chrono::Duration::hours(10), nth)),
                    household_id: Set(ids.household(at)),
                    official_id: Set(ids.official(keeps)),
                    made_by: Set(ids.official(made_by)),
                    text: Set(self.keyring.seal(SEALED_TEXT, row.text)),
                    made_on: Set(row.made_on),
                    due_on: Set(row.due_on),
                    state: Set(row.state.as_str().to_owned()),
                    said_at: Set(row.said_at),
                    confirmed_at: Set(row.confirmed_at),
                    reason: Set(row.reason.map(|reason| self.keyring.seal(SEALED_REASON, reason))),
                    objection: Set(None),
                    version: Set(1 + i32::try_from(changes)?),
                })?;
                nth += 1;
            }
        }
        table.flush()
    }
}
