//! Why these households are this official's: what each link came from, in words that stand up in public.

use std::collections::{HashMap, HashSet};

use domain::link::{self as rules, Choice, assignment::Point};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    figures,
    view::{ExplainedLink, ExplainedLinks, MoveReason, Why},
};
use crate::{
    caller::Sight,
    error::{ApiError, ApiResult},
    grid,
    roster::{
        self,
        view::{HouseholdRef, NamedRef, OfficialRef},
    },
    sight::THIRTY,
};
use entity::{assignment_move, household, link};

/// Explains every link of an official in sight that holds today.
pub async fn explain(db: &impl ConnectionTrait, sight: &Sight, id: Uuid) -> ApiResult<ExplainedLinks> {
    roster::service::official_in_sight(db, sight, id).await?.ok_or_else(ApiError::not_found)?;
    let held = held(db, sight, id).await?;
    let ids: Vec<Uuid> = held.iter().map(|link| link.household_id).collect();
    let households: HashMap<Uuid, household::Model> =
        roster::service::households(db, ids.clone()).await?.into_iter().map(|row| (row.id, row)).collect();
    let villages: HashSet<Uuid> = households.values().map(|row| row.village_id).collect();
    let villages = grid::service::grids(db, villages.into_iter().collect()).await?;
    let moves = moves(db, &held).await?;
    let former = former(db, ids).await?;
    let mut named: HashSet<Uuid> = former.values().copied().collect();
    named.extend(moves.values().filter_map(|moved| moved.from_official_id));
    named.insert(id);
    let named = roster::service::official_refs(db, named.into_iter().collect()).await?;

    let place = |row: &household::Model| {
        let village = villages.get(&row.village_id);
        Point {
            x: row.x.or(village.and_then(|village| village.x)).unwrap_or_default(),
            y: row.y.or(village.and_then(|village| village.y)).unwrap_or_default(),
        }
    };
    let measured =
        figures::measure(households.values().map(|row| (place(row), (row.village_id, row.group_no))));
    let mut items = Vec::with_capacity(held.len());
    for link in held {
        let Some(row) = households.get(&link.household_id) else { continue };
        let moved = moves.get(&link.id);
        let before = former.get(&link.household_id);
        let (why, reason) = reasons(moved, before.is_some())?;
        let from = moved.map_or(before.copied(), |moved| moved.from_official_id);
        items.push(ExplainedLink {
            village: NamedRef {
                id: row.village_id,
                name: villages.get(&row.village_id).map(|grid| grid.name.clone()).unwrap_or_default(),
            },
            household: HouseholdRef { id: row.id, code: row.code.clone(), head_name: row.head_name.clone() },
            group_no: row.group_no,
            since: link.valid_from,
            why,
            reason,
            from: from.and_then(|id| named.get(&id).cloned()),
            assignment_id: moved.map(|moved| moved.assignment_id),
            metres: measured.mean.map(|mean| whole(place(row).distance(mean))),
        });
    }
    items.sort_by(|one, other| one.household.code.cmp(&other.household.code));
    let official: OfficialRef = named.get(&id).cloned().ok_or_else(ApiError::not_found)?;
    Ok(ExplainedLinks {
        official,
        items,
        kilometres: figures::kilometres(measured.metres),
        groups: u32::try_from(measured.groups).unwrap_or_default(),
    })
}

fn reasons(
    moved: Option<&assignment_move::Model>,
    had_another: bool,
) -> ApiResult<(Why, Option<MoveReason>)> {
    let Some(moved) = moved else {
        return Ok((if had_another { Why::Transfer } else { Why::Kept }, None));
    };
    let reason: rules::MoveReason = moved.reason.parse().map_err(anyhow::Error::from)?;
    let choice: Choice = moved.choice.parse().map_err(anyhow::Error::from)?;
    let why = match choice {
        Choice::SameGroup => Why::SameGroup,
        Choice::Nearest => Why::Nearest,
        Choice::ByHand => Why::ByHand,
    };
    Ok((why, Some(reason.into())))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "metres inside a county")]
fn whole(metres: f64) -> u32 {
    metres.round() as u32
}

async fn held(db: &impl ConnectionTrait, sight: &Sight, official: Uuid) -> Result<Vec<link::Model>, DbErr> {
    link::Entity::find()
        .filter(link::Column::OfficialId.eq(official))
        .filter(link::Column::Kind.eq(THIRTY))
        .filter(link::Column::ValidTo.is_null())
        .filter(sight.links())
        .all(db)
        .await
}

/// The moves that made these links; a link made by an assignment carries the id of its move.
async fn moves(
    db: &impl ConnectionTrait,
    links: &[link::Model],
) -> Result<HashMap<Uuid, assignment_move::Model>, DbErr> {
    let rows = assignment_move::Entity::find()
        .filter(assignment_move::Column::Id.is_in(links.iter().map(|link| link.id)))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Who had each household last before.
async fn former(db: &impl ConnectionTrait, households: Vec<Uuid>) -> Result<HashMap<Uuid, Uuid>, DbErr> {
    let rows = link::Entity::find()
        .filter(link::Column::HouseholdId.is_in(households))
        .filter(link::Column::Kind.eq(THIRTY))
        .filter(link::Column::ValidTo.is_not_null())
        .order_by_asc(link::Column::ValidFrom)
        .order_by_asc(link::Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.household_id, row.official_id)).collect())
}
