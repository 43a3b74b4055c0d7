//! Queries on what was counted.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::CHUNK;
use crate::{
    caller::{Scope, Sight},
    roster::view::OfficialRef,
};
use entity::{official, rating_result, rating_round, unit};

/// Writes the results of a round, over what an interrupted close may have left.
pub async fn put_results(
    tx: &impl ConnectionTrait,
    round_id: Uuid,
    rows: Vec<rating_result::ActiveModel>,
) -> Result<(), DbErr> {
    rating_result::Entity::delete_many().filter(rating_result::Column::RoundId.eq(round_id)).exec(tx).await?;
    for rows in rows.chunks(CHUNK) {
        rating_result::Entity::insert_many(rows.to_vec()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// What a round counted of one official.
pub async fn result(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    official_id: Uuid,
) -> Result<Option<rating_result::Model>, DbErr> {
    rating_result::Entity::find_by_id((round_id, official_id)).one(db).await
}

/// What was counted of an official, the newest round first; nothing when he is out of sight.
pub async fn results_of(
    db: &impl ConnectionTrait,
    sight: &Sight,
    official_id: Uuid,
) -> Result<Option<Vec<(rating_result::Model, rating_round::Model)>>, DbErr> {
    let in_sight = official::Entity::find_by_id(official_id).filter(seen(sight)).one(db).await?;
    if in_sight.is_none() {
        return Ok(None);
    }
    let results = rating_result::Entity::find()
        .filter(rating_result::Column::OfficialId.eq(official_id))
        .all(db)
        .await?;
    let rounds = rating_round::Entity::find()
        .filter(rating_round::Column::Id.is_in(results.iter().map(|result| result.round_id)))
        .filter(rating_round::Column::State.eq("closed"))
        .order_by_desc(rating_round::Column::ClosesOn)
        .order_by_desc(rating_round::Column::Code)
        .all(db)
        .await?;
    let mut results: HashMap<Uuid, rating_result::Model> =
        results.into_iter().map(|result| (result.round_id, result)).collect();
    Ok(Some(rounds.into_iter().filter_map(|round| Some((results.remove(&round.id)?, round))).collect()))
}

/// A result with its official.
pub type ResultRow = (rating_result::Model, OfficialRef);

/// A page of results in sight by the official's number.
pub async fn results(
    db: &impl ConnectionTrait,
    sight: &Sight,
    round_id: Uuid,
    after: Option<&str>,
    limit: u64,
) -> Result<Vec<ResultRow>, DbErr> {
    use official::Column;
    let mut which = Condition::all().add(seen(sight));
    if let Some(after) = after {
        which = which.add(Column::Number.gt(after));
    }
    let in_round = rating_result::Entity::find()
        .select_only()
        .column(rating_result::Column::OfficialId)
        .filter(rating_result::Column::RoundId.eq(round_id));
    let officials = official::Entity::find()
        .filter(which)
        .filter(Column::Id.in_subquery(sea_orm::QueryTrait::into_query(in_round)))
        .order_by_asc(Column::Number)
        .limit(limit)
        .all(db)
        .await?;
    let ids: Vec<Uuid> = officials.iter().map(|official| official.id).collect();
    let units = unit::Entity::find()
        .filter(unit::Column::Id.is_in(officials.iter().map(|official| official.unit_id)))
        .all(db)
        .await?;
    let units: HashMap<Uuid, String> = units.into_iter().map(|unit| (unit.id, unit.name)).collect();
    let results = rating_result::Entity::find()
        .filter(rating_result::Column::RoundId.eq(round_id))
        .filter(rating_result::Column::OfficialId.is_in(ids))
        .all(db)
        .await?;
    let mut results: HashMap<Uuid, rating_result::Model> =
        results.into_iter().map(|result| (result.official_id, result)).collect();
    Ok(officials
        .into_iter()
        .filter_map(|official| {
            let unit_name = units.get(&official.unit_id).cloned().unwrap_or_default();
            Some((
                results.remove(&official.id)?,
                OfficialRef { id: official.id, number: official.number, name: official.name, unit_name },
            ))
        })
        .collect())
}

/// Whose results are in sight: everybody's for the county, one's own for an official.
fn seen(sight: &Sight) -> Condition {
    if sight.is_county() {
        return Condition::all();
    }
    let own = sight.scopes().filter_map(|scope| match scope {
        Scope::OwnLinks { official_id } => Some(*official_id),
        _ => None,
    });
    Condition::all().add(official::Column::Id.is_in(own.collect::<Vec<_>>()))
}
