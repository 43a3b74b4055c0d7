//! Campaigns and the proposals of officials.

use ::entity::{campaign, campaign_proposal};
use chrono::Duration;
use domain::identity::Role;
use sea_orm::ActiveValue::Set;

use super::Source;
use crate::bulk::Outlet;
use crate::{
    campaign::SEALED_PROPOSAL,
    clock::china_midnight,
    demo::{
        accounts::ACCOUNTS,
        campaigns::{CAMPAIGNS, PROPOSALS},
        chance::{Part, below, permille, pick},
    },
};

impl Source<'_> {
    pub fn campaigns(&self, outlet: &Outlet) -> anyhow::Result<()> {
        let (county, ids) = (self.county, &self.ids);
        let today = county.options.today;
        let (id, proposal_id) = (ids.timed(Part::Campaign), ids.timed(Part::Proposal));
        let streams = county.chance.part(Part::Proposal);
        let office = ACCOUNTS.iter().position(|account| account.role == Role::LiaisonOffice);
        let mut campaigns = outlet.table::<campaign::ActiveModel>();
        let mut proposals = outlet.table::<campaign_proposal::ActiveModel>();
        let mut nth = 0;
        for (order, row) in CAMPAIGNS.iter().enumerate() {
            let window = row.window(today);
            let prepared = china_midnight(window.from) - Duration::days(6);
            let campaign_id = id(prepared, order);
            campaigns.put(campaign::ActiveModel {
                id: Set(campaign_id),
                name: Set(row.name.to_owned()),
                purpose: Set(row.purpose.to_owned()),
                from_on: Set(window.from),
                to_on: Set(window.to),
                grid_id: Set(ids.county()),
                wants_visit: Set(true),
                wants_card: Set(row.wants_card),
                opinions_each: Set(row.opinions_each),
                proposals_each: Set(1),
                state: Set(row.state.as_str().to_owned()),
                reminded: Set(None),
                created_by: Set(office.map(|at| ids.account(at))),
                created_at: Set(prepared),
            })?;
            let days = usize::try_from((window.to.min(today) - window.from).num_days()).unwrap_or(1).max(1);
            for (at, official) in county.officials.iter().enumerate() {
                let mut stream = streams.stream(order << 32 | at);
                // The careful think of something more often.
                let more = if official.care > 0.0 { 50 } else { 0 };
                if county.links.of_official[at].is_empty() || !permille(&mut stream, row.proposed + more) {
                    continue;
                }
                let minute = below(&mut stream, days) * 1440 + 480 + below(&mut stream, 600);
                let submitted = china_midnight(window.from) + Duration::minutes(i64::try_from(minute)?);
                let text = *pick(&mut stream, PROPOSALS);
                proposals.put(campaign_proposal::ActiveModel {
                    id: Set(proposal_id(submitted, nth)),
                    campaign_id: Set(campaign_id),
                    official_id: Set(ids.official(at)),
                    text: Set(self.keyring.seal(SEALED_PROPOSAL, text)),
                    submitted_at: Set(submitted.min(self.end() - Duration::minutes(1))),
                })?;
                nth += 1;
            }
        }
        campaigns.flush()?;
        proposals.flush()
    }
}
