//! Who stands behind accounts: what they are called and where mail reaches them.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{service::SEALED_EMAIL, store};
use crate::{app::App, error::ApiResult};

/// The mail addresses of officials, of those who have an active account with one.
pub async fn mails_of_officials(
    db: &impl ConnectionTrait,
    app: &App,
    officials: Vec<Uuid>,
) -> ApiResult<HashMap<Uuid, String>> {
    let mut mails = HashMap::new();
    for account in store::of_officials(db, officials).await? {
        if let (Some(official), Some(email)) = (account.official_id, account.email) {
            mails.insert(official, app.keyring.open(SEALED_EMAIL, &email)?);
        }
    }
    Ok(mails)
}

/// The mail addresses of active accounts that have one.
pub async fn mails_of_accounts(
    db: &impl ConnectionTrait,
    app: &App,
    accounts: Vec<Uuid>,
) -> ApiResult<Vec<String>> {
    let rows = store::by_ids(db, accounts).await?;
    let emails = rows.into_iter().filter(|row| row.state == "active").filter_map(|row| row.email);
    Ok(emails.map(|email| app.keyring.open(SEALED_EMAIL, &email)).collect::<Result<_, _>>()?)
}

/// What accounts are called.
pub async fn names(db: &impl ConnectionTrait, accounts: Vec<Uuid>) -> Result<HashMap<Uuid, String>, DbErr> {
    if accounts.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = store::by_ids(db, accounts).await?;
    Ok(rows.into_iter().map(|account| (account.id, account.display_name)).collect())
}

/// The mail address of an official's account, if he has an active one with an address.
pub async fn mail_of_official(
    db: &impl ConnectionTrait,
    app: &App,
    official_id: Uuid,
) -> ApiResult<Option<String>> {
    let account = store::of_official(db, official_id).await?;
    let email = account.and_then(|account| account.email);
    Ok(email.map(|email| app.keyring.open(SEALED_EMAIL, &email)).transpose()?)
}
