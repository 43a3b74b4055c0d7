//! Queries over follow-ups. Lists want a sight.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    follow_up::{Kind, State},
    identity::Role,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use crate::{
    caller::{Scope, Sight},
    sight,
};
use entity::{
    audit_meeting, draw_round, follow_up,
    follow_up::{Column, Entity, Model},
    follow_up_event, follow_up_evidence, follow_up_member, household, official, unit,
};

/// Where a follow-up stands in a list.
pub(super) type Place = (NaiveDate, Uuid);

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    pub meeting_id: Option<Uuid>,
    pub official_id: Option<Uuid>,
    pub kind: Option<Kind>,
    pub state: Option<State>,
    /// Only those that have not ended, or only the others.
    pub running: Option<bool>,
}

fn words(which: impl Fn(State) -> bool) -> Vec<&'static str> {
    State::ALL.iter().filter(|state| which(**state)).map(|state| state.as_str()).collect()
}

/// Rectifications, and what investigations have made public.
fn open_to_all() -> Condition {
    Condition::any()
        .add(Column::Kind.eq(Kind::Rectification.as_str()))
        .add(Column::State.eq(State::Published.as_str()))
}

/// What a caller sees. An investigation is seen by those who look into such things, by the members of its group, and
/// never, before it is published, by the official it is about.
pub(super) fn visible(sight: &Sight, account_id: Uuid) -> Condition {
    let mut any = Condition::any().add(Expr::value(1).eq(0));
    for grant in &sight.grants {
        any = match &grant.scope {
            Scope::County => match grant.role {
                Role::AuditHost | Role::Inspector | Role::Discipline | Role::Auditor => {
                    any.add(Expr::value(1).eq(1))
                }
                Role::Investigator => any.add(
                    Column::Id.in_subquery(
                        follow_up_member::Entity::find()
                            .select_only()
                            .column(follow_up_member::Column::FollowUpId)
                            .filter(follow_up_member::Column::AccountId.eq(account_id))
                            .into_query(),
                    ),
                ),
                _ => any.add(open_to_all()),
            },
            Scope::Meeting { meeting_id } if grant.role == Role::AuditHost => {
                any.add(Column::MeetingId.eq(*meeting_id))
            }
            Scope::Meeting { meeting_id } => {
                any.add(Condition::all().add(Column::MeetingId.eq(*meeting_id)).add(open_to_all()))
            }
            Scope::OwnLinks { official_id } => {
                any.add(Condition::all().add(Column::OfficialId.eq(*official_id)).add(open_to_all()))
            }
            Scope::Unit { unit_id } => {
                let of_unit = official::Entity::find()
                    .select_only()
                    .column(official::Column::Id)
                    .filter(official::Column::UnitId.eq(*unit_id))
                    .into_query();
                any.add(Condition::all().add(Column::OfficialId.in_subquery(of_unit)).add(open_to_all()))
            }
            Scope::Subtree { .. } | Scope::Round { .. } => any,
        };
    }
    let Some(own) = sight.own_official else { return any };
    Condition::all().add(any).add(Condition::any().add(Column::OfficialId.ne(own)).add(open_to_all()))
}

pub(super) async fn page(
    db: &impl ConnectionTrait,
    sight: &Sight,
    account_id: Uuid,
    filter: &Filter,
    after: Option<Place>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let mut which = visible(sight, account_id);
    which = Condition::all().add(which);
    if let Some(id) = filter.meeting_id {
        which = which.add(Column::MeetingId.eq(id));
    }
    if let Some(id) = filter.official_id {
        which = which.add(Column::OfficialId.eq(id));
    }
    if let Some(kind) = filter.kind {
        which = which.add(Column::Kind.eq(kind.as_str()));
    }
    if let Some(state) = filter.state {
        which = which.add(Column::State.eq(state.as_str()));
    }
    if let Some(running) = filter.running {
        which = which.add(Column::State.is_in(words(|state| state.is_final() != running)));
    }
    if let Some((day, id)) = after {
        which = which.add(Column::DueOn.gt(day).or(Column::DueOn.eq(day).and(Column::Id.gt(id))));
    }
    Entity::find()
        .filter(which)
        .order_by_asc(Column::DueOn)
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(db)
        .await
}

pub(super) async fn one(
    db: &impl ConnectionTrait,
    sight: &Sight,
    account_id: Uuid,
    id: Uuid,
) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).filter(visible(sight, account_id)).one(db).await
}

/// A row by its id alone, for the rules. Never to show it.
pub(super) async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(db).await
}

/// Those that have not ended and whose day is near or past.
pub(super) async fn pressing(db: &impl ConnectionTrait, until: NaiveDate) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::State.is_in(words(|state| !state.is_final())))
        .filter(Column::DueOn.lte(until))
        .all(db)
        .await
}

/// The rectifications that wait for a household's word or had it.
pub(super) async fn of_household(db: &impl ConnectionTrait, household_id: Uuid) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(sight::of_household(Column::HouseholdId, household_id))
        .filter(Column::Kind.eq(Kind::Rectification.as_str()))
        .order_by_desc(Column::OpenedAt)
        .all(db)
        .await
}

/// What everybody may see, the newest first.
pub(super) async fn published(
    db: &impl ConnectionTrait,
    meeting_id: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let mut which = Condition::all().add(open_to_all());
    if let Some(id) = meeting_id {
        which = which.add(Column::MeetingId.eq(id));
    }
    Entity::find()
        .filter(which)
        .order_by_desc(Column::OpenedAt)
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(db)
        .await
}

pub(super) async fn insert(tx: &impl ConnectionTrait, row: &Model) -> Result<(), DbErr> {
    Entity::insert(row.clone().into_active_model()).exec_without_returning(tx).await.map(drop)
}

pub(super) async fn events(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Vec<follow_up_event::Model>, DbErr> {
    follow_up_event::Entity::find()
        .filter(follow_up_event::Column::FollowUpId.eq(id))
        .order_by_asc(follow_up_event::Column::Seq)
        .all(db)
        .await
}

pub(super) async fn add_event(tx: &impl ConnectionTrait, event: follow_up_event::Model) -> Result<(), DbErr> {
    follow_up_event::Entity::insert(event.into_active_model()).exec_without_returning(tx).await.map(drop)
}

pub(super) async fn evidence(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Vec<follow_up_evidence::Model>, DbErr> {
    follow_up_evidence::Entity::find()
        .filter(follow_up_evidence::Column::FollowUpId.eq(id))
        .order_by_asc(follow_up_evidence::Column::AddedAt)
        .all(db)
        .await
}

pub(super) async fn piece(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<follow_up_evidence::Model>, DbErr> {
    follow_up_evidence::Entity::find_by_id(id).one(db).await
}

/// Inserts a piece of evidence. False when its id is taken.
pub(super) async fn add_evidence(
    tx: &impl ConnectionTrait,
    row: &follow_up_evidence::Model,
) -> Result<bool, DbErr> {
    let inserted = follow_up_evidence::Entity::insert(row.clone().into_active_model())
        .on_conflict(OnConflict::column(follow_up_evidence::Column::Id).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(inserted == 1)
}

pub(super) async fn set_picture(tx: &impl ConnectionTrait, id: Uuid, blob_id: Uuid) -> Result<(), DbErr> {
    follow_up_evidence::Entity::update_many()
        .col_expr(follow_up_evidence::Column::BlobId, Expr::value(blob_id))
        .filter(follow_up_evidence::Column::Id.eq(id))
        .exec(tx)
        .await
        .map(drop)
}

pub(super) async fn members(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<Vec<follow_up_member::Model>, DbErr> {
    follow_up_member::Entity::find()
        .filter(follow_up_member::Column::FollowUpId.is_in(ids))
        .order_by_asc(follow_up_member::Column::Label)
        .all(db)
        .await
}

pub(super) async fn add_members(
    tx: &impl ConnectionTrait,
    rows: Vec<follow_up_member::Model>,
) -> Result<(), DbErr> {
    let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    follow_up_member::Entity::insert_many(rows).exec_without_returning(tx).await.map(drop)
}

pub(super) async fn meeting(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<audit_meeting::Model>, DbErr> {
    audit_meeting::Entity::find_by_id(id).one(db).await
}

/// What meetings are called.
pub(super) async fn titles(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, String>, DbErr> {
    let rows: Vec<(Uuid, String)> = audit_meeting::Entity::find()
        .select_only()
        .columns([audit_meeting::Column::Id, audit_meeting::Column::Title])
        .filter(audit_meeting::Column::Id.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// A round of a meeting.
pub(super) async fn round(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
    number: u32,
) -> Result<Option<draw_round::Model>, DbErr> {
    let Ok(number) = i32::try_from(number) else { return Ok(None) };
    draw_round::Entity::find()
        .filter(draw_round::Column::MeetingId.eq(meeting_id))
        .filter(draw_round::Column::Number.eq(number))
        .one(db)
        .await
}

pub(super) async fn official(
    db: &impl ConnectionTrait,
    number: &str,
) -> Result<Option<official::Model>, DbErr> {
    official::Entity::find().filter(official::Column::Number.eq(number)).one(db).await
}

/// A household by its code.
pub(super) async fn household(db: &impl ConnectionTrait, code: &str) -> Result<Option<Uuid>, DbErr> {
    household::Entity::find()
        .select_only()
        .column(household::Column::Id)
        .filter(household::Column::Code.eq(code))
        .into_tuple()
        .one(db)
        .await
}

/// The head of an official's unit, when that is somebody else.
pub(super) async fn head_of(db: &impl ConnectionTrait, official_id: Uuid) -> Result<Option<Uuid>, DbErr> {
    let Some(official) = official::Entity::find_by_id(official_id).one(db).await? else { return Ok(None) };
    let unit = unit::Entity::find_by_id(official.unit_id).one(db).await?;
    Ok(unit.and_then(|unit| unit.head_id).filter(|head| *head != official_id))
}

/// What ended for each official since an instant: state, verdict, how often.
pub(super) async fn ended(
    db: &impl ConnectionTrait,
    since: DateTime<Utc>,
) -> Result<Vec<(Uuid, String, Option<String>)>, DbErr> {
    follow_up::Entity::find()
        .select_only()
        .columns([Column::OfficialId, Column::State, Column::Verdict])
        .filter(Column::EndedAt.gte(since))
        .into_tuple()
        .all(db)
        .await
}
