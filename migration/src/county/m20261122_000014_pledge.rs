//! Tables of the capability `pledge`.

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
        pledge(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("pledge").to_owned()).await
    }
}

async fn pledge(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("pledge")
                .col(uuid("id").primary_key())
                .col(uuid("household_id"))
                .col(uuid("official_id"))
                .col(uuid("made_by"))
                .col(binary("text"))
                .col(date("made_on"))
                .col(date("due_on"))
                .col(text("state"))
                .col(timestamp_with_time_zone_null("said_at"))
                .col(timestamp_with_time_zone_null("confirmed_at"))
                .col(binary_null("reason"))
                .col(binary_null("objection"))
                .col(integer("version"))
                .to_owned(),
        )
        .await?;
    index(manager, "pledge", &["household_id"]).await?;
    index(manager, "pledge", &["official_id", "state"]).await?;
    index(manager, "pledge", &["made_by"]).await?;
    index(manager, "pledge", &["made_on", "id"]).await?;
    Ok(())
}
