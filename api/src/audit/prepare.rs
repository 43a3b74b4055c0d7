//! Preparing a meeting: the roster is frozen from the live county and everything that will be announced is checked.

use std::collections::{BTreeMap, HashMap};

use domain::audit::pdraw1::{Announced, Announcement, Digest, Draft, DrawError, Exclusions, Plan, Roster};
use domain::identity::Operation;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, SqlErr,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    OFFICIALS, refusal,
    turn::word,
    view::{MeetingForm, MeetingState, Stratum},
};
use crate::{
    caller::Caller,
    error::{ApiError, ApiResult},
    journal::{self, Subject},
};
use entity::{audit_meeting, audit_roster, grid, official, unit};

/// Ids of rehearsals begin with this, by the protocol.
const REHEARSAL: &str = "REHEARSAL-";

/// Prepares a meeting and returns its id.
pub(super) async fn create(caller: &Caller, form: MeetingForm) -> ApiResult<Uuid> {
    caller.may(Operation::CreateMeeting)?;
    let app = &caller.app;
    let code = form.code.trim().to_owned();
    if code.starts_with(REHEARSAL) != form.rehearsal {
        return Err(ApiError::field("code", "rehearsal"));
    }
    if form.title.trim().is_empty() {
        return Err(ApiError::field("title", "required"));
    }
    check_plan(&form.plan)?;
    let sources: Vec<String> = form.sources.split([',', ';']).map(|name| name.trim().to_owned()).collect();
    let otc_tip = Digest::from_hex(&form.otc_tip).ok_or_else(|| ApiError::field("otc_tip", "hex64"))?;

    let tx = app.db.begin().await?;
    let rows = officials(&tx, form.stratum).await?;
    let roster = Roster::build(OFFICIALS, rows).map_err(|error| refusal::draw(&error, "stratum"))?;
    let pairs: Vec<(&str, &str)> =
        form.exclusions.iter().map(|out| (out.number.trim(), out.reason_code.trim())).collect();
    if pairs.iter().any(|(number, _)| roster.get(number).is_none()) {
        return Err(ApiError::field("exclusions", "not_on_roster"));
    }
    let exclusions = Exclusions::build(&pairs).map_err(|error| refusal::draw(&error, "exclusions"))?;
    // Written once now, so that announcing cannot fail later.
    let draft = Draft {
        id: &code,
        rosters: &[roster.line()],
        exclusions: &exclusions,
        recusals: None,
        sources: &sources,
        otc_tip,
        plan: form.plan.trim(),
    };
    let announcement =
        Announcement::build(&draft).map_err(|error| refusal::draw(&error, field_of(&error)))?;
    let texts = BTreeMap::from([(OFFICIALS.to_owned(), roster.text().to_owned())]);
    Announced::check(announcement, &texts, exclusions.text(), None)
        .map_err(|error| refusal::draw(&error, "plan"))?;

    let id = app.clock.id();
    let meeting = audit_meeting::ActiveModel {
        id: Set(id),
        code: Set(code.clone()),
        title: Set(form.title.trim().to_owned()),
        place: Set(form.place.trim().to_owned()),
        meets_on: Set(form.meets_on),
        state: Set(word(MeetingState::Draft).to_owned()),
        rehearsal: Set(form.rehearsal),
        plan: Set(form.plan.trim().to_owned()),
        sources: Set(sources.join(",")),
        otc_tip: Set(otc_tip.hex()),
        exclusions: Set(exclusions.text().to_owned()),
        announcement: Set(None),
        announcement_hash: Set(None),
        opening: Set(None),
        last_lock: Set(None),
        closed_at: Set(None),
        bundle_blob_id: Set(None),
        version: Set(1),
    };
    audit_meeting::Entity::insert(meeting).exec_without_returning(&tx).await.map_err(taken)?;
    let count = i32::try_from(roster.rows().len()).map_err(anyhow::Error::from)?;
    let row = audit_roster::ActiveModel {
        id: Set(app.clock.id()),
        meeting_id: Set(id),
        name: Set(OFFICIALS.to_owned()),
        body: Set(roster.text().to_owned()),
        hash: Set(roster.hash().hex()),
        count: Set(count),
    };
    audit_roster::Entity::insert(row).exec_without_returning(&tx).await?;
    let detail = json!({
        "code": code, "roster": roster.hash(), "count": count, "excluded": exclusions.len(), "plan": form.plan,
    });
    let subject = Subject::new("audit_meeting", id);
    journal::record(&tx, app.clock.id(), app.clock.now(), caller, "create_meeting", subject, detail).await?;
    tx.commit().await?;
    Ok(id)
}

/// A meeting draws from one roster of officials; steps that need split rosters, inspectors or weights are refused.
fn check_plan(plan: &str) -> ApiResult<()> {
    let plan = Plan::parse(plan.trim()).map_err(|error| refusal::draw(&error, "plan"))?;
    let later =
        plan.steps().iter().any(|step| step.within.is_some() || step.pair.is_some() || step.weight.is_some());
    if later {
        return Err(ApiError::invalid("plan_later").and_field("plan", "draw"));
    }
    Ok(())
}

fn field_of(error: &DrawError) -> &'static str {
    match error {
        DrawError::BadId | DrawError::AnnouncementLine { .. } | DrawError::NotNfc { .. } => "code",
        DrawError::BadSource { .. } => "sources",
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

/// Number, stratum and name of every official who carries households.
async fn officials(tx: &impl ConnectionTrait, by: Stratum) -> Result<Vec<(String, Vec<String>)>, DbErr> {
    let people: Vec<(Uuid, String, String, Uuid)> = official::Entity::find()
        .select_only()
        .columns([
            official::Column::Id,
            official::Column::Number,
            official::Column::Name,
            official::Column::UnitId,
        ])
        .filter(official::Column::State.eq("active"))
        .filter(official::Column::Exempt.is_null())
        .into_tuple()
        .all(tx)
        .await?;
    let units: Vec<(Uuid, String, Option<Uuid>)> = unit::Entity::find()
        .select_only()
        .columns([unit::Column::Id, unit::Column::Name, unit::Column::GridId])
        .into_tuple()
        .all(tx)
        .await?;
    let units: HashMap<Uuid, (String, Option<Uuid>)> =
        units.into_iter().map(|(id, name, grid_id)| (id, (name, grid_id))).collect();
    let townships = if by == Stratum::Township { Townships::read(tx).await? } else { Townships::default() };
    let rows = people.into_iter().map(|(id, number, name, unit_id)| {
        let (unit, grid_id) = units.get(&unit_id).cloned().unwrap_or_default();
        let stratum = match by {
            Stratum::Unit => unit,
            Stratum::Township => {
                townships.of_official(id).or_else(|| townships.of_grid(grid_id?)).unwrap_or(unit)
            }
        };
        (number, vec![stratum, name])
    });
    Ok(rows.collect())
}

/// Which township a grid or an official's contact grid lies in.
#[derive(Debug, Default)]
struct Townships {
    names: HashMap<String, String>,
    contacts: HashMap<Uuid, String>,
    grids: HashMap<Uuid, String>,
}

impl Townships {
    async fn read(tx: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let grids: Vec<(Uuid, String, String, String, String, Option<Uuid>)> = grid::Entity::find()
            .select_only()
            .columns([
                grid::Column::Id,
                grid::Column::Code,
                grid::Column::Name,
                grid::Column::Level,
                grid::Column::Path,
                grid::Column::OfficialId,
            ])
            .into_tuple()
            .all(tx)
            .await?;
        let mut found = Self::default();
        for (id, code, name, level, path, official_id) in grids {
            if level == "township" {
                found.names.insert(code, name);
            }
            match official_id {
                Some(official_id) => found.contacts.insert(official_id, path),
                None => found.grids.insert(id, path),
            };
        }
        Ok(found)
    }

    /// Where his households lie, by his contact grid.
    fn of_official(&self, id: Uuid) -> Option<String> {
        self.of_path(self.contacts.get(&id)?)
    }

    fn of_grid(&self, id: Uuid) -> Option<String> {
        self.of_path(self.grids.get(&id)?)
    }

    /// The second part of a path is the township's code.
    fn of_path(&self, path: &str) -> Option<String> {
        self.names.get(path.split('/').nth(1)?).cloned()
    }
}
