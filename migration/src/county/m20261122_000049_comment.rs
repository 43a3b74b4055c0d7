//! What households wrote, without its ballot, and what is told the official of it; how often each reason was given.

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
        rating_comment(manager).await?;
        rating_summary(manager).await?;
        rating_reason(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["rating_reason", "rating_summary", "rating_comment"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn rating_comment(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("rating_comment")
                .col(uuid("id").primary_key())
                .col(uuid("round_id"))
                .col(uuid("official_id"))
                .col(text("state"))
                .col(binary_null("text"))
                .col(binary_null("redacted"))
                .col(uuid_null("checked_by"))
                .to_owned(),
        )
        .await?;
    index(manager, "rating_comment", &["round_id", "official_id"]).await
}

async fn rating_summary(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("rating_summary")
                .col(uuid("round_id"))
                .col(uuid("official_id"))
                .col(binary("lines"))
                .col(uuid("written_by"))
                .col(timestamp_with_time_zone("written_at"))
                .col(timestamp_with_time_zone_null("released_at"))
                .primary_key(Index::create().col("round_id").col("official_id"))
                .to_owned(),
        )
        .await
}

async fn rating_reason(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("rating_reason")
                .col(uuid("round_id"))
                .col(uuid("official_id"))
                .col(text("reason"))
                .col(integer("named"))
                .primary_key(Index::create().col("round_id").col("official_id").col("reason"))
                .to_owned(),
        )
        .await
}
