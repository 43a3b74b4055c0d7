//! Tables of the capability `condition`.

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
        form(manager).await?;
        form_field(manager).await?;
        form_conflict(manager).await?;
        form_edit(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["form_edit", "form_conflict", "form_field", "form"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn form(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("form")
                .col(uuid("household_id").primary_key())
                .col(integer("version"))
                .col(timestamp_with_time_zone("changed_at"))
                .to_owned(),
        )
        .await
}

async fn form_field(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("form_field")
                .col(uuid("id").primary_key())
                .col(uuid("household_id"))
                .col(text("field"))
                .col(binary("value"))
                .col(binary_null("value_index"))
                .col(integer("version"))
                .col(boolean("is_current"))
                .col(uuid_null("edit_id"))
                .col(uuid_null("changed_by"))
                .col(text("changed_by_name"))
                .col(timestamp_with_time_zone("changed_at"))
                .to_owned(),
        )
        .await?;
    unique(manager, "form_field", &["household_id", "field", "version"]).await?;
    // A search by a whole telephone number: few fields are personal, so few rows are in it.
    let sql =
        "CREATE INDEX ix_form_field_value_index ON form_field (value_index) WHERE value_index IS NOT NULL";
    manager.get_connection().execute_unprepared(sql).await.map(drop)
}

async fn form_conflict(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("form_conflict")
                .col(uuid("id").primary_key())
                .col(uuid("household_id"))
                .col(text("field"))
                .col(binary_null("base"))
                .col(binary("first"))
                .col(binary("second"))
                .col(text("first_by"))
                .col(text("second_by"))
                .col(timestamp_with_time_zone("at"))
                .col(binary_null("resolution"))
                .col(timestamp_with_time_zone_null("resolved_at"))
                .col(text_null("resolved_by"))
                .to_owned(),
        )
        .await?;
    index(manager, "form_conflict", &["household_id"]).await
}

async fn form_edit(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("form_edit")
                .col(uuid("id").primary_key())
                .col(uuid("household_id"))
                .col(binary("content"))
                .col(timestamp_with_time_zone("received_at"))
                .to_owned(),
        )
        .await
}
