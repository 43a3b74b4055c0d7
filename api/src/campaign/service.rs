//! Preparing, starting and closing campaigns; how far they are; what other capabilities ask of them.

use std::collections::HashMap;

use domain::{
    campaign::{Missing, State, may_close, may_start},
    identity::Role,
};
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::{
    progress::{lies_below, progress, wants, window},
    store,
    view::{
        Campaign, CampaignDetail, CampaignFigures, CampaignForm, CampaignGrid, CampaignMissing,
        CampaignMissingList, CampaignOfficial, CampaignOfficialPage, CampaignRef, CampaignTask, TaskMissing,
    },
};
use crate::{
    app::App,
    caller::{Caller, Sight},
    error::{ApiError, ApiResult},
    grid,
    http::page,
    journal::{self, Subject},
    link,
    roster::{self, view::NamedRef},
    typed,
};
use entity::campaign;

/// No campaign lasts longer than this.
const LONGEST_DAYS: i64 = 400;

/// A campaign as it may be seen: drafts are the office's.
pub async fn visible(db: &impl ConnectionTrait, sight: &Sight, id: Uuid) -> ApiResult<campaign::Model> {
    let row = store::by_id(db, id).await?.ok_or_else(ApiError::not_found)?;
    if state(&row)? == State::Draft && !sees_drafts(sight) {
        return Err(ApiError::not_found());
    }
    Ok(row)
}

pub(super) fn sees_drafts(sight: &Sight) -> bool {
    sight.as_role(Role::LiaisonOffice)
}

pub(super) fn state(row: &campaign::Model) -> ApiResult<State> {
    Ok(row.state.parse().map_err(anyhow::Error::from)?)
}

/// Campaigns with the names of their grids.
pub async fn show(db: &impl ConnectionTrait, rows: Vec<campaign::Model>) -> ApiResult<Vec<Campaign>> {
    let grids = grid::service::names(db, rows.iter().map(|row| row.grid_id).collect()).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Campaign {
                state: state(&row)?.into(),
                grid: NamedRef {
                    name: grids.get(&row.grid_id).cloned().unwrap_or_default(),
                    id: row.grid_id,
                },
                id: row.id,
                name: row.name,
                purpose: row.purpose,
                from_on: row.from_on,
                to_on: row.to_on,
                wants_visit: row.wants_visit,
                wants_card: row.wants_card,
                opinions_each: row.opinions_each,
                proposals_each: row.proposals_each,
            })
        })
        .collect()
}

async fn one(db: &impl ConnectionTrait, row: campaign::Model) -> ApiResult<Campaign> {
    show(db, vec![row]).await?.pop().ok_or_else(ApiError::not_found)
}

/// Prepares a campaign.
pub async fn create(caller: &Caller, form: CampaignForm) -> ApiResult<Campaign> {
    let app = &caller.app;
    let name = typed::required("name", &form.name)?;
    let purpose = typed::required("purpose", &form.purpose)?;
    let (from_on, to_on) = (typed::day("from_on", form.from_on)?, typed::day("to_on", form.to_on)?);
    if to_on < from_on {
        return Err(ApiError::field("to_on", "before_opening"));
    }
    if (to_on - from_on).num_days() > LONGEST_DAYS {
        return Err(ApiError::field("to_on", "out_of_range"));
    }
    let tx = app.db.begin().await?;
    let place = grid::service::one(&tx, form.grid_id).await?;
    if place.is_none_or(|place| place.official_id.is_some()) {
        return Err(ApiError::field("grid_id", "unknown"));
    }
    let row = campaign::Model {
        id: app.clock.id(),
        name,
        purpose,
        from_on,
        to_on,
        grid_id: form.grid_id,
        wants_visit: form.wants_visit,
        wants_card: form.wants_card,
        opinions_each: form.opinions_each,
        proposals_each: form.proposals_each,
        state: State::Draft.as_str().to_owned(),
        reminded: None,
        created_by: Some(caller.account_id),
        created_at: app.clock.now(),
    };
    if !wants(&row).is_something() {
        return Err(ApiError::field("wants_visit", "required"));
    }
    store::insert(&tx, &row).await?;
    record(&tx, caller, "create_campaign", row.id, json!({ "from": from_on, "to": to_on })).await?;
    let shown = one(&tx, row).await?;
    tx.commit().await?;
    Ok(shown)
}

/// Starts a draft.
pub async fn start(caller: &Caller, id: Uuid) -> ApiResult<Campaign> {
    let today = caller.app.clock.today();
    change(caller, id, State::Running, "start_campaign", |row, state| may_start(state, row.to_on, today))
        .await
}

/// Closes what runs. What was done in its days and is told later still counts.
pub async fn close(caller: &Caller, id: Uuid) -> ApiResult<Campaign> {
    change(caller, id, State::Closed, "close_campaign", |_, state| may_close(state)).await
}

async fn change(
    caller: &Caller,
    id: Uuid,
    to: State,
    action: &str,
    may: impl Fn(&campaign::Model, State) -> bool,
) -> ApiResult<Campaign> {
    let tx = caller.app.db.begin().await?;
    let mut row = store::by_id(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    let from = state(&row)?;
    if !may(&row, from) || !store::set_state(&tx, id, from, to).await? {
        return Err(ApiError::conflict("campaign_state"));
    }
    to.as_str().clone_into(&mut row.state);
    record(&tx, caller, action, id, json!({})).await?;
    let shown = one(&tx, row).await?;
    tx.commit().await?;
    Ok(shown)
}

pub(super) async fn record(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    action: &str,
    id: Uuid,
    detail: serde_json::Value,
) -> ApiResult<()> {
    let clock = &caller.app.clock;
    journal::record(tx, clock.id(), clock.now(), caller, action, Subject::new("campaign", id), detail)
        .await?;
    Ok(())
}

/// How far a campaign is in a grid and in those right below it.
pub async fn detail(
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
    grid_id: Option<Uuid>,
) -> ApiResult<CampaignDetail> {
    let app = &caller.app;
    let db = app.db.reader();
    let row = visible(db, sight, id).await?;
    let here = grid::service::one(db, grid_id.unwrap_or(row.grid_id)).await?;
    let here = here.ok_or_else(ApiError::not_found)?;
    let progress = progress(app, &row).await?;
    let proposals = store::proposals_of(db, id, None).await?;
    let wants = wants(&row);
    let of_officials = progress.of_officials(|village, _| lies_below(village, &here.path));
    let done = of_officials.iter().filter(|(official, figures)| {
        let proposals = proposals.get(*official).copied().unwrap_or(0);
        wants.is_done(figures.households, figures.complete, proposals)
    });
    let grids = grid::service::right_below(db, here.id).await?;
    let grids = grids.into_iter().map(|row| {
        Ok(CampaignGrid {
            figures: progress.below(&row.path),
            level: grid::service::level(&row)?,
            grid: NamedRef { id: row.id, name: row.name },
            code: row.code,
        })
    });
    let grids: Vec<CampaignGrid> = grids.collect::<ApiResult<_>>()?;
    Ok(CampaignDetail {
        figures: progress.below(&here.path),
        officials: of_officials.len() as u64,
        officials_done: done.count() as u64,
        proposals: proposals.values().sum(),
        grids: grids.into_iter().filter(|grid| grid.figures.households > 0).collect(),
        campaign: one(db, row).await?,
    })
}

/// Whether what an official did in a village is in sight.
fn in_sight(sight: &Sight, village: &str, official: Uuid) -> bool {
    sight.is_county()
        || sight.own_links() == Some(official)
        || sight.subtrees().any(|above| lies_below(village, above))
}

/// How far each official in sight is, those who are furthest behind first.
pub async fn officials(
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
    grid_id: Option<Uuid>,
    limit: Option<u32>,
    cursor: Option<&str>,
) -> ApiResult<CampaignOfficialPage> {
    let app = &caller.app;
    let db = app.db.reader();
    let row = visible(db, sight, id).await?;
    let limit = page::limit(limit);
    let after: Option<(u64, Uuid)> = page::cursor(cursor)?;
    let here = match grid_id {
        Some(id) => Some(grid::service::one(db, id).await?.ok_or_else(ApiError::not_found)?.path),
        None => None,
    };
    let progress = progress(app, &row).await?;
    let of = progress.of_officials(|village, official| {
        in_sight(sight, village, official) && here.as_ref().is_none_or(|here| lies_below(village, here))
    });
    let share = |figures: &CampaignFigures| figures.complete * 1000 / figures.households.max(1);
    let mut rows: Vec<(u64, Uuid, CampaignFigures)> =
        of.into_iter().map(|(official, figures)| (share(&figures), official, figures)).collect();
    rows.sort_unstable_by_key(|(share, official, _)| (*share, *official));
    let mut rows: Vec<_> = rows
        .into_iter()
        .filter(|(share, official, _)| after.is_none_or(|after| (*share, *official) > after))
        .take(usize::try_from(limit + 1).unwrap_or(usize::MAX))
        .collect();
    let next_cursor = page::next(&mut rows, limit, |(share, official, _)| (*share, *official));
    let ids: Vec<Uuid> = rows.iter().map(|(_, official, _)| *official).collect();
    let proposals = store::proposals_of(db, id, Some(ids.clone())).await?;
    let names = roster::service::official_refs(db, ids).await?;
    let wants = wants(&row);
    let items = rows.into_iter().filter_map(|(_, official, figures)| {
        let proposals = proposals.get(&official).copied().unwrap_or(0);
        Some(CampaignOfficial {
            official: names.get(&official)?.clone(),
            done: wants.is_done(figures.households, figures.complete, proposals),
            figures,
            proposals,
        })
    });
    Ok(CampaignOfficialPage { items: items.collect(), next_cursor })
}

/// The households of an official where something is missing, as far as they are in sight, by code.
pub async fn missing(
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
    official_id: Option<Uuid>,
) -> ApiResult<CampaignMissingList> {
    let app = &caller.app;
    let db = app.db.reader();
    let row = visible(db, sight, id).await?;
    let official =
        official_id.or(sight.own_links()).ok_or_else(|| ApiError::field("official_id", "required"))?;
    let day = window(&row).links_on(app.clock.today());
    let linked = link::service::households_on(db, official, day).await?;
    let here = grid::service::one(db, row.grid_id).await?.ok_or_else(ApiError::not_found)?;
    let households = store::households_in_sight(db, sight, linked).await?;
    let places = grid::service::places(db, households.iter().map(|row| row.village_id).collect()).await?;
    let ids: Vec<Uuid> = households.iter().map(|row| row.id).collect();
    let done = store::done(db, &ids, window(&row)).await?;
    let names = roster::service::household_refs(db, ids).await?;
    let items = households.iter().filter_map(|household| {
        let lies = places.get(&household.village_id).is_some_and(|place| lies_below(&place.path, &here.path));
        let missing = wants(&row).missing(done.get(&household.id).copied().unwrap_or_default());
        if !lies || missing.is_nothing() {
            return None;
        }
        let Missing { visit, card, opinion } = missing;
        Some(CampaignMissing { household: names.get(&household.id)?.clone(), visit, card, opinion })
    });
    Ok(CampaignMissingList { items: items.collect() })
}

/// What the campaigns that run today want of an official, for his phone.
pub async fn tasks(db: &impl ConnectionTrait, app: &App, official_id: Uuid) -> ApiResult<Vec<CampaignTask>> {
    let today = app.clock.today();
    let running = store::running(db).await?;
    let running: Vec<_> = running.into_iter().filter(|row| window(row).holds(today)).collect();
    if running.is_empty() {
        return Ok(Vec::new());
    }
    let linked = link::service::households_on(db, official_id, today).await?;
    let households = roster::service::households(db, linked).await?;
    let places = grid::service::places(db, households.iter().map(|row| row.village_id).collect()).await?;
    let mut tasks = Vec::with_capacity(running.len());
    for row in running {
        let Some(here) = grid::service::one(db, row.grid_id).await? else { continue };
        let mut own: Vec<(&str, Uuid)> = households
            .iter()
            .filter(|household| {
                places.get(&household.village_id).is_some_and(|place| lies_below(&place.path, &here.path))
            })
            .map(|household| (household.code.as_str(), household.id))
            .collect();
        if own.is_empty() {
            continue;
        }
        own.sort_unstable();
        let own: Vec<Uuid> = own.into_iter().map(|(_, id)| id).collect();
        let done = store::done(db, &own, window(&row)).await?;
        let proposals = store::proposals_of(db, row.id, Some(vec![official_id])).await?;
        tasks.push(task(row, &own, &done, proposals.get(&official_id).copied().unwrap_or(0)));
    }
    Ok(tasks)
}

fn task(
    row: campaign::Model,
    own: &[Uuid],
    done: &HashMap<Uuid, domain::campaign::Done>,
    proposals: u64,
) -> CampaignTask {
    let wants = wants(&row);
    let of = |id: &Uuid| done.get(id).copied().unwrap_or_default();
    let count =
        |which: &dyn Fn(domain::campaign::Done) -> bool| own.iter().filter(|id| which(of(id))).count() as u64;
    let missing = own.iter().filter_map(|id| {
        let missing = wants.missing(of(id));
        let Missing { visit, card, opinion } = missing;
        (!missing.is_nothing()).then_some(TaskMissing { household_id: *id, visit, card, opinion })
    });
    CampaignTask {
        households: own.len() as u64,
        visited: count(&|done| done.visits > 0),
        cards: count(&|done| done.cards > 0),
        opinions: count(&|done| done.opinions >= wants.opinions.max(1)),
        proposals,
        missing: missing.collect(),
        wants_visit: row.wants_visit,
        wants_card: row.wants_card,
        opinions_each: row.opinions_each,
        proposals_each: row.proposals_each,
        campaign: CampaignRef {
            id: row.id,
            name: row.name,
            purpose: row.purpose,
            from_on: row.from_on,
            to_on: row.to_on,
        },
    }
}
