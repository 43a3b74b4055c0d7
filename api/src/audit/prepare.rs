//! Preparing a meeting: rosters are frozen from the live county and everything that will be announced is checked.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use domain::audit::{
    ExclusionCode,
    pdraw1::{Announced, Announcement, Digest, Draft, DrawError, Exclusions, Label, Plan, Recusals, Roster},
};
use domain::identity::Operation;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, SqlErr,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    OFFICIALS,
    form::{ExclusionForm, MeetingForm, RosterForm},
    refusal,
    roster::{self, FrozenRoster},
    store,
    view::{MeetingState, RosterKind},
};
use crate::{
    app::App,
    caller::Caller,
    error::{ApiError, ApiResult},
    journal::{self, Subject},
};
use entity::{audit_exclusion, audit_meeting, audit_part, audit_roster};

/// Ids of rehearsals begin with this, by the protocol.
const REHEARSAL: &str = "REHEARSAL-";
pub(super) const SEALED_REASON: &str = "audit_exclusion.reason";
/// Parts written at once: each is some kilobytes.
const CHUNK: usize = 200;

/// Everything of a meeting that is ready to be announced.
struct Prepared {
    form: MeetingForm,
    code: String,
    sources: Vec<String>,
    otc_tip: Digest,
    rosters: Vec<FrozenRoster>,
    exclusions: Exclusions,
    recusals: Option<Recusals>,
}

/// Prepares a meeting and returns its id.
pub(super) async fn create(caller: &Caller, form: MeetingForm) -> ApiResult<Uuid> {
    caller.may(Operation::CreateMeeting)?;
    let app = &caller.app;
    let prepared = prepare(app, form).await?;
    let tx = app.db.begin().await?;
    let id = app.clock.id();
    let meeting = audit_meeting::Model {
        id,
        state: MeetingState::Draft.word().to_owned(),
        announcement: None,
        announcement_hash: None,
        opening: None,
        last_lock: None,
        closed_at: None,
        bundle_blob_id: None,
        version: 1,
        announced_at: None,
        dice_differed: 0,
        code_ahead: false,
        ..prepared.row()?
    };
    meeting.into_active_model().insert(&tx).await.map_err(taken)?;
    prepared.write(&tx, app, id).await?;
    journal(&tx, caller, id, "create_meeting", prepared.told()).await?;
    tx.commit().await?;
    Ok(id)
}

/// Prepares a draft again: its rosters are frozen anew. What is announced stays as it is.
pub(super) async fn revise(caller: &Caller, id: Uuid, form: MeetingForm) -> ApiResult<()> {
    let sight = caller.may(Operation::ReviseMeeting)?;
    let app = &caller.app;
    let draft = store::seen(app.db.reader(), &sight, id).await?.ok_or_else(ApiError::not_found)?;
    if draft.state != MeetingState::Draft.word() {
        return Err(ApiError::conflict("already_announced"));
    }
    let prepared = prepare(app, form).await?;
    let tx = app.db.begin().await?;
    if !store::advance(&tx, &draft).await? {
        tx.rollback().await?;
        return Err(ApiError::conflict("already_announced"));
    }
    let row = prepared.row()?;
    let change = audit_meeting::ActiveModel {
        id: Set(id),
        code: Set(row.code),
        title: Set(row.title),
        place: Set(row.place),
        meets_on: Set(row.meets_on),
        rehearsal: Set(row.rehearsal),
        plan: Set(row.plan),
        sources: Set(row.sources),
        otc_tip: Set(row.otc_tip),
        exclusions: Set(row.exclusions),
        agenda: Set(row.agenda),
        recusals: Set(row.recusals),
        ..Default::default()
    };
    audit_meeting::Entity::update(change).exec(&tx).await.map_err(taken)?;
    forget(&tx, id).await?;
    prepared.write(&tx, app, id).await?;
    journal(&tx, caller, id, "revise_meeting", prepared.told()).await?;
    tx.commit().await?;
    Ok(())
}

async fn prepare(app: &std::sync::Arc<App>, form: MeetingForm) -> ApiResult<Prepared> {
    let code = form.code.trim().to_owned();
    if code.starts_with(REHEARSAL) != form.rehearsal {
        return Err(ApiError::field("code", "rehearsal"));
    }
    if form.title.trim().is_empty() {
        return Err(ApiError::field("title", "required"));
    }
    let plan = Plan::parse(form.plan.trim()).map_err(|error| refusal::draw(&error, "plan"))?;
    let sources: Vec<String> = form.sources.split([',', ';']).map(|name| name.trim().to_owned()).collect();
    let otc_tip = Digest::from_hex(&form.otc_tip).ok_or_else(|| ApiError::field("otc_tip", "hex64"))?;
    let wanted = if form.rosters.is_empty() { vec![officials(&form)] } else { form.rosters.clone() };
    if wanted.iter().filter(|roster| roster.kind == RosterKind::Households).count() > 1 {
        return Err(ApiError::field("rosters", "twice"));
    }
    let mut rosters = Vec::with_capacity(wanted.len());
    for roster in &wanted {
        rosters.push(roster::freeze(app, roster).await?);
    }
    let exclusions = exclusions(&form.exclusions, &rosters)?;
    let recusals = recusals(&form, &plan, &rosters)?;
    let prepared = Prepared { form, code, sources, otc_tip, rosters, exclusions, recusals };
    let checked = tokio::task::spawn_blocking(move || prepared.check().map(|()| prepared)).await;
    checked.context("checking was interrupted")?
}

/// The one roster of a form that names none.
fn officials(form: &MeetingForm) -> RosterForm {
    RosterForm {
        name: OFFICIALS.to_owned(),
        kind: RosterKind::Officials,
        stratum: Some(form.stratum),
        weighted: false,
        rows: Vec::new(),
    }
}

fn stands(rosters: &[FrozenRoster], label: &str) -> bool {
    let whole = rosters.iter().filter_map(|roster| roster.whole.as_ref());
    let parts = rosters.iter().flat_map(|roster| &roster.parts).map(|part| &part.roster);
    whole.chain(parts).any(|roster| roster.get(label).is_some())
}

fn exclusions(out: &[ExclusionForm], rosters: &[FrozenRoster]) -> ApiResult<Exclusions> {
    let mut pairs = Vec::with_capacity(out.len());
    for one in out {
        let code: ExclusionCode =
            one.reason_code.trim().parse().map_err(|_| ApiError::field("exclusions", "exclusion_code"))?;
        if !stands(rosters, one.number.trim()) {
            return Err(ApiError::field("exclusions", "not_on_roster"));
        }
        pairs.push((one.number.trim(), code.as_str()));
    }
    Exclusions::build(&pairs).map_err(|error| refusal::draw(&error, "exclusions"))
}

fn recusals(form: &MeetingForm, plan: &Plan, rosters: &[FrozenRoster]) -> ApiResult<Option<Recusals>> {
    if !plan.has_pairs() {
        if form.recusals.is_empty() {
            return Ok(None);
        }
        return Err(ApiError::field("recusals", "recusals_without_pair"));
    }
    let pairs: Vec<(&str, &str)> =
        form.recusals.iter().map(|one| (one.object.trim(), one.inspector.trim())).collect();
    if pairs.iter().any(|(object, inspector)| !stands(rosters, object) || !stands(rosters, inspector)) {
        return Err(ApiError::field("recusals", "recusal_label"));
    }
    Recusals::build(&pairs).map(Some).map_err(|error| refusal::draw(&error, "recusals"))
}

impl Prepared {
    /// Builds the announcement once now, so that announcing cannot fail later.
    fn check(&self) -> ApiResult<()> {
        let lines: Vec<_> = self.rosters.iter().map(|roster| roster.line.clone()).collect();
        let draft = Draft {
            id: &self.code,
            rosters: &lines,
            exclusions: &self.exclusions,
            recusals: self.recusals.as_ref(),
            sources: &self.sources,
            otc_tip: self.otc_tip,
            plan: self.form.plan.trim(),
        };
        let announcement =
            Announcement::build(&draft).map_err(|error| refusal::draw(&error, field_of(&error)))?;
        let mut texts: BTreeMap<String, String> =
            self.rosters.iter().map(|roster| (roster.line.name.clone(), roster.text.clone())).collect();
        // All parts have the same fields: one of them with rows shows whether the plan fits.
        let parts = || self.rosters.iter().flat_map(|roster| &roster.parts).map(|part| &part.roster);
        if let Some(part) = parts().find(|part| !part.rows().is_empty()) {
            texts.insert(part.name().to_owned(), part.text().to_owned());
        }
        let recusals = self.recusals.as_ref().map(Recusals::text);
        Announced::check(announcement, &texts, self.exclusions.text(), recusals)
            .map_err(|error| refusal::draw(&error, field_of(&error)))?;
        let whole: BTreeSet<&Label> = self
            .rosters
            .iter()
            .filter_map(|roster| roster.whole.as_ref())
            .flat_map(Roster::rows)
            .map(|row| &row.label)
            .collect();
        match parts().flat_map(Roster::rows).find(|row| whole.contains(&row.label)) {
            Some(_) => Err(ApiError::field("rosters", "twice")),
            None => Ok(()),
        }
    }

    /// What the form says of the meeting; its state is the caller's.
    fn row(&self) -> ApiResult<audit_meeting::Model> {
        let form = &self.form;
        Ok(audit_meeting::Model {
            id: Uuid::nil(),
            code: self.code.clone(),
            title: form.title.trim().to_owned(),
            place: form.place.trim().to_owned(),
            meets_on: form.meets_on,
            state: String::new(),
            rehearsal: form.rehearsal,
            plan: form.plan.trim().to_owned(),
            sources: self.sources.join(","),
            otc_tip: self.otc_tip.hex(),
            exclusions: self.exclusions.text().to_owned(),
            announcement: None,
            announcement_hash: None,
            opening: None,
            last_lock: None,
            closed_at: None,
            bundle_blob_id: None,
            version: 0,
            agenda: serde_json::to_string(&form.agenda).map_err(anyhow::Error::from)?,
            recusals: self.recusals.as_ref().map(|recusals| recusals.text().to_owned()),
            announced_at: None,
            dice_differed: 0,
            code_ahead: false,
        })
    }

    /// Writes rosters, parts and the reasons of exclusions.
    async fn write(&self, tx: &impl ConnectionTrait, app: &App, id: Uuid) -> ApiResult<()> {
        for (position, roster) in (0..).zip(&self.rosters) {
            let name = &roster.line.name;
            let row = audit_roster::Model {
                id: app.clock.id(),
                meeting_id: id,
                name: name.clone(),
                body: roster.text.clone(),
                hash: roster.hash().hex(),
                count: i32::try_from(roster.line.count).map_err(anyhow::Error::from)?,
                kind: roster.kind.word().to_owned(),
                stratum: roster.stratum.map(|stratum| stratum.word().to_owned()),
                position,
            };
            audit_roster::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
            for chunk in roster.parts.chunks(CHUNK) {
                let rows = chunk.iter().map(|part| part.row(app.clock.id(), id, name));
                let rows = rows.collect::<anyhow::Result<Vec<_>>>()?;
                let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
                audit_part::Entity::insert_many(rows).exec_without_returning(tx).await?;
            }
        }
        let rows: Vec<_> = self
            .form
            .exclusions
            .iter()
            .map(|out| {
                let reason = out.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
                let row = audit_exclusion::Model {
                    id: app.clock.id(),
                    meeting_id: id,
                    label: out.number.trim().to_owned(),
                    code: out.reason_code.trim().to_owned(),
                    reason: reason.map(|reason| app.keyring.seal(SEALED_REASON, reason)),
                };
                row.into_active_model()
            })
            .collect();
        for chunk in rows.chunks(1000) {
            audit_exclusion::Entity::insert_many(chunk.to_vec()).exec_without_returning(tx).await?;
        }
        Ok(())
    }

    fn told(&self) -> Value {
        let rosters: Vec<Value> = self
            .rosters
            .iter()
            .map(|roster| json!({ "name": roster.line.name, "count": roster.line.count, "hash": roster.hash() }))
            .collect();
        json!({
            "code": self.code, "rosters": rosters, "excluded": self.exclusions.counts_per_code(),
            "recused": self.recusals.as_ref().map(Recusals::len), "plan": self.form.plan.trim(),
        })
    }
}

async fn forget(tx: &impl ConnectionTrait, id: Uuid) -> Result<(), DbErr> {
    audit_part::Entity::delete_many().filter(audit_part::Column::MeetingId.eq(id)).exec(tx).await?;
    audit_roster::Entity::delete_many().filter(audit_roster::Column::MeetingId.eq(id)).exec(tx).await?;
    audit_exclusion::Entity::delete_many().filter(audit_exclusion::Column::MeetingId.eq(id)).exec(tx).await?;
    Ok(())
}

async fn journal(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    id: Uuid,
    action: &str,
    detail: Value,
) -> ApiResult<()> {
    let (app, subject) = (&caller.app, Subject::new("audit_meeting", id));
    journal::record(tx, app.clock.id(), app.clock.now(), caller, action, subject, detail).await?;
    Ok(())
}

fn field_of(error: &DrawError) -> &'static str {
    match error {
        DrawError::BadId | DrawError::AnnouncementLine { .. } | DrawError::NotNfc { .. } => "code",
        DrawError::BadSource { .. } => "sources",
        DrawError::RosterTwice { .. }
        | DrawError::LabelOnTwoRosters { .. }
        | DrawError::BadRosterName { .. }
        | DrawError::BadWeight { .. } => "rosters",
        _ => "plan",
    }
}

fn taken(error: DbErr) -> ApiError {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            ApiError::conflict("meeting_code_taken").and_field("code", "taken")
        }
        _ => error.into(),
    }
}
