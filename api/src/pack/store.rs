//! Packs and their files in the database.

use chrono::{DateTime, Utc};
use domain::{
    pack::{PackKind, PackState},
    roster::HouseholdState,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{caller::Sight, sight};
use entity::{grid, household, pack, pack_file};

pub async fn add(tx: &impl ConnectionTrait, pack: pack::Model) -> Result<(), DbErr> {
    pack::Entity::insert(pack.into_active_model()).exec_without_returning(tx).await.map(drop)
}

pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<pack::Model>, DbErr> {
    pack::Entity::find_by_id(id).one(db).await
}

/// Packs in sight, the newest first.
pub async fn page(
    db: &impl ConnectionTrait,
    sight: &Sight,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<pack::Model>, DbErr> {
    if !sight.is_county() {
        return Ok(Vec::new());
    }
    let mut query = pack::Entity::find().filter(pack::Column::RoundId.is_null());
    if let Some(before) = before {
        query = query.filter(pack::Column::Id.lt(before));
    }
    query.order_by_desc(pack::Column::Id).limit(limit).all(db).await
}

/// Packs of the slips of a round, the newest first.
pub async fn of_round(db: &impl ConnectionTrait, round_id: Uuid) -> Result<Vec<pack::Model>, DbErr> {
    pack::Entity::find()
        .filter(pack::Column::RoundId.eq(round_id))
        .order_by_desc(pack::Column::Id)
        .all(db)
        .await
}

/// Villages of which a pack has a file.
pub async fn printed_villages(db: &impl ConnectionTrait, pack_id: Uuid) -> Result<Vec<Uuid>, DbErr> {
    pack_file::Entity::find()
        .select_only()
        .column(pack_file::Column::VillageId)
        .filter(pack_file::Column::PackId.eq(pack_id))
        .into_tuple()
        .all(db)
        .await
}

/// Grids of ids, by code.
pub async fn grids(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<Vec<grid::Model>, DbErr> {
    grid::Entity::find().filter(grid::Column::Id.is_in(ids)).order_by_asc(grid::Column::Code).all(db).await
}

/// Files of a pack, by village code.
pub async fn files(
    db: &impl ConnectionTrait,
    pack_id: Uuid,
    after: Option<String>,
    limit: u64,
) -> Result<Vec<pack_file::Model>, DbErr> {
    use pack_file::Column::{PackId, VillageCode};
    let mut query = pack_file::Entity::find().filter(PackId.eq(pack_id));
    if let Some(after) = after {
        query = query.filter(VillageCode.gt(after));
    }
    query.order_by_asc(VillageCode).limit(limit).all(db).await
}

pub async fn file(
    db: &impl ConnectionTrait,
    pack_id: Uuid,
    id: Uuid,
) -> Result<Option<pack_file::Model>, DbErr> {
    pack_file::Entity::find_by_id(id).filter(pack_file::Column::PackId.eq(pack_id)).one(db).await
}

/// Whether a pack like this is being printed.
pub async fn is_under_way(db: &impl ConnectionTrait, kind: PackKind, grid_id: Uuid) -> Result<bool, DbErr> {
    let found = pack::Entity::find()
        .filter(pack::Column::Kind.eq(kind.as_str()))
        .filter(pack::Column::GridId.eq(grid_id))
        .filter(pack::Column::State.is_in([PackState::Queued.as_str(), PackState::Running.as_str()]));
    Ok(found.count(db).await? > 0)
}

/// Nothing is printed any more for households that are history.
const ACTIVE: &str = HouseholdState::Active.as_str();

/// Villages below a path that have households.
fn villages_with_households(path: &str) -> Condition {
    let lived_in = household::Entity::find()
        .select_only()
        .column(household::Column::VillageId)
        .filter(household::Column::State.eq(ACTIVE))
        .into_query();
    Condition::all()
        .add(grid::Column::Level.eq("village"))
        .add(sight::below(path))
        .add(grid::Column::Id.in_subquery(lived_in))
}

pub async fn count_villages(db: &impl ConnectionTrait, path: &str) -> Result<u64, DbErr> {
    grid::Entity::find().filter(villages_with_households(path)).count(db).await
}

/// Villages below a path that a pack has no file of yet, by code.
pub async fn villages_to_do(
    db: &impl ConnectionTrait,
    path: &str,
    pack_id: Option<Uuid>,
) -> Result<Vec<grid::Model>, DbErr> {
    let mut query = grid::Entity::find().filter(villages_with_households(path));
    if let Some(pack_id) = pack_id {
        let printed = pack_file::Entity::find()
            .select_only()
            .column(pack_file::Column::VillageId)
            .filter(pack_file::Column::PackId.eq(pack_id))
            .into_query();
        query = query.filter(grid::Column::Id.not_in_subquery(printed));
    }
    query.order_by_asc(grid::Column::Code).all(db).await
}

/// Households of a village in the order in which they are handed out: by group, then by number.
pub async fn households(db: &impl ConnectionTrait, village_id: Uuid) -> Result<Vec<household::Model>, DbErr> {
    household::Entity::find()
        .filter(household::Column::VillageId.eq(village_id))
        .filter(household::Column::State.eq(ACTIVE))
        .order_by_asc(household::Column::GroupNo)
        .order_by_asc(household::Column::Code)
        .all(db)
        .await
}

/// Moves a pack from one of these states to another. False when somebody was quicker.
pub async fn move_on(
    tx: &impl ConnectionTrait,
    id: Uuid,
    from: &[PackState],
    to: PackState,
    finished_at: Option<DateTime<Utc>>,
) -> Result<bool, DbErr> {
    let mut update = pack::Entity::update_many()
        .col_expr(pack::Column::State, Expr::value(to.as_str()))
        .filter(pack::Column::Id.eq(id))
        .filter(pack::Column::State.is_in(from.iter().map(|state| state.as_str())));
    if finished_at.is_some() {
        update = update.col_expr(pack::Column::FinishedAt, Expr::value(finished_at));
    }
    Ok(update.exec(tx).await?.rows_affected == 1)
}

/// Counts a village's file in, and holds the pack's row to the end of the transaction. False when the pack was given
/// up meanwhile.
pub async fn count_in(tx: &impl ConnectionTrait, id: Uuid, cards: i32, pages: i32) -> Result<bool, DbErr> {
    use pack::Column::{Cards, Done, Id, Pages, State};
    let counted = pack::Entity::update_many()
        .col_expr(Done, Expr::col(Done).add(1))
        .col_expr(Cards, Expr::col(Cards).add(cards))
        .col_expr(Pages, Expr::col(Pages).add(pages))
        .filter(Id.eq(id))
        .filter(State.eq(PackState::Running.as_str()))
        .exec(tx)
        .await?;
    Ok(counted.rows_affected == 1)
}

pub async fn has_file(tx: &impl ConnectionTrait, pack_id: Uuid, village_id: Uuid) -> Result<bool, DbErr> {
    let found = pack_file::Entity::find()
        .filter(pack_file::Column::PackId.eq(pack_id))
        .filter(pack_file::Column::VillageId.eq(village_id));
    Ok(found.count(tx).await? > 0)
}

pub async fn add_file(tx: &impl ConnectionTrait, file: pack_file::Model) -> Result<(), DbErr> {
    pack_file::Entity::insert(file.into_active_model()).exec_without_returning(tx).await.map(drop)
}

pub async fn set_note(tx: &impl ConnectionTrait, id: Uuid, note: &str) -> Result<(), DbErr> {
    let change = pack::ActiveModel { note: Set(Some(note.to_owned())), ..Default::default() };
    pack::Entity::update_many().set(change).filter(pack::Column::Id.eq(id)).exec(tx).await.map(drop)
}

/// Packs that ended before this instant and still have their files.
pub async fn outlived(db: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<Vec<pack::Model>, DbErr> {
    pack::Entity::find()
        .filter(pack::Column::State.is_in([PackState::Done.as_str(), PackState::Failed.as_str()]))
        .filter(pack::Column::FinishedAt.lt(before))
        .all(db)
        .await
}

/// Packs whose files should be gone and are not.
pub async fn undeleted(db: &impl ConnectionTrait) -> Result<Vec<Uuid>, DbErr> {
    let with_files =
        pack_file::Entity::find().select_only().column(pack_file::Column::PackId).distinct().into_query();
    let packs = pack::Entity::find()
        .filter(pack::Column::State.is_in([PackState::Cancelled.as_str(), PackState::Deleted.as_str()]))
        .filter(pack::Column::Id.in_subquery(with_files))
        .all(db)
        .await?;
    Ok(packs.into_iter().map(|pack| pack.id).collect())
}

pub async fn remove_file(tx: &impl ConnectionTrait, id: Uuid) -> Result<(), DbErr> {
    pack_file::Entity::delete_by_id(id).exec(tx).await.map(drop)
}
