//! The photo of an official that his households see.

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
        let photo = Table::create()
            .table("official_photo")
            .col(uuid("official_id").primary_key())
            .col(uuid("blob_id"))
            .to_owned();
        manager.create_table(photo).await?;
        index(manager, "official_photo", &["blob_id"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("official_photo").to_owned()).await
    }
}
