//! Editing a form: idempotent by the client's id, for good; merged field by field.

use std::collections::BTreeMap;

use domain::{
    condition::{self as rules, Conflict, Edit, Entry, Field, Flaw, Form},
    identity::Role,
};
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::{
    service::{self, SEALED_BASE, SEALED_FIRST, SEALED_RESOLUTION, SEALED_SECOND, SEALED_VALUE, value_index},
    store,
    view::{ConditionForm, EditForm, Edited, FormChange, FormChoice, ResolveForm},
};
use crate::{
    app::App,
    caller::{Caller, Sight},
    error::{ApiError, ApiResult},
    keyring::Purpose,
    roster, typed,
};
use entity::{form, form_conflict, form_edit, form_field};

/// Takes an edit in and answers with the merged form.
pub async fn edit(
    caller: &Caller,
    sight: &Sight,
    household_id: Uuid,
    id: Uuid,
    sent: EditForm,
) -> ApiResult<Edited> {
    let (app, now) = (&caller.app, caller.app.clock.now());
    let changes = changes(&sent.changes)?;
    let content = content(app, household_id, &sent, &changes);
    let after = sent.after.unwrap_or_default();
    let tx = app.db.begin().await?;
    let household = roster::service::household(&tx, sight, household_id).await?;
    household.ok_or_else(|| ApiError::invalid("not_your_household"))?;
    let held = store::hold(&tx, household_id, now).await?;
    let row = form_edit::Model { id, household_id, content: content.clone(), received_at: now };
    if !store::keep_edit(&tx, row).await? {
        let there = store::edit_of(&tx, id).await?;
        if there.is_none_or(|there| there.content != content) {
            return Err(ApiError::conflict("edit_id_used"));
        }
        let shown = service::form(&tx, app, household_id).await?;
        return Ok(Edited::Same(poem_openapi::payload::Json(shown)));
    }
    if sent.base_version > held.version {
        return Err(ApiError::field("base_version", "out_of_range"));
    }
    check_members(&tx, household_id, &changes).await?;
    let known = known(&tx, app, &held).await?;
    let edit = Edit { id, base: sent.base_version, after: &after, changes: &changes };
    let merged = rules::merge(&known.form, &edit);
    if !merged.is_empty() {
        let version = held.version + 1;
        let author = Author { caller, edit: id, version };
        store::write(&tx, household_id, author.fields(household_id, &merged.changed)).await?;
        let conflicts =
            merged.conflicts.iter().map(|conflict| author.conflict(household_id, conflict, &known));
        store::name_conflicts(&tx, conflicts.collect()).await?;
        store::set_version(&tx, form::Model { household_id, version, changed_at: now }).await?;
    }
    if !sight.as_role(Role::Official) {
        let fields: Vec<String> = changes.iter().map(|(field, _)| field.to_string()).collect();
        service::record(&tx, caller, "edit_form", household_id, json!({ "fields": fields })).await?;
    }
    let shown = service::form(&tx, app, household_id).await?;
    tx.commit().await?;
    Ok(Edited::Created(poem_openapi::payload::Json(shown)))
}

/// Decides between two values, or for a third.
pub async fn resolve(
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
    sent: ResolveForm,
) -> ApiResult<ConditionForm> {
    let (app, now) = (&caller.app, caller.app.clock.now());
    let tx = app.db.begin().await?;
    let conflict = store::conflict_by_id(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    let household_id = conflict.household_id;
    roster::service::household(&tx, sight, household_id).await?.ok_or_else(ApiError::not_found)?;
    let held = store::hold(&tx, household_id, now).await?;
    // Somebody may have decided while the form was waited for.
    let conflict = store::conflict_by_id(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    let field: Field = conflict.field.parse().map_err(anyhow::Error::from)?;
    let value = match (sent.choice, sent.value) {
        (Some(FormChoice::First), None) => app.keyring.open(SEALED_FIRST, &conflict.first)?,
        (Some(FormChoice::Second), None) => app.keyring.open(SEALED_SECOND, &conflict.second)?,
        (None, Some(value)) => cleaned("value", field, &value)?,
        _ => return Err(ApiError::field("value", "one_of")),
    };
    if let Some(resolution) = &conflict.resolution {
        if app.keyring.open(SEALED_RESOLUTION, resolution)? != value {
            return Err(ApiError::conflict("conflict_resolved"));
        }
        return service::form(&tx, app, household_id).await;
    }
    let known = known(&tx, app, &held).await?;
    let version = held.version + 1;
    let author = Author { caller, edit: id, version };
    if known.form.value(field) != value {
        store::write(&tx, household_id, author.fields(household_id, &[(field, value.clone())])).await?;
    }
    store::set_version(&tx, form::Model { household_id, version, changed_at: now }).await?;
    let resolved = form_conflict::Model {
        resolution: Some(app.keyring.seal(SEALED_RESOLUTION, &value)),
        resolved_at: Some(now),
        resolved_by: Some(caller.display_name.clone()),
        ..conflict
    };
    store::resolve(&tx, resolved).await?;
    let shown = service::form(&tx, app, household_id).await?;
    tx.commit().await?;
    Ok(shown)
}

/// The changes as they are stored, each field once.
fn changes(sent: &[FormChange]) -> ApiResult<Vec<(Field, String)>> {
    let mut changes = BTreeMap::new();
    for (at, change) in sent.iter().enumerate() {
        let place = |name: &str| format!("changes[{at}].{name}");
        let field: Field = change.field.parse().map_err(|_| ApiError::field(&place("field"), "unknown"))?;
        let value = cleaned(&place("value"), field, &change.value)?;
        if changes.insert(field, value).is_some() {
            return Err(ApiError::field(&place("field"), "twice"));
        }
    }
    Ok(changes.into_iter().collect())
}

fn cleaned(place: &str, field: Field, value: &str) -> ApiResult<String> {
    field.clean(&typed::text(place, value)?).map_err(|flaw| match flaw {
        Flaw::TooLong => ApiError::field(place, "too_long"),
        Flaw::Format => ApiError::field(place, "format"),
    })
}

/// A keyed hash of what an edit says: it holds personal data, so it is not stored a second time.
fn content(app: &App, household_id: Uuid, sent: &EditForm, changes: &[(Field, String)]) -> Vec<u8> {
    let changes: Vec<_> = changes.iter().map(|(field, value)| json!([field.to_string(), value])).collect();
    let text = json!([household_id, sent.base_version, changes]).to_string();
    app.keyring.mac(Purpose::Hash, format!("form edit|{text}").as_bytes())
}

async fn check_members(
    tx: &impl ConnectionTrait,
    household_id: Uuid,
    changes: &[(Field, String)],
) -> ApiResult<()> {
    if changes.iter().all(|(field, _)| field.member().is_none()) {
        return Ok(());
    }
    let members = store::members(tx, vec![household_id]).await?;
    let lives_there = |id: Uuid| members.iter().any(|member| member.id == id);
    if changes.iter().filter_map(|(field, _)| field.member()).all(lives_there) {
        Ok(())
    } else {
        Err(ApiError::field("changes", "unknown"))
    }
}

/// A form as the rules know it, and who wrote what stands in its fields.
struct Known {
    form: Form,
    authors: BTreeMap<Field, String>,
}

async fn known(tx: &impl ConnectionTrait, app: &App, held: &form::Model) -> ApiResult<Known> {
    let mut known =
        Known { form: Form { version: held.version, ..Form::default() }, authors: BTreeMap::new() };
    for row in store::entries(tx, held.household_id).await? {
        let field: Field = row.field.parse().map_err(anyhow::Error::from)?;
        let entry = Entry {
            value: app.keyring.open(SEALED_VALUE, &row.value)?,
            version: row.version,
            edit: row.edit_id.unwrap_or(row.id),
        };
        known.form.entries.entry(field).or_default().push(entry);
        known.authors.insert(field, row.changed_by_name);
    }
    for row in store::open_conflicts(tx, vec![held.household_id]).await? {
        known.form.open.push(Conflict {
            field: row.field.parse().map_err(anyhow::Error::from)?,
            base: row.base.map(|base| app.keyring.open(SEALED_BASE, &base)).transpose()?,
            first: app.keyring.open(SEALED_FIRST, &row.first)?,
            second: app.keyring.open(SEALED_SECOND, &row.second)?,
        });
    }
    Ok(known)
}

/// Who writes which version.
struct Author<'a> {
    caller: &'a Caller,
    edit: Uuid,
    version: i32,
}

impl Author<'_> {
    fn fields(&self, household_id: Uuid, changed: &[(Field, String)]) -> Vec<form_field::Model> {
        let (app, caller) = (&self.caller.app, self.caller);
        let row = |(field, value): &(Field, String)| form_field::Model {
            id: app.clock.id(),
            household_id,
            field: field.to_string(),
            value: app.keyring.seal(SEALED_VALUE, value),
            value_index: value_index(&app.keyring, *field, value),
            version: self.version,
            is_current: true,
            edit_id: Some(self.edit),
            changed_by: caller.official_id,
            changed_by_name: caller.display_name.clone(),
            changed_at: app.clock.now(),
        };
        changed.iter().map(row).collect()
    }

    fn conflict(&self, household_id: Uuid, conflict: &Conflict, known: &Known) -> form_conflict::Model {
        let (app, keyring) = (&self.caller.app, &self.caller.app.keyring);
        form_conflict::Model {
            id: app.clock.id(),
            household_id,
            field: conflict.field.to_string(),
            base: conflict.base.as_ref().map(|base| keyring.seal(SEALED_BASE, base)),
            first: keyring.seal(SEALED_FIRST, &conflict.first),
            second: keyring.seal(SEALED_SECOND, &conflict.second),
            first_by: known.authors.get(&conflict.field).cloned().unwrap_or_default(),
            second_by: self.caller.display_name.clone(),
            at: app.clock.now(),
            resolution: None,
            resolved_at: None,
            resolved_by: None,
        }
    }
}
