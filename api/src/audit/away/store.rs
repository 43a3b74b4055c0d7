//! Queries over packs.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};
use uuid::Uuid;

use super::view::MeetingPackState;
use crate::{
    clock::china_day,
    error::{ApiError, ApiResult},
};
use entity::meeting_pack::{ActiveModel, Column, Entity, Model};

/// The states in which a meeting is not here.
const AWAY: [MeetingPackState; 2] = [MeetingPackState::Making, MeetingPackState::Out];

fn words(states: &[MeetingPackState]) -> Vec<&'static str> {
    states.iter().map(|state| state.word()).collect()
}

/// The last pack of a meeting.
pub(super) async fn last(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::MeetingId.eq(meeting_id))
        .order_by_desc(Column::TakenAt)
        .order_by_desc(Column::Id)
        .one(db)
        .await
}

/// The pack with which a meeting is away.
pub(super) async fn out(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::MeetingId.eq(meeting_id))
        .filter(Column::State.is_in(words(&AWAY)))
        .one(db)
        .await
}

/// A pack of this meeting.
pub(super) async fn one(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
    id: Uuid,
) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).filter(Column::MeetingId.eq(meeting_id)).one(db).await
}

pub(super) async fn insert(tx: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    Entity::insert(row.into_active_model()).exec_without_returning(tx).await.map(drop)
}

/// Changes a pack that is still in one of these states: true for the one caller who was first.
pub(super) async fn change(
    tx: &impl ConnectionTrait,
    id: Uuid,
    from: &[MeetingPackState],
    to: MeetingPackState,
    change: ActiveModel,
) -> Result<bool, DbErr> {
    let change = ActiveModel { state: Set(to.word().to_owned()), ..change };
    let changed = Entity::update_many()
        .set(change)
        .filter(Column::Id.eq(id))
        .filter(Column::State.is_in(words(from)))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// 409 while the meeting is away, with when and by whom it was taken.
pub(in crate::audit) async fn refuse_if_away(db: &impl ConnectionTrait, meeting_id: Uuid) -> ApiResult<()> {
    match out(db, meeting_id).await? {
        None => Ok(()),
        Some(pack) => Err(ApiError::conflict("meeting_away")
            .with("on", china_day(pack.taken_at))
            .with("by", pack.taken_by_name)),
    }
}
