//! Tables of the capability `inspection`.

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
        inspection(manager).await?;
        inspection_object(manager).await?;
        inspection_inspector(manager).await?;
        inspection_photo(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["inspection_photo", "inspection_inspector", "inspection_object", "inspection"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn inspection(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("inspection")
                .col(uuid("id").primary_key())
                .col(text("title"))
                .col(uuid("draw_id"))
                .col(uuid("created_by"))
                .col(timestamp_with_time_zone("created_at"))
                .to_owned(),
        )
        .await?;
    index(manager, "inspection", &["created_at", "id"]).await
}

async fn inspection_object(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("inspection_object")
                .col(uuid("id").primary_key())
                .col(uuid("inspection_id"))
                .col(text("label"))
                .col(uuid("unit_id"))
                .col(text("state"))
                .col(text_null("report"))
                .col(integer("points_off"))
                .col(text_null("grounds"))
                .col(uuid_null("reported_by"))
                .col(timestamp_with_time_zone_null("reported_at"))
                .col(text_null("answer"))
                .col(timestamp_with_time_zone_null("answered_at"))
                .to_owned(),
        )
        .await?;
    unique(manager, "inspection_object", &["inspection_id", "label"]).await?;
    index(manager, "inspection_object", &["unit_id"]).await
}

async fn inspection_inspector(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("inspection_inspector")
                .col(uuid("id").primary_key())
                .col(uuid("object_id"))
                .col(uuid("account_id"))
                .col(text("label"))
                .to_owned(),
        )
        .await?;
    unique(manager, "inspection_inspector", &["object_id", "account_id"]).await
}

async fn inspection_photo(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("inspection_photo")
                .col(uuid("id").primary_key())
                .col(uuid("object_id"))
                .col(uuid("blob_id"))
                .col(uuid("added_by"))
                .col(timestamp_with_time_zone("added_at"))
                .to_owned(),
        )
        .await?;
    index(manager, "inspection_photo", &["object_id"]).await
}
