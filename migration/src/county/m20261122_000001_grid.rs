//! Tables of the capability `grid`.

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
        grid(manager).await?;
        grid_leader(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["grid_leader", "grid"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn grid(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("grid")
                .col(uuid("id").primary_key())
                .col(text("code").unique_key())
                .col(text("name"))
                .col(text("pinyin"))
                .col(text("level"))
                .col(uuid_null("parent_id"))
                .col(text("path"))
                .col(double_null("x"))
                .col(double_null("y"))
                .col(uuid_null("official_id"))
                .col(text_null("former_codes"))
                .to_owned(),
        )
        .await?;
    index(manager, "grid", &["parent_id"]).await?;
    index(manager, "grid", &["path"]).await?;
    index(manager, "grid", &["level", "code"]).await?;
    index(manager, "grid", &["official_id"]).await?;
    Ok(())
}

async fn grid_leader(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("grid_leader")
                .col(uuid("id").primary_key())
                .col(uuid("grid_id"))
                .col(uuid("official_id"))
                .col(text("post"))
                .col(date("valid_from"))
                .col(date_null("valid_to"))
                .to_owned(),
        )
        .await?;
    index(manager, "grid_leader", &["grid_id"]).await?;
    index(manager, "grid_leader", &["official_id"]).await?;
    Ok(())
}
