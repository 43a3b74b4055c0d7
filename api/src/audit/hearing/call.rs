//! The caller's work: the number to dial, the log of calls, and whether a household agreed to be heard.

use domain::{audit::hearing as rules, identity::Operation};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DatabaseTransaction, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use super::{
    household,
    person::{self, Person},
    store,
    undo::{self, Before},
    view::PhoneShown,
    word::{CallResult, HeardKind},
};
use crate::{
    app::App,
    audit::{turn::Turn, view::MeetingState},
    caller::Caller,
    error::{ApiError, ApiResult},
    journal::{self, Subject},
    roster::service::{SEALED_HOUSEHOLD_PHONE, SEALED_OFFICIAL_PHONE},
};
use entity::{meeting_call, meeting_consent, official, unit};

/// The number of somebody to be phoned. The look is recorded before it is granted.
pub(super) async fn phone(caller: &Caller, id: Uuid, label: &str) -> ApiResult<PhoneShown> {
    let turn = Turn::read(caller, Operation::ShowPhone, id, MeetingState::Opened).await?;
    let app = turn.app();
    let db = app.db.reader();
    let person = person::find(db, id, &turn.rounds, label).await?;
    let (shown, subject) = match person.kind {
        HeardKind::Household => {
            let row = household::behind(db, label).await?.ok_or_else(ApiError::not_found)?;
            let subject = Subject::new("household", row.id);
            let sealed = row.phone.as_ref().ok_or_else(|| no_phone(label))?;
            let shown = PhoneShown {
                phone: app.keyring.open(SEALED_HOUSEHOLD_PHONE, sealed)?,
                place: household::village(db, &row).await?,
                on_air: on_air(db, id, &person).await?,
                name: row.head_name,
            };
            (shown, subject)
        }
        HeardKind::Official => official_phone(app, db, &person).await?,
        HeardKind::Other => return Err(ApiError::not_found()),
    };
    let tx = app.db.begin().await?;
    let detail = json!({ "meeting": turn.meeting.code, "label": label });
    journal::record(&tx, app.clock.id(), app.clock.now(), caller, "show_phone", subject, detail).await?;
    tx.commit().await?;
    Ok(shown)
}

async fn official_phone(
    app: &App,
    db: &impl ConnectionTrait,
    person: &Person,
) -> ApiResult<(PhoneShown, Subject)> {
    let id = person.official_id.ok_or_else(ApiError::not_found)?;
    let row = official::Entity::find_by_id(id).one(db).await?.ok_or_else(ApiError::not_found)?;
    let sealed = row.phone.as_ref().ok_or_else(|| no_phone(&person.label))?;
    let unit = unit::Entity::find_by_id(row.unit_id).one(db).await?;
    let shown = PhoneShown {
        phone: app.keyring.open(SEALED_OFFICIAL_PHONE, sealed)?,
        name: row.name,
        place: unit.map(|unit| unit.name).unwrap_or_default(),
        on_air: true,
    };
    Ok((shown, Subject::new("official", id)))
}

/// There is no number to call: somebody goes there, or the roster is wrong.
fn no_phone(label: &str) -> ApiError {
    ApiError::conflict("no_phone").with("label", label)
}

/// Whether the hall may hear a call. A household is dialled off the air unless it agreed.
async fn on_air(db: &impl ConnectionTrait, meeting_id: Uuid, person: &Person) -> ApiResult<bool> {
    if person.kind != HeardKind::Household {
        return Ok(true);
    }
    Ok(store::consent(db, meeting_id, &person.label).await?.is_some_and(|consent| consent.agreed))
}

/// Whether there is a number to call.
async fn has_phone(db: &impl ConnectionTrait, person: &Person) -> ApiResult<bool> {
    Ok(match (person.kind, person.official_id) {
        (HeardKind::Household, _) => {
            household::behind(db, &person.label).await?.is_some_and(|row| row.phone.is_some())
        }
        (HeardKind::Official, Some(id)) => {
            official::Entity::find_by_id(id).one(db).await?.is_some_and(|row| row.phone.is_some())
        }
        _ => false,
    })
}

/// Logs a call, with the program's time.
pub(super) async fn log(caller: &Caller, id: Uuid, label: &str, result: CallResult) -> ApiResult<()> {
    let turn = Turn::read(caller, Operation::LogCall, id, MeetingState::Opened).await?;
    let app = turn.app();
    let db = app.db.reader();
    let person = person::find(db, id, &turn.rounds, label).await?;
    if person.kind == HeardKind::Household && !has_phone(db, &person).await? {
        return Err(no_phone(label));
    }
    let on_air = on_air(db, id, &person).await?;
    let result = rules::CallResult::from(result);
    let tx = turn.begin_beside_others().await?;
    let call = app.clock.id();
    let row = meeting_call::ActiveModel {
        id: Set(call),
        meeting_id: Set(id),
        label: Set(label.to_owned()),
        result: Set(result.as_str().to_owned()),
        on_air: Set(on_air),
        account_id: Set(caller.account_id),
        at: Set(app.clock.now()),
    };
    meeting_call::Entity::insert(row).exec_without_returning(&tx).await?;
    undo::remember(&tx, &turn, label, &Before::Call { id: call }).await?;
    turn.end(tx, "log_call", json!({ "label": label, "result": result.as_str() })).await
}

/// Records whether a household agrees to be heard in the hall at this meeting.
pub(super) async fn consent(caller: &Caller, id: Uuid, label: &str, agreed: bool) -> ApiResult<()> {
    let turn = Turn::read(caller, Operation::RecordConsent, id, MeetingState::Opened).await?;
    let app = turn.app();
    let person = person::find(app.db.reader(), id, &turn.rounds, label).await?;
    if person.kind != HeardKind::Household {
        return Err(ApiError::not_found());
    }
    let tx = turn.begin_beside_others().await?;
    let stood = put_consent(&tx, app, id, label, agreed).await?;
    undo::remember(&tx, &turn, label, &Before::Consent { stood }).await?;
    turn.end(tx, "record_consent", json!({ "label": label, "agreed": agreed })).await
}

async fn put_consent(
    tx: &DatabaseTransaction,
    app: &App,
    id: Uuid,
    label: &str,
    agreed: bool,
) -> ApiResult<Option<bool>> {
    let at = app.clock.now();
    if let Some(stored) = store::consent(tx, id, label).await? {
        let change = meeting_consent::ActiveModel {
            id: Set(stored.id),
            agreed: Set(agreed),
            at: Set(at),
            ..Default::default()
        };
        meeting_consent::Entity::update(change).exec(tx).await?;
        return Ok(Some(stored.agreed));
    }
    let row = meeting_consent::ActiveModel {
        id: Set(app.clock.id()),
        meeting_id: Set(id),
        label: Set(label.to_owned()),
        agreed: Set(agreed),
        at: Set(at),
    };
    meeting_consent::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(None)
}
