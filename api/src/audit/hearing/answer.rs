//! The checklist: what the official claims, what his household says.

use domain::{audit::hearing as rules, identity::Operation};
use sea_orm::{
    ActiveValue::{self, NotSet, Set},
    DatabaseTransaction, EntityTrait,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    person, store,
    undo::{self, Before},
    view::AnswerForm,
    word::{HeardKind, Question},
};
use crate::{
    audit::{turn::Turn, view::MeetingState},
    caller::Caller,
    error::{ApiError, ApiResult},
};
use entity::{meeting_answer, sealed::Sealed};

pub(in crate::audit) const SEALED_NOTE: &str = "meeting_answer.note";

/// Writes an answer down, over what was written before.
pub(super) async fn record(
    caller: &Caller,
    id: Uuid,
    label: &str,
    question: Question,
    form: AnswerForm,
) -> ApiResult<()> {
    let turn = Turn::read(caller, Operation::RecordAnswer, id, MeetingState::Opened).await?;
    let app = turn.app();
    let person = person::find(app.db.reader(), id, &turn.rounds, label).await?;
    if person.kind == HeardKind::Other {
        return Err(ApiError::not_found());
    }
    let (question, reply) = (rules::Question::from(question), rules::Reply::from(form.reply));
    let note = match form.note.as_deref().map(str::trim) {
        // Absent is not empty: whoever answers again without a word to the note leaves it.
        None => NotSet,
        Some("") => Set(None),
        Some(note) => Set(Some(app.keyring.seal(SEALED_NOTE, note))),
    };
    let tx = turn.begin_beside_others().await?;
    let before = put(&tx, &turn, label, question, reply, note).await?;
    undo::remember(&tx, &turn, label, &before).await?;
    // The reply is published; the note is not even told to the journal.
    let detail = json!({ "label": label, "question": question.as_str(), "reply": reply.as_str() });
    turn.end(tx, "record_answer", detail).await
}

async fn put(
    tx: &DatabaseTransaction,
    turn: &Turn<'_>,
    label: &str,
    question: rules::Question,
    reply: rules::Reply,
    note: ActiveValue<Option<Sealed>>,
) -> ApiResult<Before> {
    let app = turn.app();
    let stored = store::answers_of(tx, turn.meeting.id, label).await?;
    let stored = stored.into_iter().find(|row| row.question == question.as_str());
    let question = question.as_str().to_owned();
    let mut row = meeting_answer::ActiveModel {
        reply: Set(reply.as_str().to_owned()),
        note,
        account_id: Set(turn.caller.account_id),
        at: Set(app.clock.now()),
        ..Default::default()
    };
    if let Some(stored) = stored {
        let stood = stored.note.map(|note| app.keyring.open(SEALED_NOTE, &note)).transpose()?;
        row.id = Set(stored.id);
        meeting_answer::Entity::update(row).exec(tx).await?;
        return Ok(Before::Answer { question, stood: Some((stored.reply, stood, stored.at)) });
    }
    row.id = Set(app.clock.id());
    row.meeting_id = Set(turn.meeting.id);
    row.label = Set(label.to_owned());
    row.question = Set(question.clone());
    meeting_answer::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(Before::Answer { question, stood: None })
}
