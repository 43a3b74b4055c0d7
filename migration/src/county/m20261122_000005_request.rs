//! Tables of the capability `request`.

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
        topic(manager).await?;
        request(manager).await?;
        request_event(manager).await?;
        deadline(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["deadline", "request_event", "request", "topic"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn topic(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("topic")
                .col(uuid("id").primary_key())
                .col(text("code").unique_key())
                .col(text("name"))
                .col(text("name_en"))
                .to_owned(),
        )
        .await?;
    Ok(())
}

async fn request(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("request")
                .col(uuid("id").primary_key())
                .col(text("number").unique_key())
                .col(uuid("household_id"))
                .col(uuid("village_id"))
                .col(uuid_null("official_id"))
                .col(uuid_null("topic_id"))
                .col(binary("body"))
                .col(text("state"))
                .col(text_null("level"))
                .col(text("owner_kind"))
                .col(uuid_null("owner_id"))
                .col(text("via"))
                .col(uuid_null("visit_id"))
                .col(boolean("complaint"))
                .col(timestamp_with_time_zone("opened_at"))
                .col(date_null("due_on"))
                .col(timestamp_with_time_zone("changed_at"))
                .col(timestamp_with_time_zone_null("closed_at"))
                .col(integer("disputes"))
                .col(integer("callbacks"))
                .col(integer("version"))
                .to_owned(),
        )
        .await?;
    index(manager, "request", &["household_id"]).await?;
    index(manager, "request", &["official_id", "state"]).await?;
    index(manager, "request", &["village_id", "state"]).await?;
    index(manager, "request", &["state", "due_on"]).await?;
    index(manager, "request", &["topic_id"]).await?;
    index(manager, "request", &["opened_at"]).await?;
    Ok(())
}

async fn request_event(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("request_event")
                .col(uuid("id").primary_key())
                .col(uuid("request_id"))
                .col(integer("seq"))
                .col(timestamp_with_time_zone("at"))
                .col(text("verb"))
                .col(text_null("from_state"))
                .col(text("to_state"))
                .col(text_null("level"))
                .col(text("actor_kind"))
                .col(uuid_null("actor_id"))
                .col(text("actor_name"))
                .col(binary_null("note"))
                .to_owned(),
        )
        .await?;
    unique(manager, "request_event", &["request_id", "seq"]).await?;
    Ok(())
}

async fn deadline(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("deadline")
                .col(uuid("id").primary_key())
                .col(uuid("request_id"))
                .col(text("level"))
                .col(text("basis"))
                .col(date("starts_on"))
                .col(date("due_on"))
                .col(boolean("provisional"))
                .col(timestamp_with_time_zone_null("met_at"))
                .col(timestamp_with_time_zone_null("missed_at"))
                .to_owned(),
        )
        .await?;
    index(manager, "deadline", &["request_id"]).await?;
    manager.get_connection().execute_unprepared("CREATE INDEX ix_deadline_running ON deadline (due_on) WHERE met_at IS NULL AND missed_at IS NULL").await?;
    Ok(())
}
