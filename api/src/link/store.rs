//! Queries over links. They are closed and opened, never deleted.

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{caller::Sight, sight::THIRTY};
use entity::{link, official};

/// Which links a list shows.
#[derive(Debug, Default)]
pub struct LinkFilter {
    pub household_id: Option<Uuid>,
    pub official_id: Option<Uuid>,
    /// Those that held on this day.
    pub on: Option<NaiveDate>,
}

/// The sort key of the last link shown.
pub type LinkKey = (NaiveDate, Uuid);

pub async fn page(
    db: &impl ConnectionTrait,
    sight: &Sight,
    filter: LinkFilter,
    after: Option<LinkKey>,
    limit: u64,
) -> Result<Vec<link::Model>, DbErr> {
    use link::Column::{HouseholdId, Id, Kind, OfficialId, ValidFrom};
    let mut which = Condition::all().add(Kind.eq(THIRTY)).add(sight.links());
    if let Some(household_id) = filter.household_id {
        which = which.add(HouseholdId.eq(household_id));
    }
    if let Some(official_id) = filter.official_id {
        which = which.add(OfficialId.eq(official_id));
    }
    if let Some(on) = filter.on {
        which = which.add(holds_on(on));
    }
    if let Some((from, id)) = after {
        which = which.add(ValidFrom.lt(from).or(ValidFrom.eq(from).and(Id.lt(id))));
    }
    link::Entity::find().filter(which).order_by_desc(ValidFrom).order_by_desc(Id).limit(limit).all(db).await
}

fn holds_on(day: NaiveDate) -> Condition {
    use link::Column::{ValidFrom, ValidTo};
    Condition::all().add(ValidFrom.lte(day)).add(ValidTo.is_null().or(ValidTo.gt(day)))
}

/// The links of the thirty that hold now, of households.
pub async fn current(db: &impl ConnectionTrait, households: Vec<Uuid>) -> Result<Vec<link::Model>, DbErr> {
    link::Entity::find()
        .filter(link::Column::HouseholdId.is_in(households))
        .filter(link::Column::Kind.eq(THIRTY))
        .filter(link::Column::ValidTo.is_null())
        .all(db)
        .await
}

/// The links of the thirty between an official and households that hold no more.
pub async fn ended(
    db: &impl ConnectionTrait,
    official_id: Uuid,
    households: Vec<Uuid>,
) -> Result<Vec<link::Model>, DbErr> {
    link::Entity::find()
        .filter(link::Column::OfficialId.eq(official_id))
        .filter(link::Column::HouseholdId.is_in(households))
        .filter(link::Column::Kind.eq(THIRTY))
        .filter(link::Column::ValidTo.is_not_null())
        .all(db)
        .await
}

/// Whether an official held a household on a day.
pub async fn held(
    db: &impl ConnectionTrait,
    official_id: Uuid,
    household_id: Uuid,
    day: NaiveDate,
) -> Result<bool, DbErr> {
    let found = link::Entity::find()
        .filter(link::Column::OfficialId.eq(official_id))
        .filter(link::Column::HouseholdId.eq(household_id))
        .filter(holds_on(day))
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// Closes a link that holds. False when it does not hold any more.
pub async fn close(tx: &impl ConnectionTrait, id: Uuid, on: NaiveDate) -> Result<bool, DbErr> {
    use link::Column::{Id, ValidTo};
    let closed = link::Entity::update_many()
        .col_expr(ValidTo, Expr::value(on))
        .filter(Id.eq(id))
        .filter(ValidTo.is_null())
        .exec(tx)
        .await?;
    Ok(closed.rows_affected == 1)
}

/// Holds an official's row to the end of the transaction, so that two transfers do not both find room.
pub async fn hold_official(tx: &impl ConnectionTrait, id: Uuid) -> Result<Option<official::Model>, DbErr> {
    official::Entity::find_by_id(id).lock_exclusive().one(tx).await
}

/// All links of an official that hold now, of whatever kind.
pub async fn of_official(db: &impl ConnectionTrait, official_id: Uuid) -> Result<Vec<link::Model>, DbErr> {
    link::Entity::find()
        .filter(link::Column::OfficialId.eq(official_id))
        .filter(link::Column::ValidTo.is_null())
        .order_by_asc(link::Column::Id)
        .all(db)
        .await
}

/// Rows per statement within the databases' bounds on values.
const CHUNK: usize = 2_000;

pub async fn insert(tx: &impl ConnectionTrait, rows: &[link::Model]) -> Result<(), DbErr> {
    for rows in rows.chunks(CHUNK) {
        let rows = rows.iter().map(|row| row.clone().into_active_model().reset_all());
        link::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// The households of the thirty that an official held on a day.
pub async fn households_on(
    db: &impl ConnectionTrait,
    official_id: Uuid,
    day: NaiveDate,
) -> Result<Vec<Uuid>, DbErr> {
    link::Entity::find()
        .select_only()
        .column(link::Column::HouseholdId)
        .filter(link::Column::OfficialId.eq(official_id))
        .filter(link::Column::Kind.eq(THIRTY))
        .filter(holds_on(day))
        .into_tuple()
        .all(db)
        .await
}
