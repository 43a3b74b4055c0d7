//! Registering work, drawing households, and the result.

use std::collections::{BTreeMap, HashMap};

use domain::{
    audit::pdraw1::{BundleRound, Roster, commit},
    rating::{LEAST_ANSWERS, Tally},
    spot_check::{State, is_satisfied, wilson},
};
use rand::{SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha20Rng;
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::{
    sheet, store,
    view::{SpotCheck, SpotCheckForm, SpotDrawForm, SpotResult},
};
use crate::{
    app::App,
    audit::refusal,
    caller::{Caller, Scope, Sight},
    clock,
    desk_draw::{
        self,
        service::{NewDraw, STEP},
        view::DeskPurpose,
    },
    error::{ApiError, ApiResult},
    journal::{self, Subject},
    roster::view::NamedRef,
    typed, version,
};
use entity::{desk_draw as draw, spot_check, spot_check_household};

pub const SEALED_NAME: &str = "spot_check_household.name";
pub const SEALED_PHONE: &str = "spot_check_household.phone";
pub const SEALED_SERVICE: &str = "spot_check_household.service";
pub const SEALED_SALT: &str = "spot_check_household.salt";
/// The roster of the households that were served.
pub const SERVED: &str = "served";

pub(super) fn state(row: &spot_check::Model) -> ApiResult<State> {
    Ok(row.state.parse().map_err(anyhow::Error::from)?)
}

/// Programmes with their results as far as they are.
pub(super) async fn show(
    db: &impl ConnectionTrait,
    rows: Vec<spot_check::Model>,
) -> ApiResult<Vec<SpotCheck>> {
    let mut tallies: HashMap<Uuid, (u32, Tally)> = HashMap::new();
    for (id, level) in store::levels(db, rows.iter().map(|row| row.id).collect()).await? {
        let (drawn, tally) = tallies.entry(id).or_default();
        *drawn += 1;
        if let Some(level) = level {
            tally.add(level.parse().map_err(anyhow::Error::from)?);
        }
    }
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        let (drawn, tally) = tallies.remove(&row.id).unwrap_or_default();
        let unit = store::unit(db, row.unit_id).await?.map(|unit| unit.name).unwrap_or_default();
        shown.push(SpotCheck {
            id: row.id,
            unit: NamedRef { id: row.unit_id, name: unit },
            state: state(&row)?.into(),
            result: result(drawn, &tally),
            name: row.name,
            question: row.question,
            served: u32::try_from(row.served).unwrap_or(0),
            draw_id: row.draw_id,
            created_at: row.created_at,
            closed_at: row.closed_at,
        });
    }
    Ok(shown)
}

fn result(drawn: u32, tally: &Tally) -> SpotResult {
    let answered = tally.answers();
    let satisfied = domain::rating::Level::ALL.iter().filter(|level| is_satisfied(**level));
    let satisfied = satisfied.map(|level| tally.count(*level)).sum();
    let share = wilson(satisfied, answered).filter(|_| answered >= LEAST_ANSWERS);
    let mean = share.and_then(|_| u32::try_from(tally.value_sum() * 100 / u64::from(answered)).ok());
    SpotResult {
        drawn,
        answered,
        satisfied_permille: share.map(|share| share.permille),
        low_permille: share.map(|share| share.low),
        high_permille: share.map(|share| share.high),
        mean,
    }
}

/// One programme as it is shown.
pub(super) async fn shown(caller: &Caller, row: spot_check::Model) -> ApiResult<SpotCheck> {
    show(caller.app.db.reader(), vec![row]).await?.pop().ok_or_else(ApiError::not_found)
}

pub(super) async fn record(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    action: &str,
    id: Uuid,
    detail: serde_json::Value,
) -> ApiResult<()> {
    let clock = &caller.app.clock;
    let subject = Subject::new("spot_check", id);
    journal::record(tx, clock.id(), clock.now(), caller, action, subject, detail).await?;
    Ok(())
}

/// A unit registers its work.
pub(super) async fn register(
    caller: &Caller,
    sight: &Sight,
    form: SpotCheckForm,
) -> ApiResult<spot_check::Model> {
    let app = &caller.app;
    let own = sight.scopes().find_map(|scope| match scope {
        Scope::Unit { unit_id } => Some(*unit_id),
        _ => None,
    });
    let row = spot_check::Model {
        id: app.clock.id(),
        unit_id: own.ok_or_else(ApiError::forbidden)?,
        name: typed::required("name", &form.name)?,
        question: typed::required("question", &form.question)?,
        state: State::Registered.as_str().to_owned(),
        served: 0,
        draw_id: None,
        created_by: caller.account_id,
        created_at: app.clock.now(),
        closed_at: None,
        version: 1,
    };
    let tx = app.db.begin().await?;
    store::insert(&tx, &row).await?;
    record(&tx, caller, "register_spot_check", row.id, json!({ "unit": row.unit_id })).await?;
    tx.commit().await?;
    Ok(row)
}

/// A row that must be in a state.
pub(super) async fn in_state(
    tx: &impl ConnectionTrait,
    sight: &Sight,
    id: Uuid,
    wanted: State,
) -> ApiResult<spot_check::Model> {
    let row = store::one(tx, sight, id).await?.ok_or_else(ApiError::not_found)?;
    if state(&row)? == wanted { Ok(row) } else { Err(ApiError::conflict("spot_check_state")) }
}

pub(super) async fn replace(
    tx: &impl ConnectionTrait,
    before: spot_check::Model,
    to: State,
    put: impl FnOnce(&mut spot_check::Model),
) -> ApiResult<spot_check::Model> {
    let was = before.version;
    let mut after = spot_check::Model { version: was + 1, state: to.as_str().to_owned(), ..before };
    put(&mut after);
    let columns = [spot_check::Column::Id, spot_check::Column::Version];
    version::replace::<spot_check::Entity>(tx, columns, (after.id, was), after.clone()).await?;
    Ok(after)
}

/// Takes the sheet of the households that were served, in place of an earlier one.
pub(super) async fn import(
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
    bytes: Vec<u8>,
) -> ApiResult<spot_check::Model> {
    let app = &caller.app;
    let served = tokio::task::spawn_blocking(move || sheet::served(bytes)).await;
    let mut served = served.map_err(ApiError::internal)??;
    let count = i32::try_from(served.len()).map_err(ApiError::internal)?;
    // Labels in no order: the unit knows its own sheet, and which labels are drawn is published.
    served.shuffle(&mut ChaCha20Rng::from_seed(clock::secret()));
    let rows = served.into_iter().enumerate().map(|(at, household)| spot_check_household::Model {
        id: app.clock.id(),
        spot_check_id: id,
        label: format!("H{:05}", at + 1),
        place: household.place,
        name: app.keyring.seal(SEALED_NAME, &household.name),
        phone: household.phone.map(|phone| app.keyring.seal(SEALED_PHONE, &phone)),
        service: app.keyring.seal(SEALED_SERVICE, &household.service),
        salt: app.keyring.seal(SEALED_SALT, &data_encoding::HEXLOWER.encode(&clock::secret::<16>())),
        drawn: false,
        level: None,
        channel: None,
        unanswered: 0,
        answered_at: None,
        recorded_by: None,
    });
    let rows = rows.collect();
    let tx = app.db.begin().await?;
    let row = in_state(&tx, sight, id, State::Registered).await?;
    store::register(&tx, id, rows).await?;
    let after = replace(&tx, row, State::Registered, |row| row.served = count).await?;
    record(&tx, caller, "import_served", id, json!({ "served": count })).await?;
    tx.commit().await?;
    Ok(after)
}

/// A household's row on the roster: its place, and a salted hash of who it is and what it was served with.
pub fn on_roster(place: &str, salt: &str, name: &str, service: &str) -> ApiResult<Vec<String>> {
    let salt = data_encoding::HEXLOWER.decode(salt.as_bytes()).map_err(ApiError::internal)?;
    let salt = salt.try_into().map_err(|_| anyhow::anyhow!("a salt has 16 bytes"))?;
    Ok(vec![place.to_owned(), commit(&salt, &format!("{name}|{service}"))])
}

/// Freezes the list and announces the draw. Names stay private: the roster carries a salted hash of each.
pub(super) async fn announce(
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
    form: SpotDrawForm,
) -> ApiResult<spot_check::Model> {
    let app = &caller.app;
    let tx = app.db.begin().await?;
    let row = in_state(&tx, sight, id, State::Registered).await?;
    let households = store::households(&tx, id, false).await?;
    if households.is_empty() {
        return Err(ApiError::conflict("spot_check_empty"));
    }
    let mut rows = Vec::with_capacity(households.len());
    for household in &households {
        let name = app.keyring.open(SEALED_NAME, &household.name)?;
        let service = app.keyring.open(SEALED_SERVICE, &household.service)?;
        let salt = app.keyring.open(SEALED_SALT, &household.salt)?;
        rows.push((household.label.clone(), on_roster(&household.place, &salt, &name, &service)?));
    }
    let roster = Roster::build(SERVED, rows).map_err(|error| refusal::draw(&error, "file"))?;
    let short = id.simple().to_string()[24..].to_uppercase();
    let new = NewDraw {
        purpose: DeskPurpose::SpotCheck,
        subject_id: id,
        code: format!("SPOT-{short}"),
        rosters: vec![roster],
        recusals: None,
        sources: &form.sources,
        otc_tip: &form.otc_tip,
        plan: format!("{STEP}:{SERVED}:n={}", form.count),
        people: BTreeMap::new(),
    };
    let made = desk_draw::service::announce(&tx, caller, new).await?;
    let after = replace(&tx, row, State::Announced, |row| row.draw_id = Some(made.id)).await?;
    tx.commit().await?;
    Ok(after)
}

/// Households are drawn.
pub async fn drawn(tx: &impl ConnectionTrait, draw: &draw::Model, round: &BundleRound) -> ApiResult<()> {
    let row = store::by_id(tx, draw.subject_id).await?.ok_or_else(ApiError::not_found)?;
    store::mark_drawn(tx, row.id, &round.selected).await?;
    replace(tx, row, State::Drawn, |_| {}).await?;
    Ok(())
}

/// The result stands.
pub(super) async fn close(caller: &Caller, sight: &Sight, id: Uuid) -> ApiResult<spot_check::Model> {
    let app: &App = &caller.app;
    let tx = app.db.begin().await?;
    let row = in_state(&tx, sight, id, State::Drawn).await?;
    let now = app.clock.now();
    let after = replace(&tx, row, State::Closed, |row| row.closed_at = Some(now)).await?;
    record(&tx, caller, "close_spot_check", id, json!({})).await?;
    tx.commit().await?;
    Ok(after)
}
