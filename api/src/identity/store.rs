//! Queries over accounts, their roles and one-time ways in.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

use crate::caller::Sight;
use entity::{account, account_role, grid, password_reset};

pub async fn account(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<account::Model>, DbErr> {
    account::Entity::find_by_id(id).one(db).await
}

pub async fn by_ids(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<Vec<account::Model>, DbErr> {
    account::Entity::find().filter(account::Column::Id.is_in(ids)).all(db).await
}

pub async fn by_login(db: &impl ConnectionTrait, login: &str) -> Result<Option<account::Model>, DbErr> {
    account::Entity::find().filter(account::Column::Login.eq(login)).one(db).await
}

/// The first active account of an official that has a mail address.
pub async fn of_official(
    db: &impl ConnectionTrait,
    official_id: Uuid,
) -> Result<Option<account::Model>, DbErr> {
    account::Entity::find()
        .filter(account::Column::OfficialId.eq(official_id))
        .filter(account::Column::State.eq("active"))
        .filter(account::Column::Email.is_not_null())
        .order_by_asc(account::Column::Id)
        .one(db)
        .await
}

/// The active accounts of officials that have a mail address; of each official the first wins.
pub async fn of_officials(
    db: &impl ConnectionTrait,
    officials: Vec<Uuid>,
) -> Result<Vec<account::Model>, DbErr> {
    account::Entity::find()
        .filter(account::Column::OfficialId.is_in(officials))
        .filter(account::Column::State.eq("active"))
        .filter(account::Column::Email.is_not_null())
        .order_by_desc(account::Column::Id)
        .all(db)
        .await
}

pub async fn roles(db: &impl ConnectionTrait, account_id: Uuid) -> Result<Vec<account_role::Model>, DbErr> {
    account_role::Entity::find()
        .filter(account_role::Column::AccountId.eq(account_id))
        .order_by_asc(account_role::Column::Id)
        .all(db)
        .await
}

pub async fn grid_path(db: &impl ConnectionTrait, grid_id: Uuid) -> Result<Option<String>, DbErr> {
    Ok(grid::Entity::find_by_id(grid_id).one(db).await?.map(|grid| grid.path))
}

/// A page of accounts by login. Accounts are the administrator's alone; the sight says that he is one.
pub async fn page(
    db: &impl ConnectionTrait,
    _sight: &Sight,
    search: Option<&str>,
    after: Option<&str>,
    limit: u64,
) -> Result<Vec<account::Model>, DbErr> {
    let mut which = Condition::all();
    if let Some(search) = search {
        which = which.add(
            Condition::any()
                .add(account::Column::Login.contains(search))
                .add(account::Column::DisplayName.contains(search)),
        );
    }
    if let Some(after) = after {
        which = which.add(account::Column::Login.gt(after));
    }
    account::Entity::find().filter(which).order_by_asc(account::Column::Login).limit(limit).all(db).await
}

/// Sets what is known of failed tries.
pub async fn set_failures(
    tx: &impl ConnectionTrait,
    id: Uuid,
    failures: i32,
    last: Option<DateTime<Utc>>,
) -> Result<(), DbErr> {
    account::Entity::update_many()
        .col_expr(account::Column::Failures, Expr::value(failures))
        .col_expr(account::Column::LastFailureAt, Expr::value(last))
        .filter(account::Column::Id.eq(id))
        .exec(tx)
        .await
        .map(drop)
}

/// Sets a password; the account is active from then on and its activation code is spent.
pub async fn set_password(tx: &impl ConnectionTrait, id: Uuid, hash: String) -> Result<(), DbErr> {
    account::Entity::update_many()
        .col_expr(account::Column::PasswordHash, Expr::value(hash))
        .col_expr(account::Column::State, Expr::value("active"))
        .col_expr(account::Column::ActivationHash, Expr::value(None::<Vec<u8>>))
        .col_expr(account::Column::Failures, Expr::value(0))
        .filter(account::Column::Id.eq(id))
        .exec(tx)
        .await
        .map(drop)
}

/// Spends an activation code: true for the one caller who was first with the right code in time.
pub async fn spend_activation(
    tx: &impl ConnectionTrait,
    id: Uuid,
    hash: Vec<u8>,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let spent = account::Entity::update_many()
        .col_expr(account::Column::ActivationHash, Expr::value(None::<Vec<u8>>))
        .filter(account::Column::Id.eq(id))
        .filter(account::Column::ActivationHash.eq(hash))
        .filter(account::Column::ActivationExpiresAt.gt(now))
        .exec(tx)
        .await?;
    Ok(spent.rows_affected == 1)
}

/// Spends a reset token and says whose it was.
pub async fn spend_reset(
    tx: &impl ConnectionTrait,
    hash: Vec<u8>,
    now: DateTime<Utc>,
) -> Result<Option<Uuid>, DbErr> {
    use password_reset::{Column, Entity};
    let Some(reset) = Entity::find().filter(Column::TokenHash.eq(hash)).one(tx).await? else {
        return Ok(None);
    };
    let spent = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::Id.eq(reset.id))
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .exec(tx)
        .await?;
    Ok((spent.rows_affected == 1).then_some(reset.account_id))
}

/// The name of what a role's scope names.
pub async fn scope_name(db: &impl ConnectionTrait, kind: &str, id: Uuid) -> Result<Option<String>, DbErr> {
    use entity::{audit_meeting, official, rating_round, unit};
    Ok(match kind {
        "subtree" => grid::Entity::find_by_id(id).one(db).await?.map(|grid| grid.name),
        "own_links" => official::Entity::find_by_id(id).one(db).await?.map(|official| official.name),
        "unit" => unit::Entity::find_by_id(id).one(db).await?.map(|unit| unit.name),
        "round" => rating_round::Entity::find_by_id(id).one(db).await?.map(|round| round.name),
        "meeting" => audit_meeting::Entity::find_by_id(id).one(db).await?.map(|meeting| meeting.title),
        _ => None,
    })
}

pub async fn accounts_of(db: &impl ConnectionTrait, official_id: Uuid) -> Result<Vec<account::Model>, DbErr> {
    account::Entity::find().filter(account::Column::OfficialId.eq(official_id)).all(db).await
}

/// Puts the accounts of an official into a state in which no code opens them.
pub async fn lock(tx: &impl ConnectionTrait, official_id: Uuid, state: &str) -> Result<u64, DbErr> {
    let locked = account::Entity::update_many()
        .col_expr(account::Column::State, Expr::value(state))
        .col_expr(account::Column::ActivationHash, Expr::value(None::<Vec<u8>>))
        .filter(account::Column::OfficialId.eq(official_id))
        .filter(account::Column::State.ne(state))
        .exec(tx)
        .await?;
    Ok(locked.rows_affected)
}

/// Removes the roles that name a place, of these accounts or of all.
pub async fn withdraw_roles(
    tx: &impl ConnectionTrait,
    place: Uuid,
    accounts: Option<Vec<Uuid>>,
) -> Result<u64, DbErr> {
    use account_role::Column::{AccountId, ScopeId};
    let mut which = Condition::all().add(ScopeId.eq(place));
    if let Some(accounts) = accounts {
        which = which.add(AccountId.is_in(accounts));
    }
    let removed = account_role::Entity::delete_many().filter(which).exec(tx).await?;
    Ok(removed.rows_affected)
}

/// Removes the roles of accounts that have another kind of scope.
pub async fn leave_only(tx: &impl ConnectionTrait, accounts: Vec<Uuid>, kind: &str) -> Result<(), DbErr> {
    use account_role::Column::{AccountId, ScopeKind};
    account_role::Entity::delete_many()
        .filter(AccountId.is_in(accounts))
        .filter(ScopeKind.ne(kind))
        .exec(tx)
        .await
        .map(drop)
}
