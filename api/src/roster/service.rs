//! What the roster shows, and what other capabilities ask of it.

use std::collections::HashMap;

use domain::{roster as rules, visit as visiting};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryFilter, QuerySelect,
    QueryTrait,
};
use uuid::Uuid;

use super::{
    history::History,
    lineage, photo, store,
    view::{Household, HouseholdRef, NamedRef, Official, OfficialRef, Unit},
};
use crate::{app::App, caller::Sight, condition, error::ApiResult, grid, typed};
use entity::{household, official, unit};

pub const SEALED_HOUSEHOLD_PHONE: &str = "household.phone";
pub const SEALED_OFFICIAL_PHONE: &str = "official.phone";
pub const SEALED_ID_NUMBER: &str = "member.id_number";

/// The official of an id, as he is named elsewhere.
pub async fn official_ref(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<OfficialRef>, DbErr> {
    Ok(official_refs(db, vec![id]).await?.remove(&id))
}

/// A unit's name.
pub async fn unit_name(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<String>, DbErr> {
    Ok(store::unit_names(db, vec![id]).await?.remove(&id))
}

/// Officials of ids, as they are named elsewhere.
pub async fn official_refs(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, OfficialRef>, DbErr> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let officials = store::official_names(db, ids).await?;
    let units = store::unit_names(db, officials.iter().map(|(.., unit_id)| *unit_id).collect()).await?;
    let named = |(id, number, name, unit_id)| {
        let unit_name = units.get(&unit_id).cloned().unwrap_or_default();
        (id, OfficialRef { id, number, name, unit_name })
    };
    Ok(officials.into_iter().map(named).collect())
}

/// Households of ids, as they are named elsewhere.
pub async fn household_refs(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, HouseholdRef>, DbErr> {
    let rows = store::household_names(db, ids).await?;
    Ok(rows.into_iter().map(|(id, code, head_name)| (id, HouseholdRef { id, code, head_name })).collect())
}

/// The official now linked to each household.
pub async fn linked_officials(
    db: &impl ConnectionTrait,
    households: Vec<Uuid>,
) -> Result<HashMap<Uuid, OfficialRef>, DbErr> {
    let links = store::current_links(db, households).await?;
    let officials = official_refs(db, links.iter().map(|link| link.official_id).collect()).await?;
    let pair = |link: &entity::link::Model| {
        officials.get(&link.official_id).map(|official| (link.household_id, official.clone()))
    };
    Ok(links.iter().filter_map(pair).collect())
}

/// Households as they stand in a list.
pub async fn show_households(
    db: &impl ConnectionTrait,
    app: &App,
    rows: Vec<household::Model>,
) -> ApiResult<Vec<Household>> {
    let officials = linked_officials(db, rows.iter().map(|row| row.id).collect()).await?;
    let villages = grid::service::names(db, rows.iter().map(|row| row.village_id).collect()).await?;
    let today = app.clock.today();
    rows.into_iter()
        .map(|row| {
            let phone =
                row.phone.map(|phone| app.keyring.open(SEALED_HOUSEHOLD_PHONE, &phone)).transpose()?;
            Ok(Household {
                official: officials.get(&row.id).cloned(),
                village: NamedRef {
                    name: villages.get(&row.village_id).cloned().unwrap_or_default(),
                    id: row.village_id,
                },
                id: row.id,
                code: row.code,
                head_name: row.head_name,
                group_no: row.group_no,
                address: row.address,
                phone_masked: phone.map(|phone| rules::mask_phone(&phone)),
                household_size: row.household_size,
                step: row.step,
                last_visit_on: row.last_visit_on,
                due: visiting::due(row.last_visit_on, today).into(),
                open_requests: row.open_requests,
            })
        })
        .collect()
}

/// Officials with their work in figures.
pub async fn show_officials(
    db: &impl ConnectionTrait,
    app: &App,
    rows: Vec<official::Model>,
) -> ApiResult<Vec<Official>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let units = store::unit_names(db, rows.iter().map(|row| row.unit_id).collect()).await?;
    let households = store::households_of(db, &ids).await?;
    let visits = store::visits_of(db, &ids).await?;
    let requests = store::open_requests_of(db, &ids).await?;
    let mut photos = photo::addresses(db, ids).await?;
    let of = |figures: &HashMap<Uuid, u64>, id: Uuid| figures.get(&id).copied().unwrap_or(0);
    rows.into_iter()
        .map(|row| {
            let phone = row.phone.map(|phone| app.keyring.open(SEALED_OFFICIAL_PHONE, &phone)).transpose()?;
            Ok(Official {
                households: of(&households, row.id),
                visits: of(&visits, row.id),
                open_requests: of(&requests, row.id),
                photo: photos.remove(&row.id),
                unit: NamedRef {
                    name: units.get(&row.unit_id).cloned().unwrap_or_default(),
                    id: row.unit_id,
                },
                id: row.id,
                number: row.number,
                name: row.name,
                rank: row.rank,
                post: row.post,
                phone_masked: phone.map(|phone| rules::mask_phone(&phone)),
                exempt: row.exempt,
                state: row.state,
            })
        })
        .collect()
}

/// Units with their heads.
pub async fn show_units(db: &impl ConnectionTrait, rows: Vec<unit::Model>) -> ApiResult<Vec<Unit>> {
    let officials = store::officials_of_units(db, rows.iter().map(|row| row.id).collect()).await?;
    let heads = official_refs(db, rows.iter().filter_map(|row| row.head_id).collect()).await?;
    let show = |row: unit::Model| Unit {
        head: row.head_id.and_then(|head| heads.get(&head).cloned()),
        officials: officials.get(&row.id).copied().unwrap_or(0),
        id: row.id,
        code: row.code,
        name: row.name,
        kind: row.kind,
    };
    Ok(rows.into_iter().map(show).collect())
}

/// What somebody means who types this into the search of households: a whole phone number, the beginning of a
/// code, of the initials of a name, or of a name.
pub fn household_search(app: &App, backend: DbBackend, search: &str) -> Condition {
    use household::Column::{Code, HeadName, Id, PhoneIndex, Pinyin};
    // What is typed may be of a household that has become part of another: its successor is found.
    let begins = |column: household::Column, text: &str| {
        let past = household::Entity::find()
            .select_only()
            .column(household::Column::SuccessorId)
            .filter(household::Column::SuccessorId.is_not_null())
            .filter(typed::begins(backend, column, text))
            .into_query();
        Condition::any().add(typed::begins(backend, column, text)).add(Id.in_subquery(past))
    };
    if let Ok(phone) = rules::normalise_phone(search) {
        let index = app.keyring.blind_index(SEALED_HOUSEHOLD_PHONE, &phone);
        let of_a_member = condition::service::with_phone(&app.keyring, &phone);
        return Condition::any().add(PhoneIndex.eq(index)).add(Id.in_subquery(of_a_member));
    }
    if search.starts_with(|c: char| c.is_ascii_digit()) {
        return begins(Code, search);
    }
    if search.chars().all(|c| c.is_ascii_alphabetic()) {
        return begins(Pinyin, &search.to_lowercase());
    }
    begins(HeadName, search)
}

/// How many households each official is linked to now.
pub async fn loads(db: &impl ConnectionTrait, officials: &[Uuid]) -> Result<HashMap<Uuid, u64>, DbErr> {
    store::households_of(db, officials).await
}

/// An official in sight.
pub async fn official_in_sight(
    db: &impl ConnectionTrait,
    sight: &Sight,
    id: Uuid,
) -> Result<Option<official::Model>, DbErr> {
    store::official(db, sight, id).await
}

/// A household in sight.
pub async fn household(
    db: &impl ConnectionTrait,
    sight: &Sight,
    id: Uuid,
) -> Result<Option<household::Model>, DbErr> {
    store::household(db, sight, id).await
}

/// The household that looks at its own page.
pub async fn own_household(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<household::Model>, DbErr> {
    Ok(store::households_by_id(db, vec![id]).await?.pop())
}

/// Households of ids, for a rule that has made sure that the caller may touch them.
pub async fn households(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<Vec<household::Model>, DbErr> {
    store::households_by_id(db, ids).await
}

/// Officials whole, for what is printed of them.
pub async fn officials(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<Vec<official::Model>, DbErr> {
    store::officials_by_id(db, ids).await
}

/// A household with all its past, as a filter of lists.
pub async fn history(db: &impl ConnectionTrait, id: Uuid) -> Result<History, DbErr> {
    History::of(db, id).await
}

/// Whether a household is one that officials serve, or history.
pub fn is_active(household: &household::Model) -> bool {
    household.state == rules::HouseholdState::Active.as_str()
}

/// The household that a merged one is part of now.
pub async fn successor(
    db: &impl ConnectionTrait,
    household: &household::Model,
) -> Result<Option<household::Model>, DbErr> {
    match household.successor_id {
        Some(id) => Ok(store::households_by_id(db, vec![id]).await?.pop()),
        None => Ok(None),
    }
}

/// Puts all that lies in a village, or is said to, into the one it became part of. Answers by how much the numbers of
/// its village groups rise, so that they stand behind those that are there.
pub async fn follow_village(
    tx: &impl ConnectionTrait,
    village_id: Uuid,
    into_id: Uuid,
) -> Result<i32, DbErr> {
    let shift = lineage::store::last_group(tx, into_id).await?;
    lineage::store::relocate(tx, village_id, into_id, shift).await?;
    lineage::store::rename_village(tx, village_id, into_id).await?;
    Ok(shift)
}

/// Takes an official out of service.
pub async fn leave(tx: &impl ConnectionTrait, official_id: Uuid) -> Result<(), DbErr> {
    store::leave(tx, official_id).await
}

/// All households linked to an official who sees them, village by village.
pub async fn linked_households(
    db: &impl ConnectionTrait,
    sight: &Sight,
    official_id: Uuid,
) -> Result<Vec<household::Model>, DbErr> {
    store::linked_households(db, sight, official_id).await
}

/// The members of households that the caller may see.
pub async fn members(
    db: &impl ConnectionTrait,
    households: Vec<Uuid>,
) -> Result<HashMap<Uuid, Vec<entity::member::Model>>, DbErr> {
    let mut of: HashMap<Uuid, Vec<entity::member::Model>> = HashMap::new();
    for member in store::members_of(db, households).await? {
        of.entry(member.household_id).or_default().push(member);
    }
    Ok(of)
}

/// An official, to be checked by a rule.
pub async fn official(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<official::Model>, DbErr> {
    Ok(store::officials_by_id(db, vec![id]).await?.pop())
}
