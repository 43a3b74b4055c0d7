//! What condition forms show, and what other capabilities ask of them.

use std::collections::HashMap;

use domain::{
    condition::{Field, MemberField},
    roster::{mask_identity_number, mask_phone},
};
use sea_orm::{ConnectionTrait, sea_query::SelectStatement};
use serde_json::json;
use uuid::Uuid;

use super::{
    store::{self, HistoryKey},
    view::{
        ConditionForm, FormConflict, FormField, FormHistory, FormMember, FormValue, FormValues, UnmaskedForm,
    },
};
use crate::{
    app::App,
    caller::{Caller, Sight},
    error::{ApiError, ApiResult},
    http::page,
    journal::{self, Subject},
    keyring::Keyring,
    link, roster, typed,
};
use entity::{form_conflict, form_field, household};

pub const SEALED_VALUE: &str = "form_field.value";
pub const SEALED_BASE: &str = "form_conflict.base";
pub const SEALED_FIRST: &str = "form_conflict.first";
pub const SEALED_SECOND: &str = "form_conflict.second";
pub const SEALED_RESOLUTION: &str = "form_conflict.resolution";

/// The keyed index of a value; only numbers are searched by.
pub fn value_index(keyring: &Keyring, field: Field, value: &str) -> Option<Vec<u8>> {
    let Field::Member(_, kind) = field else { return None };
    (field.is_personal() && !value.is_empty())
        .then(|| keyring.blind_index(&format!("form_field.{kind}"), value))
}

/// Ids of households in whose form this telephone number stands.
pub fn with_phone(keyring: &Keyring, phone: &str) -> SelectStatement {
    store::holding(keyring.blind_index(&format!("form_field.{}", MemberField::Phone), phone))
}

fn parse(field: &str) -> ApiResult<Field> {
    Ok(field.parse().map_err(anyhow::Error::from)?)
}

/// What a screen shows of a value before somebody asks to see it whole.
fn masked(field: Field, value: String) -> String {
    match field {
        _ if value.is_empty() => value,
        Field::Member(_, MemberField::Phone) => mask_phone(&value),
        Field::Member(_, MemberField::IdNumber) => mask_identity_number(&value),
        _ => value,
    }
}

fn show_field(app: &App, row: form_field::Model) -> ApiResult<FormField> {
    let field = parse(&row.field)?;
    Ok(FormField {
        value: masked(field, app.keyring.open(SEALED_VALUE, &row.value)?),
        masked: field.is_personal(),
        field: row.field,
        version: row.version,
        changed_at: row.changed_at,
        changed_by: row.changed_by_name,
    })
}

fn show_conflict(app: &App, row: form_conflict::Model) -> ApiResult<FormConflict> {
    let field = parse(&row.field)?;
    let base = row.base.map(|base| app.keyring.open(SEALED_BASE, &base)).transpose()?;
    Ok(FormConflict {
        id: row.id,
        base: base.map(|base| masked(field, base)),
        first: masked(field, app.keyring.open(SEALED_FIRST, &row.first)?),
        second: masked(field, app.keyring.open(SEALED_SECOND, &row.second)?),
        masked: field.is_personal(),
        field: row.field,
        first_by: row.first_by,
        second_by: row.second_by,
        at: row.at,
    })
}

/// The forms of households; one that was never filled in is empty.
pub async fn forms(
    db: &impl ConnectionTrait,
    app: &App,
    households: &[Uuid],
) -> ApiResult<HashMap<Uuid, ConditionForm>> {
    let empty = |household_id: &Uuid| {
        let household_id = *household_id;
        (
            household_id,
            ConditionForm { household_id, version: 0, fields: vec![], conflicts: vec![], members: vec![] },
        )
    };
    let mut forms: HashMap<Uuid, ConditionForm> = households.iter().map(empty).collect();
    for row in store::forms(db, households.to_vec()).await? {
        if let Some(form) = forms.get_mut(&row.household_id) {
            form.version = row.version;
        }
    }
    for row in store::current(db, households.to_vec()).await? {
        if let Some(form) = forms.get_mut(&row.household_id) {
            form.fields.push(show_field(app, row)?);
        }
    }
    for row in store::open_conflicts(db, households.to_vec()).await? {
        if let Some(form) = forms.get_mut(&row.household_id) {
            form.conflicts.push(show_conflict(app, row)?);
        }
    }
    for row in store::members(db, households.to_vec()).await? {
        if let Some(form) = forms.get_mut(&row.household_id) {
            form.members.push(FormMember {
                id: row.id,
                name: row.name,
                relation: row.relation,
                birth_year: row.birth_year,
                sex: row.sex,
            });
        }
    }
    Ok(forms)
}

/// The form of one household.
pub(super) async fn form(
    db: &impl ConnectionTrait,
    app: &App,
    household_id: Uuid,
) -> ApiResult<ConditionForm> {
    forms(db, app, &[household_id]).await?.remove(&household_id).ok_or_else(ApiError::not_found)
}

/// A household in sight. An official's look at a household of his own is his daily work; every other is recorded.
async fn looked_at(caller: &Caller, sight: &Sight, id: Uuid) -> ApiResult<household::Model> {
    let app = &caller.app;
    let db = app.db.reader();
    let row = roster::service::household(db, sight, id).await?.ok_or_else(ApiError::not_found)?;
    let own = sight.own_links();
    if own.is_none() || link::service::official_of(db, id).await? != own {
        let tx = app.db.begin().await?;
        record(&tx, caller, "look_at_form", id, json!({})).await?;
        tx.commit().await?;
    }
    Ok(row)
}

/// The form of a household in sight.
pub async fn look(caller: &Caller, sight: &Sight, id: Uuid) -> ApiResult<ConditionForm> {
    looked_at(caller, sight, id).await?;
    form(caller.app.db.reader(), &caller.app, id).await
}

/// Every value that the fields of a form had, the newest first.
pub async fn history(
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
    limit: Option<u32>,
    cursor: Option<&str>,
) -> ApiResult<FormHistory> {
    let limit = page::limit(limit);
    let after: Option<HistoryKey> = page::cursor(cursor)?;
    looked_at(caller, sight, id).await?;
    let mut rows = store::history(caller.app.db.reader(), id, after, limit + 1).await?;
    let next_cursor = page::next(&mut rows, limit, |row| (row.version, row.id));
    let items = rows.into_iter().map(|row| show_field(&caller.app, row)).collect::<ApiResult<_>>()?;
    Ok(FormHistory { items, next_cursor })
}

/// The telephone and identity numbers of a form, whole.
pub async fn unmask(caller: &Caller, sight: &Sight, id: Uuid, reason: &str) -> ApiResult<UnmaskedForm> {
    let app = &caller.app;
    let reason = typed::required("reason", reason)?;
    let tx = app.db.begin().await?;
    roster::service::household(&tx, sight, id).await?.ok_or_else(ApiError::not_found)?;
    let (mut fields, mut conflicts) = (Vec::new(), Vec::new());
    for row in store::current(&tx, vec![id]).await? {
        if parse(&row.field)?.is_personal() {
            let value = app.keyring.open(SEALED_VALUE, &row.value)?;
            fields.push(FormValue { field: row.field, value });
        }
    }
    for row in store::open_conflicts(&tx, vec![id]).await? {
        if parse(&row.field)?.is_personal() {
            conflicts.push(FormValues {
                id: row.id,
                first: app.keyring.open(SEALED_FIRST, &row.first)?,
                second: app.keyring.open(SEALED_SECOND, &row.second)?,
                field: row.field,
            });
        }
    }
    record(&tx, caller, "unmask_form", id, json!({ "reason": reason })).await?;
    tx.commit().await?;
    Ok(UnmaskedForm { fields, conflicts })
}

pub(super) async fn record(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    action: &str,
    household_id: Uuid,
    detail: serde_json::Value,
) -> ApiResult<()> {
    let clock = &caller.app.clock;
    let subject = Subject::new("household", household_id);
    journal::record(tx, clock.id(), clock.now(), caller, action, subject, detail).await?;
    Ok(())
}
