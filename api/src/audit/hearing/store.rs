//! Queries over calls, answers, people called by name, venues and the panel.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use entity::{
    draw_round, meeting_answer, meeting_call, meeting_consent, meeting_named, meeting_typing, meeting_venue,
    official, panel_judge, panel_seat, panel_vote, round_venue,
};

/// The calls of a meeting by label, in the order they were made.
pub(super) async fn calls(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
) -> Result<HashMap<String, Vec<meeting_call::Model>>, DbErr> {
    let rows = meeting_call::Entity::find()
        .filter(meeting_call::Column::MeetingId.eq(meeting_id))
        .order_by_asc(meeting_call::Column::At)
        .order_by_asc(meeting_call::Column::Id)
        .all(db)
        .await?;
    Ok(by_label(rows, |row| row.label.clone()))
}

/// The calls to one person.
pub(super) async fn calls_to(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
    label: &str,
) -> Result<Vec<meeting_call::Model>, DbErr> {
    meeting_call::Entity::find()
        .filter(meeting_call::Column::MeetingId.eq(meeting_id))
        .filter(meeting_call::Column::Label.eq(label))
        .order_by_asc(meeting_call::Column::At)
        .order_by_asc(meeting_call::Column::Id)
        .all(db)
        .await
}

/// The answers of a meeting by label.
pub(super) async fn answers(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
) -> Result<HashMap<String, Vec<meeting_answer::Model>>, DbErr> {
    let rows = meeting_answer::Entity::find()
        .filter(meeting_answer::Column::MeetingId.eq(meeting_id))
        .order_by_asc(meeting_answer::Column::At)
        .all(db)
        .await?;
    Ok(by_label(rows, |row| row.label.clone()))
}

/// The answers of one person.
pub(super) async fn answers_of(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
    label: &str,
) -> Result<Vec<meeting_answer::Model>, DbErr> {
    meeting_answer::Entity::find()
        .filter(meeting_answer::Column::MeetingId.eq(meeting_id))
        .filter(meeting_answer::Column::Label.eq(label))
        .order_by_asc(meeting_answer::Column::At)
        .all(db)
        .await
}

fn by_label<T>(rows: Vec<T>, label: impl Fn(&T) -> String) -> HashMap<String, Vec<T>> {
    let mut sorted: HashMap<String, Vec<T>> = HashMap::new();
    for row in rows {
        sorted.entry(label(&row)).or_default().push(row);
    }
    sorted
}

/// Which households were asked whether they may be heard, and what they said.
pub(super) async fn consents(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
) -> Result<HashMap<String, bool>, DbErr> {
    let rows = meeting_consent::Entity::find()
        .filter(meeting_consent::Column::MeetingId.eq(meeting_id))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.label, row.agreed)).collect())
}

/// What one household said to being heard.
pub(super) async fn consent(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
    label: &str,
) -> Result<Option<meeting_consent::Model>, DbErr> {
    meeting_consent::Entity::find()
        .filter(meeting_consent::Column::MeetingId.eq(meeting_id))
        .filter(meeting_consent::Column::Label.eq(label))
        .one(db)
        .await
}

/// Those called by name, in their order.
pub(super) async fn named(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
) -> Result<Vec<meeting_named::Model>, DbErr> {
    meeting_named::Entity::find()
        .filter(meeting_named::Column::MeetingId.eq(meeting_id))
        .order_by_asc(meeting_named::Column::CalledAt)
        .order_by_asc(meeting_named::Column::Id)
        .all(db)
        .await
}

/// Somebody called by name.
pub(super) async fn named_one(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
    label: &str,
) -> Result<Option<meeting_named::Model>, DbErr> {
    meeting_named::Entity::find()
        .filter(meeting_named::Column::MeetingId.eq(meeting_id))
        .filter(meeting_named::Column::Label.eq(label))
        .one(db)
        .await
}

/// The officials among these labels, by number.
pub(super) async fn officials(
    db: &impl ConnectionTrait,
    labels: &[String],
) -> Result<HashMap<String, Uuid>, DbErr> {
    let found: Vec<(String, Uuid)> = official::Entity::find()
        .select_only()
        .columns([official::Column::Number, official::Column::Id])
        .filter(official::Column::Number.is_in(labels.iter().map(String::as_str)))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().collect())
}

/// The venues in their order.
pub(super) async fn venues(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
) -> Result<Vec<meeting_venue::Model>, DbErr> {
    meeting_venue::Entity::find()
        .filter(meeting_venue::Column::MeetingId.eq(meeting_id))
        .order_by_asc(meeting_venue::Column::Position)
        .order_by_asc(meeting_venue::Column::Id)
        .all(db)
        .await
}

/// Where these rounds belong; a round of the hall is not among them.
pub(super) async fn places(
    db: &impl ConnectionTrait,
    rounds: &[draw_round::Model],
) -> Result<HashMap<Uuid, Uuid>, DbErr> {
    let rows = round_venue::Entity::find()
        .filter(round_venue::Column::DrawRoundId.is_in(rounds.iter().map(|round| round.id)))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.draw_round_id, row.venue_id)).collect())
}

/// The votes in their order.
pub(super) async fn votes(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
) -> Result<Vec<panel_vote::Model>, DbErr> {
    panel_vote::Entity::find()
        .filter(panel_vote::Column::MeetingId.eq(meeting_id))
        .order_by_asc(panel_vote::Column::Number)
        .all(db)
        .await
}

/// Whether a vote is open: until it is closed the meeting cannot be.
pub(in crate::audit) async fn vote_is_open(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
) -> Result<bool, DbErr> {
    let open = panel_vote::Entity::find()
        .filter(panel_vote::Column::MeetingId.eq(meeting_id))
        .filter(panel_vote::Column::State.eq("open"))
        .count(db)
        .await?;
    Ok(open > 0)
}

/// The judges in their order.
pub(super) async fn judges(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
) -> Result<Vec<panel_judge::Model>, DbErr> {
    panel_judge::Entity::find()
        .filter(panel_judge::Column::MeetingId.eq(meeting_id))
        .order_by_asc(panel_judge::Column::Position)
        .all(db)
        .await
}

/// For how many votes the seats of the panel are.
pub(super) async fn last_vote(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<i32, DbErr> {
    let last: Option<Option<i32>> = panel_seat::Entity::find()
        .select_only()
        .column_as(panel_seat::Column::Votes.max(), "last")
        .filter(panel_seat::Column::MeetingId.eq(meeting_id))
        .into_tuple()
        .one(db)
        .await?;
    Ok(last.flatten().unwrap_or(0))
}

/// The last thing typed while there were so many rounds, if it was not taken back.
pub(super) async fn last_typed(
    db: &impl ConnectionTrait,
    meeting_id: Uuid,
    rounds: i32,
) -> Result<Option<meeting_typing::Model>, DbErr> {
    meeting_typing::Entity::find()
        .filter(meeting_typing::Column::MeetingId.eq(meeting_id))
        .filter(meeting_typing::Column::Rounds.eq(rounds))
        .filter(meeting_typing::Column::Undone.eq(false))
        .order_by_desc(meeting_typing::Column::Seq)
        .one(db)
        .await
}

/// How many things were ever typed.
pub(super) async fn typed(db: &impl ConnectionTrait, meeting_id: Uuid) -> Result<u64, DbErr> {
    meeting_typing::Entity::find().filter(meeting_typing::Column::MeetingId.eq(meeting_id)).count(db).await
}
