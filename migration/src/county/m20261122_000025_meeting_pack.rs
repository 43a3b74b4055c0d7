//! Meetings that are taken to a hall without internet.

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
        manager
            .create_table(
                Table::create()
                    .table("meeting_pack")
                    .col(uuid("id").primary_key())
                    .col(uuid("meeting_id"))
                    .col(text("state"))
                    .col(text("hall_key"))
                    .col(binary_null("secrets"))
                    .col(uuid_null("blob_id"))
                    .col(big_integer_null("size"))
                    .col(uuid("taken_by"))
                    .col(text("taken_by_name"))
                    .col(timestamp_with_time_zone("taken_at"))
                    .col(timestamp_with_time_zone_null("made_at"))
                    .col(text_null("ended_by_name"))
                    .col(timestamp_with_time_zone_null("ended_at"))
                    .col(text_null("reason"))
                    .col(text_null("record_hash"))
                    .col(uuid_null("record_blob_id"))
                    .to_owned(),
            )
            .await?;
        index(manager, "meeting_pack", &["meeting_id", "taken_at"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("meeting_pack").to_owned()).await
    }
}
