//! Tables of the capability `audit`.

use sea_orm_migration::{prelude::*, schema::*};

use crate::unique;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        audit_meeting(manager).await?;
        audit_roster(manager).await?;
        draw_round(manager).await?;
        draw_outcome(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["draw_outcome", "draw_round", "audit_roster", "audit_meeting"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn audit_meeting(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("audit_meeting")
                .col(uuid("id").primary_key())
                .col(text("code").unique_key())
                .col(text("title"))
                .col(text("place"))
                .col(date("meets_on"))
                .col(text("state"))
                .col(boolean("rehearsal"))
                .col(text("plan"))
                .col(text("sources"))
                .col(text("otc_tip"))
                .col(text("exclusions"))
                .col(text_null("announcement"))
                .col(text_null("announcement_hash"))
                .col(text_null("opening"))
                .col(text_null("last_lock"))
                .col(timestamp_with_time_zone_null("closed_at"))
                .col(uuid_null("bundle_blob_id"))
                .col(integer("version"))
                .to_owned(),
        )
        .await?;
    Ok(())
}

async fn audit_roster(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("audit_roster")
                .col(uuid("id").primary_key())
                .col(uuid("meeting_id"))
                .col(text("name"))
                .col(text("body"))
                .col(text("hash"))
                .col(integer("count"))
                .to_owned(),
        )
        .await?;
    unique(manager, "audit_roster", &["meeting_id", "name"]).await?;
    Ok(())
}

async fn draw_round(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("draw_round")
                .col(uuid("id").primary_key())
                .col(uuid("meeting_id"))
                .col(integer("number"))
                .col(text("step"))
                .col(text_null("dice"))
                .col(text_null("lock_hash"))
                .col(text_null("otc"))
                .col(text_null("selected"))
                .col(text("state"))
                .col(timestamp_with_time_zone_null("locked_at"))
                .col(timestamp_with_time_zone_null("revealed_at"))
                .to_owned(),
        )
        .await?;
    unique(manager, "draw_round", &["meeting_id", "number"]).await?;
    Ok(())
}

async fn draw_outcome(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("draw_outcome")
                .col(uuid("id").primary_key())
                .col(uuid("draw_round_id"))
                .col(text("label"))
                .col(text("outcome"))
                .col(timestamp_with_time_zone("at"))
                .to_owned(),
        )
        .await?;
    unique(manager, "draw_outcome", &["draw_round_id", "label"]).await?;
    Ok(())
}
