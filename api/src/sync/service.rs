//! Comparing what a phone has with what it should have.

use std::collections::HashMap;

use anyhow::anyhow;
use poem_openapi::types::ToJSON;
use sea_orm::ConnectionTrait;
use serde::Serialize;
use serde_json::{Value, value::RawValue};
use uuid::Uuid;

use super::{
    bundle::bundle,
    cursor::{Cursor, mark},
    view::{Download, GoneHousehold},
};
use crate::{
    app::App,
    caller::{Caller, Sight},
    campaign,
    error::{ApiError, ApiResult},
    link, request, roster,
};

/// A phone that nobody takes out of the drawer for a month keeps nothing.
const WIPE_AFTER_DAYS: u32 = 30;

/// One download in JSON: everything without a cursor, else what differs from it.
pub async fn sync(caller: &Caller, sight: &Sight, cursor: Option<&str>) -> ApiResult<String> {
    let app = &caller.app;
    let db = app.db.reader();
    let official_id = sight.own_links().ok_or_else(ApiError::forbidden)?;
    let official = roster::service::official_ref(db, official_id).await?.ok_or_else(ApiError::not_found)?;
    let had = cursor.and_then(Cursor::read).filter(|cursor| cursor.official_id == official_id);
    let full = had.is_none();
    let had = had.map(|cursor| cursor.households).unwrap_or_default();
    let bundle = bundle(caller, sight, official_id).await?;
    let mut has = HashMap::new();
    let mut households = Vec::new();
    for household in bundle.households {
        // Put into words once, for its mark and for the phone.
        let text = household.to_json_string();
        let (id, mark) = (household.household.id, mark(&text));
        has.insert(id, mark);
        if had.get(&id) != Some(&mark) {
            households.push(RawValue::from_string(text).map_err(anyhow::Error::from)?);
        }
    }
    let gone = had.keys().filter(|id| !has.contains_key(id)).copied().collect();
    let download = Download {
        full,
        server_time: app.clock.now(),
        today: app.clock.today(),
        wipe_after_days: WIPE_AFTER_DAYS,
        official,
        gone: gone_households(db, app, official_id, gone).await?,
        households: Vec::new(),
        requests: bundle.requests,
        tasks: campaign::service::tasks(db, app, official_id).await?,
        topics: if full { request::service::show_topics(db).await? } else { Vec::new() },
        cursor: Cursor { official_id, households: has }.write(),
    };
    with_households(&download, &households)
}

/// The download in JSON, with households that stand in JSON already.
fn with_households(download: &Download, households: &[Box<RawValue>]) -> ApiResult<String> {
    #[derive(Serialize)]
    struct Text<'a> {
        households: &'a [Box<RawValue>],
        #[serde(flatten)]
        rest: serde_json::Map<String, Value>,
    }
    let Some(Value::Object(mut rest)) = download.to_json() else {
        return Err(anyhow!("a download is no object").into());
    };
    rest.remove("households");
    Ok(serde_json::to_string(&Text { households, rest }).map_err(anyhow::Error::from)?)
}

/// Where the households of a cursor have gone. A cursor comes from outside: of a household that never was the
/// official's nothing is told.
async fn gone_households(
    db: &impl ConnectionTrait,
    app: &App,
    official_id: Uuid,
    mut ids: Vec<Uuid>,
) -> ApiResult<Vec<GoneHousehold>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    ids.sort_unstable();
    let ended = link::service::ended(db, official_id, ids.clone()).await?;
    let were_his: Vec<Uuid> = ended.keys().copied().collect();
    let names = roster::service::household_refs(db, were_his.clone()).await?;
    let now_with = roster::service::linked_officials(db, were_his).await?;
    let told = |id: Uuid| {
        let named = names.get(&id);
        GoneHousehold {
            head_name: named.map(|named| named.head_name.clone()).unwrap_or_default(),
            code: named.map(|named| named.code.clone()).unwrap_or_default(),
            on: ended.get(&id).copied().unwrap_or_else(|| app.clock.today()),
            to: now_with.get(&id).cloned(),
            id,
        }
    };
    Ok(ids.into_iter().map(told).collect())
}
