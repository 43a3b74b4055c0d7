//! The file of whoever is heard, for those at the table: what the official entered before he was drawn, how it was
//! rated, and what was typed of his answers.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{audit::hearing as rules, identity::Operation, pledge, rating::RoundKind, request as requests};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    answer::SEALED_NOTE,
    household,
    person::{self, Person},
    record::year_of,
    store,
    view::{FileAnswer, FilePledge, FileRating, FileRequest, FileVisit, HeardFile},
    word::{HeardKind, Question},
};
use crate::{
    app::App,
    audit::{record as work, store as meetings},
    caller::Caller,
    clock::china_day,
    error::{ApiError, ApiResult},
    journal::{self, Subject},
    rating::own::cells,
};
use entity::{
    grid, household as households, official, pledge as pledges, rating_result, rating_round, request, topic,
    unit, visit,
};

/// So many rows of each kind are enough on stage.
const MOST: u64 = 100;

/// The file of somebody drawn or called by name.
pub(super) async fn read(caller: &Caller, id: Uuid, label: &str) -> ApiResult<HeardFile> {
    let sight = caller.may(Operation::GetHeardFile)?;
    let app = &caller.app;
    let db = app.db.reader();
    let meeting = meetings::seen(db, &sight, id).await?.ok_or_else(ApiError::not_found)?;
    let rounds = meetings::rounds(db, id).await?;
    let person = person::find(db, id, &rounds, label).await?;
    let mut file = HeardFile {
        label: person.label.clone(),
        kind: person.kind,
        name: None,
        unit: None,
        village: None,
        official: person.official.clone(),
        has_phone: None,
        record: None,
        visits: Vec::new(),
        requests: Vec::new(),
        pledges: Vec::new(),
        rating: None,
        answers: answers(app, id, label).await?,
    };
    match (person.kind, person.official_id) {
        (HeardKind::Household, _) => {
            let row = household::behind(db, label).await?.ok_or_else(ApiError::not_found)?;
            of_household(db, &person, &row, &mut file).await?;
            let tx = app.db.begin().await?;
            let subject = Subject::new("household", row.id);
            let detail = json!({ "meeting": meeting.code, "label": label });
            journal::record(
                &tx,
                app.clock.id(),
                app.clock.now(),
                caller,
                "look_at_household",
                subject,
                detail,
            )
            .await?;
            tx.commit().await?;
        }
        (_, Some(official_id)) => of_official(db, &person, official_id, &mut file).await?,
        (_, None) => {}
    }
    Ok(file)
}

async fn of_official(
    db: &impl ConnectionTrait,
    person: &Person,
    official_id: Uuid,
    file: &mut HeardFile,
) -> ApiResult<()> {
    let row = official::Entity::find_by_id(official_id).one(db).await?.ok_or_else(ApiError::not_found)?;
    let unit = unit::Entity::find_by_id(row.unit_id).one(db).await?;
    file.name = Some(row.name);
    file.unit = unit.map(|unit| unit.name);
    file.record = work::of(db, &person.label, person.since).await?;
    let claimed = visit::Entity::find().filter(visit::Column::OfficialId.eq(official_id));
    file.visits = visits(db, claimed, person.since).await?;
    let raised = request::Entity::find().filter(request::Column::OfficialId.eq(official_id));
    file.requests = requests_of(db, raised, person.since).await?;
    let promised = pledges::Entity::find().filter(pledges::Column::OfficialId.eq(official_id));
    file.pledges = pledges_of(db, promised, person.since).await?;
    file.rating = rating(db, official_id).await?;
    Ok(())
}

async fn of_household(
    db: &impl ConnectionTrait,
    person: &Person,
    row: &households::Model,
    file: &mut HeardFile,
) -> ApiResult<()> {
    file.village = Some(household::village(db, row).await?);
    file.has_phone = Some(row.phone.is_some());
    let claimed = visit::Entity::find().filter(visit::Column::HouseholdId.eq(row.id));
    file.visits = visits(db, claimed, person.since).await?;
    let raised = request::Entity::find().filter(request::Column::HouseholdId.eq(row.id));
    file.requests = requests_of(db, raised, person.since).await?;
    let promised = pledges::Entity::find().filter(pledges::Column::HouseholdId.eq(row.id));
    file.pledges = pledges_of(db, promised, person.since).await?;
    Ok(())
}

async fn visits(
    db: &impl ConnectionTrait,
    query: Select<visit::Entity>,
    until: DateTime<Utc>,
) -> Result<Vec<FileVisit>, DbErr> {
    let rows = query
        .filter(visit::Column::ClaimedAt.between(year_of(until), until))
        .filter(visit::Column::ReceivedAt.lte(until))
        .order_by_desc(visit::Column::ClaimedAt)
        .order_by_desc(visit::Column::Id)
        .limit(MOST)
        .all(db)
        .await?;
    let homes: Vec<(Uuid, Uuid)> = households::Entity::find()
        .select_only()
        .columns([households::Column::Id, households::Column::VillageId])
        .filter(households::Column::Id.is_in(rows.iter().map(|row| row.household_id)))
        .into_tuple()
        .all(db)
        .await?;
    let homes: HashMap<Uuid, Uuid> = homes.into_iter().collect();
    let villages: Vec<(Uuid, String)> = grid::Entity::find()
        .select_only()
        .columns([grid::Column::Id, grid::Column::Name])
        .filter(grid::Column::Id.is_in(homes.values().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let villages: HashMap<Uuid, String> = villages.into_iter().collect();
    let shown = |row: visit::Model| FileVisit {
        on: china_day(row.claimed_at),
        village: homes.get(&row.household_id).and_then(|id| villages.get(id)).cloned().unwrap_or_default(),
        step: u32::try_from(row.step).unwrap_or_default(),
        topic: row.topic,
        tag_seen: row.tag_seen,
        confirmation: row.confirmation,
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// A complaint about him is the inspector's and is no part of it.
async fn requests_of(
    db: &impl ConnectionTrait,
    query: Select<request::Entity>,
    until: DateTime<Utc>,
) -> Result<Vec<FileRequest>, DbErr> {
    let rows = query
        .filter(request::Column::Complaint.eq(false))
        .filter(request::Column::OpenedAt.between(year_of(until), until))
        .order_by_desc(request::Column::OpenedAt)
        .order_by_desc(request::Column::Id)
        .limit(MOST)
        .all(db)
        .await?;
    let topics = topic::Entity::find().all(db).await?;
    let topics: HashMap<Uuid, String> = topics.into_iter().map(|topic| (topic.id, topic.name)).collect();
    let day = china_day(until);
    let shown = |row: request::Model| FileRequest {
        topic: row.topic_id.and_then(|id| topics.get(&id).cloned()),
        overdue: row.closed_at.is_none() && is_open(&row.state) && is_past(row.due_on, day),
        number: row.number,
        state: row.state,
        opened_on: china_day(row.opened_at),
        due_on: row.due_on,
        closed_on: row.closed_at.map(china_day),
    };
    Ok(rows.into_iter().map(shown).collect())
}

fn is_open(state: &str) -> bool {
    use requests::State::{Answered, Confirmed, Declined, Unconfirmed, Withdrawn};
    state
        .parse::<requests::State>()
        .is_ok_and(|state| !matches!(state, Answered | Confirmed | Declined | Unconfirmed | Withdrawn))
}

fn is_past(due_on: Option<NaiveDate>, day: NaiveDate) -> bool {
    due_on.is_some_and(|due| due < day)
}

async fn pledges_of(
    db: &impl ConnectionTrait,
    query: Select<pledges::Entity>,
    until: DateTime<Utc>,
) -> Result<Vec<FilePledge>, DbErr> {
    let day = china_day(until);
    let rows = query
        .filter(pledges::Column::MadeOn.lte(day))
        .order_by_desc(pledges::Column::MadeOn)
        .order_by_desc(pledges::Column::Id)
        .limit(MOST)
        .all(db)
        .await?;
    let shown = |row: pledges::Model| FilePledge {
        made_on: row.made_on,
        due_on: row.due_on,
        overdue: row.state == pledge::State::Open.as_str() && row.due_on < day,
        state: row.state,
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// What households said of him in the last round that was counted, as far as it may be shown.
async fn rating(db: &impl ConnectionTrait, official_id: Uuid) -> Result<Option<FileRating>, DbErr> {
    let found = rating_result::Entity::find()
        .filter(rating_result::Column::OfficialId.eq(official_id))
        .filter(rating_result::Column::Unscored.is_null())
        .all(db)
        .await?;
    let round = rating_round::Entity::find()
        .filter(rating_round::Column::Id.is_in(found.iter().map(|row| row.round_id)))
        .filter(rating_round::Column::State.eq("closed"))
        .filter(rating_round::Column::Kind.eq(RoundKind::Household.as_str()))
        .order_by_desc(rating_round::Column::ClosesOn)
        .one(db)
        .await?;
    let Some(round) = round else { return Ok(None) };
    let Some(row) = found.into_iter().find(|row| row.round_id == round.id) else { return Ok(None) };
    let counted = u32::try_from(row.counted).unwrap_or_default();
    Ok(Some(FileRating { round: round.name, closes_on: round.closes_on, counted, cells: cells(&row) }))
}

async fn answers(app: &App, id: Uuid, label: &str) -> ApiResult<Vec<FileAnswer>> {
    let rows = store::answers_of(app.db.reader(), id, label).await?;
    let mut answers = Vec::with_capacity(rows.len());
    for row in rows {
        let (Ok(question), Ok(reply)) =
            (row.question.parse::<rules::Question>(), row.reply.parse::<rules::Reply>())
        else {
            continue;
        };
        answers.push(FileAnswer {
            question: Question::from(question),
            reply: reply.into(),
            note: row.note.map(|note| app.keyring.open(SEALED_NOTE, &note)).transpose()?,
            at: row.at,
        });
    }
    Ok(answers)
}
