//! Tables of the capability `pack`.

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
        manager
            .create_table(
                Table::create()
                    .table("pack")
                    .col(uuid("id").primary_key())
                    .col(text("kind"))
                    .col(uuid("grid_id"))
                    .col(text("state"))
                    .col(integer("done"))
                    .col(integer("total"))
                    .col(integer("cards"))
                    .col(integer("pages"))
                    .col(text_null("note"))
                    .col(uuid_null("created_by"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone_null("finished_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("pack_file")
                    .col(uuid("id").primary_key())
                    .col(uuid("pack_id"))
                    .col(uuid("village_id"))
                    .col(text("village_code"))
                    .col(uuid("blob_id"))
                    .col(integer("cards"))
                    .col(integer("pages"))
                    .to_owned(),
            )
            .await?;
        unique(manager, "pack_file", &["pack_id", "village_id"]).await?;
        index(manager, "pack", &["state"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["pack_file", "pack"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
