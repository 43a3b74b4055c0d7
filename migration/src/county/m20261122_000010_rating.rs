//! Tables of the capability `rating`.

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
        rating_round(manager).await?;
        rating_roster(manager).await?;
        rating_issue(manager).await?;
        rating_result(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["rating_result", "rating_issue", "rating_roster", "rating_round"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn rating_round(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("rating_round")
                .col(uuid("id").primary_key())
                .col(text("code").unique_key())
                .col(text("name"))
                .col(text("state"))
                .col(date("opens_on"))
                .col(date("closes_on"))
                .col(timestamp_with_time_zone_null("opened_at"))
                .col(timestamp_with_time_zone_null("closed_at"))
                .col(text("trustee_keys"))
                .col(integer("issued_total"))
                .to_owned(),
        )
        .await?;
    Ok(())
}

async fn rating_roster(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("rating_roster")
                .col(uuid("round_id"))
                .col(uuid("official_id"))
                .col(integer("households"))
                .col(integer("issued"))
                .primary_key(Index::create().col("round_id").col("official_id"))
                .to_owned(),
        )
        .await?;
    Ok(())
}

async fn rating_issue(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("rating_issue")
                .col(uuid("round_id"))
                .col(uuid("household_id"))
                .col(uuid("official_id"))
                .col(text("way"))
                .primary_key(Index::create().col("round_id").col("household_id"))
                .to_owned(),
        )
        .await?;
    Ok(())
}

async fn rating_result(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("rating_result")
                .col(uuid("round_id"))
                .col(uuid("official_id"))
                .col(integer("households"))
                .col(integer("issued"))
                .col(integer("cast_count"))
                .col(integer("counted"))
                .col(integer("very_satisfied"))
                .col(integer("satisfied"))
                .col(integer("fair"))
                .col(integer("dissatisfied"))
                .col(integer("very_dissatisfied"))
                .primary_key(Index::create().col("round_id").col("official_id"))
                .to_owned(),
        )
        .await?;
    index(manager, "rating_result", &["official_id"]).await?;
    Ok(())
}
