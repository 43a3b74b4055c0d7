//! Rectifications of units after a round, and the households that asked to be called back. Those have no time, and on
//! SQLite no row number either: a row number would keep the order in which they asked.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

use crate::{index, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        rating_rectification(manager).await?;
        rating_rectification_event(manager).await?;
        rating_call_back(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["rating_call_back", "rating_rectification_event", "rating_rectification"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn rating_rectification(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("rating_rectification")
                .col(uuid("id").primary_key())
                .col(uuid("round_id"))
                .col(uuid("unit_id"))
                .col(text("theme"))
                .col(integer("answers"))
                .col(integer("named"))
                .col(text("term"))
                .col(text("state"))
                .col(date("opened_on"))
                .col(date("due_on"))
                .col(timestamp_with_time_zone_null("ended_at"))
                .col(integer("version"))
                .to_owned(),
        )
        .await?;
    unique(manager, "rating_rectification", &["round_id", "unit_id", "theme"]).await?;
    index(manager, "rating_rectification", &["unit_id"]).await?;
    index(manager, "rating_rectification", &["due_on", "id"]).await
}

async fn rating_rectification_event(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("rating_rectification_event")
                .col(uuid("id").primary_key())
                .col(uuid("rectification_id"))
                .col(integer("seq"))
                .col(timestamp_with_time_zone("at"))
                .col(uuid_null("actor_id"))
                .col(text("actor_name"))
                .col(text("verb"))
                .col(text("to_state"))
                .col(binary_null("note"))
                .to_owned(),
        )
        .await?;
    unique(manager, "rating_rectification_event", &["rectification_id", "seq"]).await
}

async fn rating_call_back(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let (uuid, bytes, time, orderless) = match manager.get_database_backend() {
        DbBackend::Postgres => ("uuid", "bytea", "timestamptz", ""),
        _ => ("blob", "blob", "text", " WITHOUT ROWID"),
    };
    let table = format!(
        "CREATE TABLE rating_call_back (id {uuid} NOT NULL PRIMARY KEY, round_id {uuid} NOT NULL, \
         household_id {uuid} NOT NULL, official_id {uuid} NOT NULL, theme text NOT NULL, tries integer NOT NULL, \
         reached boolean NOT NULL, note {bytes}, called_by {uuid}, called_at {time}){orderless}"
    );
    manager.get_connection().execute_unprepared(&table).await?;
    unique(manager, "rating_call_back", &["round_id", "household_id", "official_id", "theme"]).await
}
