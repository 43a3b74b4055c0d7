//! What a phone tells of a visit beside the claim: photos, device, position, both times. The devices themselves, and
//! the flags raised for the inspector.

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
        for column in visit_columns() {
            add(manager, "visit", column).await?;
        }
        index(manager, "visit", &["device_id", "sequence"]).await?;
        add(manager, "session", uuid_null("device_id")).await?;
        index(manager, "session", &["device_id"]).await?;
        visit_photo(manager).await?;
        device(manager).await?;
        flag(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["flag", "device", "visit_photo"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        for (table, name) in [("session", "ix_session_device_id"), ("visit", "ix_visit_device_id_sequence")] {
            manager.drop_index(Index::drop().name(name).table(table).to_owned()).await?;
        }
        let columns = visit_columns().into_iter().map(|column| ("visit", column.get_column_name()));
        for (table, column) in columns.chain([("session", "device_id".to_owned())]) {
            let column = Alias::new(column);
            manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}

fn visit_columns() -> Vec<ColumnDef> {
    let mut columns = vec![boolean("card_left")];
    columns[0].default(false);
    columns.extend([
        binary_null("opinion"),
        binary_null("note_index"),
        binary_null("opinion_index"),
        uuid_null("device_id"),
        integer_null("sequence"),
        timestamp_with_time_zone_null("saved_at"),
        double_null("latitude"),
        double_null("longitude"),
        double_null("accuracy_m"),
        text_null("held_back"),
    ]);
    columns
}

/// SQLite adds one column a statement.
async fn add(manager: &SchemaManager<'_>, table: &'static str, column: ColumnDef) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await
}

async fn visit_photo(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("visit_photo")
                .col(uuid("id").primary_key())
                .col(uuid("visit_id"))
                .col(uuid("blob_id"))
                .col(binary("sent_hash"))
                .col(integer("width"))
                .col(integer("height"))
                .col(timestamp_with_time_zone("received_at"))
                .to_owned(),
        )
        .await?;
    index(manager, "visit_photo", &["visit_id"]).await
}

async fn device(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("device")
                .col(uuid("id").primary_key())
                .col(uuid("account_id"))
                .col(text("name"))
                .col(timestamp_with_time_zone("registered_at"))
                .col(timestamp_with_time_zone("seen_at"))
                .col(timestamp_with_time_zone_null("revoked_at"))
                .col(timestamp_with_time_zone_null("wiped_at"))
                .to_owned(),
        )
        .await?;
    index(manager, "device", &["account_id"]).await
}

async fn flag(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("flag")
                .col(uuid("id").primary_key())
                .col(text("kind"))
                .col(uuid("official_id"))
                .col(uuid_null("household_id"))
                .col(text("evidence"))
                .col(timestamp_with_time_zone("raised_at"))
                .col(text("dedupe_key"))
                .col(text("state"))
                .col(binary_null("note"))
                .col(uuid_null("seen_by"))
                .col(timestamp_with_time_zone_null("seen_at"))
                .to_owned(),
        )
        .await?;
    unique(manager, "flag", &["dedupe_key"]).await?;
    index(manager, "flag", &["official_id"]).await?;
    index(manager, "flag", &["raised_at"]).await
}
