//! Queries over inspections.

use chrono::{DateTime, Utc};
use domain::identity::Role;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait,
    IntoActiveModel, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait, RelationDef,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use crate::caller::{Scope, Sight};
use entity::{
    account, account_role, inspection, inspection_inspector, inspection_object, inspection_photo, unit,
};

/// Where a round stands in a list.
pub(super) type Place = (DateTime<Utc>, Uuid);

/// The units a caller may read of. A unit reads of itself once it was reported on; inspectors of what they were drawn for.
pub(super) fn visible(sight: &Sight, account_id: Uuid) -> Condition {
    use inspection_object::Column::{Id, State, UnitId};
    sight.grants.iter().fold(Condition::any().add(Expr::value(1).eq(0)), |any, grant| match &grant.scope {
        Scope::County if grant.role == Role::PatrolInspector => any.add(
            Id.in_subquery(
                inspection_inspector::Entity::find()
                    .select_only()
                    .column(inspection_inspector::Column::ObjectId)
                    .filter(inspection_inspector::Column::AccountId.eq(account_id))
                    .into_query(),
            ),
        ),
        Scope::County => any.add(Expr::value(1).eq(1)),
        Scope::Unit { unit_id } => {
            any.add(Condition::all().add(UnitId.eq(*unit_id)).add(State.ne("assigned")))
        }
        _ => any,
    })
}

pub(super) async fn page(
    db: &impl ConnectionTrait,
    sight: &Sight,
    account_id: Uuid,
    after: Option<Place>,
    limit: u64,
) -> Result<Vec<inspection::Model>, DbErr> {
    use inspection::Column::{CreatedAt, Id};
    let mut query = inspection::Entity::find();
    let whole =
        sight.grants.iter().any(|grant| grant.scope == Scope::County && grant.role != Role::PatrolInspector);
    if !whole {
        let seen = inspection_object::Entity::find()
            .select_only()
            .column(inspection_object::Column::InspectionId)
            .filter(visible(sight, account_id))
            .into_query();
        query = query.filter(Id.in_subquery(seen));
    }
    if let Some((at, id)) = after {
        query = query.filter(CreatedAt.lt(at).or(CreatedAt.eq(at).and(Id.lt(id))));
    }
    query.order_by_desc(CreatedAt).order_by_desc(Id).limit(limit).all(db).await
}

/// The drawn units of rounds, as far as they are in sight.
pub(super) async fn objects(
    db: &impl ConnectionTrait,
    sight: &Sight,
    account_id: Uuid,
    rounds: Vec<Uuid>,
) -> Result<Vec<inspection_object::Model>, DbErr> {
    inspection_object::Entity::find()
        .filter(inspection_object::Column::InspectionId.is_in(rounds))
        .filter(visible(sight, account_id))
        .order_by_asc(inspection_object::Column::Label)
        .all(db)
        .await
}

pub(super) async fn object(
    db: &impl ConnectionTrait,
    sight: &Sight,
    account_id: Uuid,
    id: Uuid,
) -> Result<Option<inspection_object::Model>, DbErr> {
    inspection_object::Entity::find_by_id(id).filter(visible(sight, account_id)).one(db).await
}

pub(super) async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<inspection::Model>, DbErr> {
    inspection::Entity::find_by_id(id).one(db).await
}

pub(super) async fn inspectors(
    db: &impl ConnectionTrait,
    objects: Vec<Uuid>,
) -> Result<Vec<inspection_inspector::Model>, DbErr> {
    inspection_inspector::Entity::find()
        .filter(inspection_inspector::Column::ObjectId.is_in(objects))
        .order_by_asc(inspection_inspector::Column::Label)
        .all(db)
        .await
}

pub(super) async fn photos(
    db: &impl ConnectionTrait,
    objects: Vec<Uuid>,
) -> Result<Vec<inspection_photo::Model>, DbErr> {
    inspection_photo::Entity::find()
        .filter(inspection_photo::Column::ObjectId.is_in(objects))
        .order_by_asc(inspection_photo::Column::AddedAt)
        .all(db)
        .await
}

pub(super) async fn photo(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<inspection_photo::Model>, DbErr> {
    inspection_photo::Entity::find_by_id(id).one(db).await
}

/// Inserts a photo. False when its id is taken.
pub(super) async fn add_photo(
    tx: &impl ConnectionTrait,
    row: inspection_photo::Model,
) -> Result<bool, DbErr> {
    let inserted = inspection_photo::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::column(inspection_photo::Column::Id).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(inserted == 1)
}

/// Those who may be drawn as inspectors.
pub(super) async fn accounts(db: &impl ConnectionTrait) -> Result<Vec<account::Model>, DbErr> {
    let roles = account_role::Entity::find()
        .select_only()
        .column(account_role::Column::AccountId)
        .filter(account_role::Column::Role.is_in(["inspector", "patrol_inspector"]))
        .filter(account_role::Column::ScopeKind.eq("county"))
        .into_query();
    account::Entity::find()
        .filter(account::Column::Id.in_subquery(roles))
        .filter(account::Column::State.eq("active"))
        .order_by_asc(account::Column::Login)
        .all(db)
        .await
}

/// The register of units, or some of it.
pub(super) async fn units(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<unit::Model>, DbErr> {
    let mut query = unit::Entity::find();
    if !ids.is_empty() {
        query = query.filter(unit::Column::Id.is_in(ids.to_vec()));
    }
    query.order_by_asc(unit::Column::Code).all(db).await
}

pub(super) async fn insert(tx: &impl ConnectionTrait, row: &inspection::Model) -> Result<(), DbErr> {
    inspection::Entity::insert(row.clone().into_active_model()).exec_without_returning(tx).await.map(drop)
}

pub(super) async fn assign(
    tx: &impl ConnectionTrait,
    objects: Vec<inspection_object::Model>,
    inspectors: Vec<inspection_inspector::Model>,
) -> Result<(), DbErr> {
    if objects.is_empty() {
        return Ok(());
    }
    let objects = objects.into_iter().map(IntoActiveModel::into_active_model);
    inspection_object::Entity::insert_many(objects).exec_without_returning(tx).await?;
    let inspectors = inspectors.into_iter().map(IntoActiveModel::into_active_model);
    inspection_inspector::Entity::insert_many(inspectors).exec_without_returning(tx).await.map(drop)
}

/// Unit and points of everything decided upon since an instant that took points off.
pub(super) async fn settled(
    db: &impl ConnectionTrait,
    since: DateTime<Utc>,
) -> Result<Vec<(Uuid, i32)>, DbErr> {
    use inspection_object::Column::{SettledAt, SettledPoints, UnitId};
    let to_unit: RelationDef =
        inspection_object::Entity::belongs_to(unit::Entity).from(UnitId).to(unit::Column::Id).into();
    inspection_object::Entity::find()
        .join(JoinType::InnerJoin, to_unit)
        .select_only()
        .column(unit::Column::HeadId)
        .column(SettledPoints)
        .filter(unit::Column::HeadId.is_not_null())
        .filter(SettledAt.gte(since))
        .filter(SettledPoints.gt(0))
        .into_tuple()
        .all(db)
        .await
}

/// Writes a changed object over the state it was read in. False when that state is no longer there.
pub(super) async fn replace(
    tx: &impl ConnectionTrait,
    from: &str,
    after: inspection_object::Model,
) -> Result<bool, DbErr> {
    let id = after.id;
    let changed = inspection_object::Entity::update_many()
        .set(after.into_active_model().reset_all())
        .filter(inspection_object::Column::Id.eq(id))
        .filter(inspection_object::Column::State.eq(from))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}
