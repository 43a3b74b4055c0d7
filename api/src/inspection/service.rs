//! Announcing a round of inspections, and what the draw makes of it.

use std::collections::{BTreeMap, HashMap};

use domain::{
    assessment::Inspected,
    audit::pdraw1::{BundleRound, Recusals, Roster},
    inspection::{State, answer_until},
};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;
use uuid::Uuid;

use super::{
    store,
    view::{Inspection, InspectionForm, InspectionObject},
};
use crate::{
    app::App,
    audit::refusal,
    caller::{Caller, Sight},
    clock::china_day,
    desk_draw::{
        self,
        service::{NewDraw, STEP},
        view::DeskPurpose,
    },
    error::{ApiError, ApiResult},
    identity,
    journal::{self, Subject},
    roster,
    roster::view::NamedRef,
    typed,
};
use entity::{desk_draw as draw, inspection, inspection_inspector, inspection_object};

/// The two registers of double random.
pub const UNITS: &str = "units";
pub const INSPECTORS: &str = "inspectors";

pub(super) fn state(row: &inspection_object::Model) -> ApiResult<State> {
    Ok(row.state.parse().map_err(anyhow::Error::from)?)
}

/// Rounds with the units that were drawn, as far as they are in sight.
pub(super) async fn show(
    caller: &Caller,
    sight: &Sight,
    rounds: Vec<inspection::Model>,
) -> ApiResult<Vec<Inspection>> {
    let db = caller.app.db.reader();
    let ids = rounds.iter().map(|round| round.id).collect();
    let rows = store::objects(db, sight, caller.account_id, ids).await?;
    let mut of: HashMap<Uuid, Vec<InspectionObject>> = HashMap::new();
    for (round, object) in show_objects(caller, rows).await? {
        of.entry(round).or_default().push(object);
    }
    let shown = rounds.into_iter().map(|round| Inspection {
        objects: of.remove(&round.id).unwrap_or_default(),
        id: round.id,
        title: round.title,
        draw_id: round.draw_id,
        created_at: round.created_at,
    });
    Ok(shown.collect())
}

pub(super) async fn show_objects(
    caller: &Caller,
    rows: Vec<inspection_object::Model>,
) -> ApiResult<Vec<(Uuid, InspectionObject)>> {
    let db = caller.app.db.reader();
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let inspectors = store::inspectors(db, ids.clone()).await?;
    let photos = store::photos(db, ids).await?;
    let names = identity::people::names(db, inspectors.iter().map(|one| one.account_id).collect()).await?;
    let unit_ids: Vec<Uuid> = rows.iter().map(|row| row.unit_id).collect();
    let units = if unit_ids.is_empty() { Vec::new() } else { store::units(db, &unit_ids).await? };
    let units: HashMap<Uuid, String> = units.into_iter().map(|unit| (unit.id, unit.name)).collect();
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        let own = || inspectors.iter().filter(|one| one.object_id == row.id);
        let object = InspectionObject {
            id: row.id,
            state: state(&row)?.into(),
            unit: NamedRef { id: row.unit_id, name: units.get(&row.unit_id).cloned().unwrap_or_default() },
            inspectors: own().filter_map(|one| names.get(&one.account_id).cloned()).collect(),
            mine: own().any(|one| one.account_id == caller.account_id),
            photos: photos.iter().filter(|one| one.object_id == row.id).map(|one| one.id).collect(),
            points_off: u32::try_from(row.points_off).unwrap_or(0),
            label: row.label,
            report: row.report,
            grounds: row.grounds,
            reported_at: row.reported_at,
            answer: row.answer,
            answered_at: row.answered_at,
            answer_until: row.reported_at.map(|at| answer_until(china_day(at))),
            settled_points: row.settled_points.and_then(|points| u32::try_from(points).ok()),
            settled_note: row.settled_note,
            settled_at: row.settled_at,
        };
        shown.push((row.inspection_id, object));
    }
    Ok(shown)
}

pub(super) async fn record(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    action: &str,
    id: Uuid,
    detail: serde_json::Value,
) -> ApiResult<()> {
    let clock = &caller.app.clock;
    let subject = Subject::new("inspection", id);
    journal::record(tx, clock.id(), clock.now(), caller, action, subject, detail).await?;
    Ok(())
}

/// What the heads of units lose this year by points that were decided upon, for the assessment. Whoever merely works
/// there answers for nothing.
pub async fn lost(db: &impl ConnectionTrait, app: &App) -> Result<HashMap<Uuid, Inspected>, DbErr> {
    let mut lost: HashMap<Uuid, Inspected> = HashMap::new();
    for (head_id, points) in store::settled(db, app.clock.year_began()).await? {
        let of = lost.entry(head_id).or_default();
        of.times += 1;
        of.hundredths += u32::try_from(points).unwrap_or(0);
    }
    Ok(lost)
}

/// Freezes both registers and the recusals, and announces the draw. Nobody inspects his own unit.
pub(super) async fn announce(caller: &Caller, form: InspectionForm) -> ApiResult<inspection::Model> {
    let app = &caller.app;
    let title = typed::required("title", &form.title)?;
    let tx = app.db.begin().await?;
    let units = store::units(&tx, &form.unit_ids).await?;
    if !form.unit_ids.is_empty() && units.len() != form.unit_ids.len() {
        return Err(ApiError::field("unit_ids", "unknown"));
    }
    let accounts = store::accounts(&tx).await?;
    let officials = accounts.iter().filter_map(|account| account.official_id).collect();
    let officials = roster::service::officials(&tx, officials).await?;
    let employer: HashMap<Uuid, Uuid> =
        officials.into_iter().map(|official| (official.id, official.unit_id)).collect();
    let objects: Vec<(String, Uuid, String)> = units
        .into_iter()
        .enumerate()
        .map(|(at, unit)| (format!("U{:04}", at + 1), unit.id, unit.name))
        .collect();
    let mut people: BTreeMap<String, Uuid> =
        objects.iter().map(|(label, id, _)| (label.clone(), *id)).collect();
    let (mut rows, mut recused) = (Vec::new(), Vec::new());
    for (at, account) in accounts.iter().enumerate() {
        let label = format!("I{:03}", at + 1);
        let own = account.official_id.and_then(|id| employer.get(&id));
        for (object, unit_id, _) in &objects {
            let declared = form.recused.iter();
            let mut declared = declared.filter(|one| one.account_id == account.id && one.unit_id == *unit_id);
            if own == Some(unit_id) || declared.next().is_some() {
                recused.push((object.clone(), label.clone()));
            }
        }
        rows.push((label.clone(), vec![account.display_name.clone()]));
        people.insert(label, account.id);
    }
    let refused = |error: &_| refusal::draw(error, "count");
    let objects = objects.into_iter().map(|(label, _, name)| (label, vec![name])).collect();
    let units = Roster::build(UNITS, objects).map_err(|error| refused(&error))?;
    let inspectors = Roster::build(INSPECTORS, rows).map_err(|error| refused(&error))?;
    let recusals = Recusals::build(&recused).map_err(|error| refused(&error))?;
    let id = app.clock.id();
    let short = id.simple().to_string()[24..].to_uppercase();
    let new = NewDraw {
        purpose: DeskPurpose::Inspection,
        subject_id: id,
        code: format!("INSP-{short}"),
        rosters: vec![units, inspectors],
        recusals: Some(recusals),
        sources: &form.sources,
        otc_tip: &form.otc_tip,
        plan: format!("{STEP}:{UNITS}:n={},pair={INSPECTORS}:{}", form.count, form.inspectors),
        people,
    };
    let made = desk_draw::service::announce(&tx, caller, new).await?;
    let row = inspection::Model {
        id,
        title,
        draw_id: made.id,
        created_by: caller.account_id,
        created_at: app.clock.now(),
    };
    store::insert(&tx, &row).await?;
    record(&tx, caller, "announce_inspection", id, json!({ "units": form.count })).await?;
    tx.commit().await?;
    Ok(row)
}

/// Units and inspectors are drawn. A void draw assigns nobody.
pub async fn drawn(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    draw: &draw::Model,
    round: &BundleRound,
) -> ApiResult<()> {
    let clock = &caller.app.clock;
    let Some(pairs) = &round.pairs else { return Ok(()) };
    let row = store::by_id(tx, draw.subject_id).await?.ok_or_else(ApiError::not_found)?;
    let people = desk_draw::service::people(draw)?;
    let (mut objects, mut inspectors) = (Vec::new(), Vec::new());
    for (label, given) in pairs {
        let Some(unit_id) = people.get(label) else { continue };
        let object_id = clock.id();
        objects.push(assigned(object_id, row.id, label, *unit_id));
        inspectors.extend(given.iter().filter_map(|label| {
            let account_id = *people.get(label)?;
            Some(inspection_inspector::Model { id: clock.id(), object_id, account_id, label: label.clone() })
        }));
    }
    store::assign(tx, objects, inspectors).await?;
    record(tx, caller, "draw_inspection", row.id, json!({ "units": pairs.len() })).await
}

/// A unit that was drawn and not yet inspected.
pub(crate) fn assigned(
    id: Uuid,
    inspection_id: Uuid,
    label: &str,
    unit_id: Uuid,
) -> inspection_object::Model {
    inspection_object::Model {
        id,
        inspection_id,
        label: label.to_owned(),
        unit_id,
        state: State::Assigned.as_str().to_owned(),
        report: None,
        points_off: 0,
        grounds: None,
        reported_by: None,
        reported_at: None,
        answer: None,
        answered_at: None,
        settled_points: None,
        settled_note: None,
        settled_by: None,
        settled_at: None,
    }
}
