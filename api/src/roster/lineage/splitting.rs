//! Some members become a household of their own, with a number and codes of its own.

use std::collections::HashSet;

use domain::{
    link::MOST_LOAD,
    roster::{HouseholdChange, HouseholdNumber, HouseholdState, normalise_phone},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::{hold_one, note, record, store, view::HouseholdSplitForm, write};
use crate::{
    app::App,
    caller::Caller,
    error::{ApiError, ApiResult},
    grid, link,
    roster::{
        codes::{door_tag, household_code, household_code_hash},
        initials, look,
        service::{self, SEALED_HOUSEHOLD_PHONE},
        store as rows,
        view::HouseholdDetail,
    },
    typed,
};
use entity::{household, member};

/// How a roster calls the head of a household.
const HEAD: &str = "户主";

/// Takes members out of a household. The visits and requests of all stay where they happened; the new household's
/// history shows them up to this day.
pub async fn split(caller: &Caller, id: Uuid, form: HouseholdSplitForm) -> ApiResult<HouseholdDetail> {
    let app = &caller.app;
    let reason = typed::required("reason", &form.reason)?;
    let head_name = typed::required("head_name", &form.head_name)?;
    let tx = app.db.begin().await?;
    let on = link::service::day(&tx, app, form.on).await?;
    let source = hold_one(&tx, id).await?;
    let going: HashSet<Uuid> = form.members.iter().copied().collect();
    let size = check_members(&tx, &source, &going, form.household_size).await?;
    let new = new_household(&tx, app, &source, &form, head_name, size).await?;
    household::Entity::insert(new.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    if !going.is_empty() {
        store::give_members(&tx, id, new.id, Some(going.iter().copied().collect())).await?;
        name_head(&tx, &new).await?;
    }
    write(&tx, &household::Model { household_size: source.household_size - size, ..source.clone() }).await?;
    note(&tx, app, HouseholdChange::Split, &source, &new, (on, &reason)).await?;
    link::recusal::service::inherit(&tx, app, id, new.id).await?;
    if let Some(official_id) = link::service::official_of(&tx, id).await? {
        let load = service::loads(&tx, &[official_id]).await?.get(&official_id).copied().unwrap_or(0);
        // Without room for it, it has nobody until the next assignment.
        if load < MOST_LOAD as u64 {
            link::service::begin(&tx, app, &[new.id], official_id, on).await?;
        }
    }
    let detail = json!({ "into": new.id, "on": on, "reason": reason, "members": going.len(), "size": size });
    record(&tx, caller, "split_household", id, detail).await?;
    let shown = look::show(&tx, app, new).await?;
    tx.commit().await?;
    app.figures.forget();
    Ok(shown)
}

/// Those who go are of this household, its head stays, and somebody is left. Answers how many go.
async fn check_members(
    tx: &impl ConnectionTrait,
    source: &household::Model,
    going: &HashSet<Uuid>,
    size: Option<i32>,
) -> ApiResult<i32> {
    let members = rows::members(tx, source).await?;
    let known = members.iter().filter(|member| going.contains(&member.id));
    if known.clone().count() != going.len() {
        return Err(ApiError::field("members", "unknown"));
    }
    if known.clone().any(|member| member.name == source.head_name && member.relation == HEAD) {
        return Err(ApiError::field("members", "head_stays"));
    }
    let size = size.unwrap_or_else(|| i32::try_from(going.len()).unwrap_or(i32::MAX).max(1));
    if size >= source.household_size {
        return Err(ApiError::field("household_size", "nobody_left"));
    }
    Ok(size)
}

async fn new_household(
    tx: &impl ConnectionTrait,
    app: &App,
    source: &household::Model,
    form: &HouseholdSplitForm,
    head_name: String,
    household_size: i32,
) -> ApiResult<household::Model> {
    let village = grid::service::open_village(tx, form.village_id.unwrap_or(source.village_id)).await?;
    let village = village.ok_or_else(|| ApiError::field("village_id", "unknown"))?;
    let moved = village.id != source.village_id;
    let last = store::last_code(tx, &village.code).await?;
    let last = last.and_then(|code| code.parse::<HouseholdNumber>().ok()).map_or(0, |number| number.nth());
    let number = HouseholdNumber::new(&village.code, last + 1)
        .ok_or_else(|| ApiError::conflict("village_full"))?
        .to_string();
    let phone = typed::optional("phone", form.phone.as_deref())?;
    let phone = phone.map(|phone| normalise_phone(&phone)).transpose();
    let phone = phone.map_err(|_| ApiError::field("phone", "format"))?;
    let address = typed::optional("address", form.address.as_deref())?;
    let keyring = &app.keyring;
    Ok(household::Model {
        id: app.clock.id(),
        village_id: village.id,
        group_no: form.group_no.unwrap_or(source.group_no),
        pinyin: initials(&head_name),
        head_name,
        address: address.unwrap_or_else(|| if moved { String::new() } else { source.address.clone() }),
        x: if moved { village.x } else { source.x },
        y: if moved { village.y } else { source.y },
        phone_index: phone.as_ref().map(|phone| keyring.blind_index(SEALED_HOUSEHOLD_PHONE, phone)),
        phone: phone.map(|phone| keyring.seal(SEALED_HOUSEHOLD_PHONE, &phone)),
        code_version: 1,
        code_hash: household_code_hash(keyring, &household_code(keyring, &number, 1)),
        tag: door_tag(keyring, &number).as_str().to_owned(),
        code: number,
        household_size,
        last_visit_on: None,
        step: 0,
        open_requests: 0,
        state: HouseholdState::Active.as_str().to_owned(),
        successor_id: None,
    })
}

/// Among its members the head is called the head.
async fn name_head(tx: &impl ConnectionTrait, new: &household::Model) -> ApiResult<()> {
    member::Entity::update_many()
        .col_expr(member::Column::Relation, Expr::value(HEAD))
        .filter(member::Column::HouseholdId.eq(new.id))
        .filter(member::Column::Name.eq(new.head_name.as_str()))
        .exec(tx)
        .await?;
    Ok(())
}
