//! Duty reports of officials, one a year, and what stood in them when a round opened.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let written = Table::create()
            .table("duty_report")
            .col(uuid("official_id"))
            .col(integer("year"))
            .col(text("text"))
            .col(timestamp_with_time_zone("written_at"))
            .col(uuid_null("written_by"))
            .primary_key(Index::create().col("official_id").col("year"))
            .to_owned();
        manager.create_table(written).await?;
        let frozen = Table::create()
            .table("rating_report")
            .col(uuid("round_id"))
            .col(uuid("official_id"))
            .col(text("text"))
            .primary_key(Index::create().col("round_id").col("official_id"))
            .to_owned();
        manager.create_table(frozen).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["rating_report", "duty_report"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
