//! Tables of the capability `visit`.

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
        visit(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["visit"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn visit(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("visit")
                .col(uuid("id").primary_key())
                .col(uuid("household_id"))
                .col(uuid("official_id"))
                .col(timestamp_with_time_zone("claimed_at"))
                .col(timestamp_with_time_zone("received_at"))
                .col(integer("step"))
                .col(text("topic"))
                .col(binary_null("note"))
                .col(boolean("tag_seen"))
                .col(text("confirmation"))
                .col(timestamp_with_time_zone_null("confirmed_at"))
                .to_owned(),
        )
        .await?;
    index(manager, "visit", &["household_id", "claimed_at"]).await?;
    index(manager, "visit", &["official_id", "claimed_at"]).await?;
    index(manager, "visit", &["claimed_at"]).await?;
    Ok(())
}
