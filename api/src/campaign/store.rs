//! Queries over campaigns, their proposals, and the visits that count for them.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use domain::campaign::{Done, Seen, State, Window};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use uuid::Uuid;

use crate::{caller::Sight, clock::china_midnight};
use entity::{campaign, campaign_proposal, household, official, request, sealed::Sealed, visit};

/// The sort key of the last campaign shown.
pub type CampaignKey = (NaiveDate, Uuid);
/// The sort key of the last proposal shown.
pub type ProposalKey = (chrono::DateTime<chrono::Utc>, Uuid);

/// Campaigns, the newest first. Drafts only for whoever prepares them.
pub async fn page(
    db: &impl ConnectionTrait,
    with_drafts: bool,
    state: Option<State>,
    after: Option<CampaignKey>,
    limit: u64,
) -> Result<Vec<campaign::Model>, DbErr> {
    use campaign::Column;
    let mut which = Condition::all();
    if !with_drafts {
        which = which.add(Column::State.ne(State::Draft.as_str()));
    }
    if let Some(state) = state {
        which = which.add(Column::State.eq(state.as_str()));
    }
    if let Some((day, id)) = after {
        which = which.add(Column::FromOn.lt(day).or(Column::FromOn.eq(day).and(Column::Id.lt(id))));
    }
    let query = campaign::Entity::find().filter(which);
    query.order_by_desc(Column::FromOn).order_by_desc(Column::Id).limit(limit).all(db).await
}

pub async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<campaign::Model>, DbErr> {
    campaign::Entity::find_by_id(id).one(db).await
}

pub async fn running(db: &impl ConnectionTrait) -> Result<Vec<campaign::Model>, DbErr> {
    campaign::Entity::find()
        .filter(campaign::Column::State.eq(State::Running.as_str()))
        .order_by_asc(campaign::Column::ToOn)
        .order_by_asc(campaign::Column::Id)
        .all(db)
        .await
}

pub(super) async fn insert(tx: &impl ConnectionTrait, row: &campaign::Model) -> Result<(), DbErr> {
    let row = row.clone().into_active_model().reset_all();
    campaign::Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

/// Moves a campaign from one state to another. False when it is in another already.
pub(super) async fn set_state(
    tx: &impl ConnectionTrait,
    id: Uuid,
    from: State,
    to: State,
) -> Result<bool, DbErr> {
    use campaign::Column;
    let changed = campaign::Entity::update_many()
        .col_expr(Column::State, Expr::value(to.as_str()))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(from.as_str()))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

pub(super) async fn set_reminded(tx: &impl ConnectionTrait, id: Uuid, reminder: &str) -> Result<(), DbErr> {
    campaign::Entity::update_many()
        .col_expr(campaign::Column::Reminded, Expr::value(reminder))
        .filter(campaign::Column::Id.eq(id))
        .exec(tx)
        .await
        .map(drop)
}

#[derive(FromQueryResult)]
struct Counted {
    id: Uuid,
    number: i64,
}

/// Proposals of each official; of all when none are named.
pub async fn proposals_of(
    db: &impl ConnectionTrait,
    campaign_id: Uuid,
    officials: Option<Vec<Uuid>>,
) -> Result<HashMap<Uuid, u64>, DbErr> {
    use campaign_proposal::Column::{CampaignId, Id, OfficialId};
    let mut which = Condition::all().add(CampaignId.eq(campaign_id));
    if let Some(officials) = officials {
        which = which.add(OfficialId.is_in(officials));
    }
    let rows = campaign_proposal::Entity::find()
        .select_only()
        .column_as(OfficialId, "id")
        .column_as(Id.count(), "number")
        .filter(which)
        .group_by(OfficialId)
        .into_model::<Counted>()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, u64::try_from(row.number).unwrap_or(0))).collect())
}

pub(super) async fn proposal(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<campaign_proposal::Model>, DbErr> {
    campaign_proposal::Entity::find_by_id(id).one(db).await
}

/// Inserts a proposal. False when its id is taken.
pub(super) async fn propose(
    tx: &impl ConnectionTrait,
    row: &campaign_proposal::Model,
) -> Result<bool, DbErr> {
    let inserted = campaign_proposal::Entity::insert(row.clone().into_active_model().reset_all())
        .on_conflict(OnConflict::column(campaign_proposal::Column::Id).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(inserted == 1)
}

/// Proposals of officials in sight, the newest first.
pub async fn proposals(
    db: &impl ConnectionTrait,
    sight: &Sight,
    campaign_id: Uuid,
    official_id: Option<Uuid>,
    after: Option<ProposalKey>,
    limit: u64,
) -> Result<Vec<campaign_proposal::Model>, DbErr> {
    use campaign_proposal::Column::{CampaignId, Id, OfficialId, SubmittedAt};
    let mut which = Condition::all().add(CampaignId.eq(campaign_id));
    if !sight.is_county() {
        let seen = official::Entity::find().select_only().column(official::Column::Id);
        which = which.add(OfficialId.in_subquery(seen.filter(sight.officials()).into_query()));
    }
    if let Some(official_id) = official_id {
        which = which.add(OfficialId.eq(official_id));
    }
    if let Some((at, id)) = after {
        which = which.add(SubmittedAt.lt(at).or(SubmittedAt.eq(at).and(Id.lt(id))));
    }
    let query = campaign_proposal::Entity::find().filter(which);
    query.order_by_desc(SubmittedAt).order_by_desc(Id).limit(limit).all(db).await
}

/// Those of the households that are in sight, by code.
pub async fn households_in_sight(
    db: &impl ConnectionTrait,
    sight: &Sight,
    households: Vec<Uuid>,
) -> Result<Vec<household::Model>, DbErr> {
    household::Entity::find()
        .filter(household::Column::Id.is_in(households))
        .filter(sight.households())
        .order_by_asc(household::Column::Code)
        .all(db)
        .await
}

#[derive(FromQueryResult)]
struct Visit {
    id: Uuid,
    household_id: Uuid,
    confirmation: String,
    card_left: bool,
    opinion: Option<Sealed>,
}

/// What was done at households in the days of a campaign.
pub async fn done(
    db: &impl ConnectionTrait,
    households: &[Uuid],
    window: Window,
) -> Result<HashMap<Uuid, Done>, DbErr> {
    use visit::Column;
    let end = china_midnight(window.to + chrono::Duration::days(1));
    let visits = visit::Entity::find()
        .select_only()
        .columns([Column::Id, Column::HouseholdId, Column::Confirmation, Column::CardLeft, Column::Opinion])
        .filter(Column::HouseholdId.is_in(households.to_vec()))
        .filter(Column::ClaimedAt.gte(china_midnight(window.from)))
        .filter(Column::ClaimedAt.lt(end))
        .into_model::<Visit>()
        .all(db)
        .await?;
    let raised: HashSet<Uuid> = request::Entity::find()
        .select_only()
        .column(request::Column::VisitId)
        .filter(request::Column::VisitId.is_in(visits.iter().map(|visit| visit.id)))
        .into_tuple::<Uuid>()
        .all(db)
        .await?
        .into_iter()
        .collect();
    let mut done: HashMap<Uuid, Done> = HashMap::new();
    for visit in visits {
        let seen = Seen {
            denied: visit.confirmation == "denied",
            card: visit.card_left,
            opinion: visit.opinion.is_some() || raised.contains(&visit.id),
        };
        let so_far = done.entry(visit.household_id).or_default();
        *so_far = so_far.with(seen);
    }
    Ok(done)
}
