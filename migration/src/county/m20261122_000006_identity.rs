//! Tables of the capability `identity`.

use sea_orm_migration::{prelude::*, schema::*};

use crate::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        account(manager).await?;
        account_role(manager).await?;
        session(manager).await?;
        password_reset(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["password_reset", "session", "account_role", "account"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn account(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("account")
                .col(uuid("id").primary_key())
                .col(text("login").unique_key())
                .col(text_null("password_hash"))
                .col(uuid_null("official_id"))
                .col(text("display_name"))
                .col(binary_null("email"))
                .col(text("state"))
                .col(binary_null("activation_hash"))
                .col(timestamp_with_time_zone_null("activation_expires_at"))
                .col(integer("failures"))
                .col(timestamp_with_time_zone_null("last_failure_at"))
                .col(timestamp_with_time_zone("created_at"))
                .to_owned(),
        )
        .await?;
    index(manager, "account", &["official_id"]).await?;
    Ok(())
}

async fn account_role(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("account_role")
                .col(uuid("id").primary_key())
                .col(uuid("account_id"))
                .col(text("role"))
                .col(text("scope_kind"))
                .col(uuid_null("scope_id"))
                .col(uuid_null("granted_by"))
                .col(timestamp_with_time_zone("granted_at"))
                .to_owned(),
        )
        .await?;
    index(manager, "account_role", &["account_id"]).await?;
    Ok(())
}

async fn session(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("session")
                .col(uuid("id").primary_key())
                .col(binary("token_hash").unique_key())
                .col(uuid("account_id"))
                .col(timestamp_with_time_zone("created_at"))
                .col(timestamp_with_time_zone("seen_at"))
                .col(timestamp_with_time_zone("expires_at"))
                .col(timestamp_with_time_zone_null("revoked_at"))
                .to_owned(),
        )
        .await?;
    index(manager, "session", &["account_id"]).await?;
    Ok(())
}

async fn password_reset(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("password_reset")
                .col(uuid("id").primary_key())
                .col(binary("token_hash").unique_key())
                .col(uuid("account_id"))
                .col(timestamp_with_time_zone("expires_at"))
                .col(timestamp_with_time_zone_null("used_at"))
                .to_owned(),
        )
        .await?;
    Ok(())
}
