//! Tables of the capability `campaign`.

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
        campaign(manager).await?;
        campaign_proposal(manager).await?;
        // Which visits brought a request.
        index(manager, "request", &["visit_id"]).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("ix_request_visit_id").table("request").to_owned()).await?;
        for table in ["campaign_proposal", "campaign"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn campaign(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("campaign")
                .col(uuid("id").primary_key())
                .col(text("name"))
                .col(text("purpose"))
                .col(date("from_on"))
                .col(date("to_on"))
                .col(uuid("grid_id"))
                .col(boolean("wants_visit"))
                .col(boolean("wants_card"))
                .col(integer("opinions_each"))
                .col(integer("proposals_each"))
                .col(text("state"))
                .col(text_null("reminded"))
                .col(uuid_null("created_by"))
                .col(timestamp_with_time_zone("created_at"))
                .to_owned(),
        )
        .await?;
    index(manager, "campaign", &["state"]).await
}

async fn campaign_proposal(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("campaign_proposal")
                .col(uuid("id").primary_key())
                .col(uuid("campaign_id"))
                .col(uuid("official_id"))
                .col(binary("text"))
                .col(timestamp_with_time_zone("submitted_at"))
                .to_owned(),
        )
        .await?;
    index(manager, "campaign_proposal", &["campaign_id", "official_id"]).await
}
