//! Tables of the capability `spot_check`.

use sea_orm_migration::{prelude::*, schema::*};

use crate::{index, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        spot_check(manager).await?;
        spot_check_household(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["spot_check_household", "spot_check"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn spot_check(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("spot_check")
                .col(uuid("id").primary_key())
                .col(uuid("unit_id"))
                .col(text("name"))
                .col(text("question"))
                .col(text("state"))
                .col(integer("served"))
                .col(uuid_null("draw_id"))
                .col(uuid("created_by"))
                .col(timestamp_with_time_zone("created_at"))
                .col(timestamp_with_time_zone_null("closed_at"))
                .col(integer("version"))
                .to_owned(),
        )
        .await?;
    index(manager, "spot_check", &["unit_id"]).await?;
    index(manager, "spot_check", &["created_at", "id"]).await
}

async fn spot_check_household(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("spot_check_household")
                .col(uuid("id").primary_key())
                .col(uuid("spot_check_id"))
                .col(text("label"))
                .col(text("place"))
                .col(binary("name"))
                .col(binary_null("phone"))
                .col(binary("service"))
                .col(binary("salt"))
                .col(boolean("drawn"))
                .col(text_null("level"))
                .col(text_null("channel"))
                .col(integer("unanswered"))
                .col(timestamp_with_time_zone_null("answered_at"))
                .col(uuid_null("recorded_by"))
                .to_owned(),
        )
        .await?;
    unique(manager, "spot_check_household", &["spot_check_id", "label"]).await
}
