//! What a phone should have of its official's households: a handful of queries for all of them together.
//!
//! Whatever else belongs on the phone is asked for here, set by set, and put into [`SyncHousehold`]; the marks of the
//! cursor then cover it by themselves.

use std::collections::HashMap;

use uuid::Uuid;

use super::view::{SyncHousehold, SyncMember, SyncRequest};
use crate::{
    caller::{Caller, Sight},
    condition::{self, view::ConditionForm},
    error::ApiResult,
    pledge, request, roster, visit,
};

/// How many of a household's visits go with it.
const LAST_VISITS: i32 = 5;

/// An official's households, and his requests of other ones.
#[derive(Debug)]
pub struct Bundle {
    pub households: Vec<SyncHousehold>,
    pub requests: Vec<SyncRequest>,
}

/// Makes what an official's phone should have. The sight is his own links'.
pub async fn bundle(caller: &Caller, sight: &Sight, official_id: Uuid) -> ApiResult<Bundle> {
    let app = &caller.app;
    let db = app.db.reader();
    let rows = roster::service::linked_households(db, sight, official_id).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut members = roster::service::members(db, ids.clone()).await?;
    let mut pledges = pledge::service::of_households(db, app, &ids).await?;
    let mut forms = condition::service::forms(db, app, &ids).await?;
    let mut visits = visit::service::last_of_households(db, app, ids, LAST_VISITS).await?;
    let households = roster::service::show_households(db, app, rows).await?;
    let mut requests = HashMap::<Uuid, Vec<SyncRequest>>::new();
    for (request, body) in request::service::open_with_texts(caller, sight).await? {
        requests.entry(request.household.id).or_default().push(SyncRequest { request, body });
    }
    let households = households
        .into_iter()
        .map(|household| SyncHousehold {
            members: members.remove(&household.id).unwrap_or_default().into_iter().map(member).collect(),
            visits: visits.remove(&household.id).unwrap_or_default(),
            requests: requests.remove(&household.id).unwrap_or_default(),
            pledges: pledges.remove(&household.id).unwrap_or_default(),
            form: forms.remove(&household.id).map(in_order),
            household,
        })
        .collect();
    let mut requests: Vec<_> = requests.into_values().flatten().collect();
    requests.sort_by_key(|request| request.request.id);
    Ok(Bundle { households, requests })
}

/// Nothing of a mark may hang on the order in which a database happens to answer.
fn in_order(mut form: ConditionForm) -> ConditionForm {
    form.fields.sort_by(|left, right| left.field.cmp(&right.field));
    form.conflicts.sort_by_key(|conflict| conflict.id);
    form.members.sort_by_key(|member| (member.birth_year, member.id));
    form
}

fn member(row: entity::member::Model) -> SyncMember {
    SyncMember {
        id: row.id,
        name: row.name,
        relation: row.relation,
        birth_year: row.birth_year,
        sex: row.sex,
    }
}
