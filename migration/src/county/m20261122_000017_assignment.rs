//! Recusals, and assignments on their way from a proposal to the day they take effect.

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
        recusal(manager).await?;
        assignment(manager).await?;
        assignment_move(manager).await?;
        assignment_overflow(manager).await?;
        assignment_official(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in
            ["assignment_official", "assignment_overflow", "assignment_move", "assignment", "recusal"]
        {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn recusal(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("recusal")
                .col(uuid("id").primary_key())
                .col(uuid("household_id"))
                .col(uuid("official_id"))
                .col(text("reason"))
                .col(uuid_null("created_by"))
                .col(timestamp_with_time_zone("created_at"))
                .col(timestamp_with_time_zone_null("lifted_at"))
                .to_owned(),
        )
        .await?;
    index(manager, "recusal", &["official_id"]).await?;
    manager
        .get_connection()
        .execute_unprepared(
            "CREATE UNIQUE INDEX uq_recusal_current ON recusal (household_id, official_id) WHERE lifted_at IS NULL",
        )
        .await?;
    Ok(())
}

async fn assignment(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("assignment")
                .col(uuid("id").primary_key())
                .col(uuid("grid_id"))
                .col(date("effective_on"))
                .col(text("state"))
                .col(integer("min_load"))
                .col(integer("max_load"))
                .col(integer("affinity_m"))
                .col(integer("progress"))
                .col(text_null("figures"))
                .col(integer_null("took_ms"))
                .col(text_null("failure"))
                .col(uuid_null("created_by"))
                .col(timestamp_with_time_zone("created_at"))
                .col(uuid_null("approved_by"))
                .col(timestamp_with_time_zone_null("approved_at"))
                .col(timestamp_with_time_zone_null("ended_at"))
                .col(integer("version"))
                .to_owned(),
        )
        .await?;
    index(manager, "assignment", &["state", "effective_on"]).await?;
    Ok(())
}

async fn assignment_move(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("assignment_move")
                .col(uuid("id").primary_key())
                .col(uuid("assignment_id"))
                .col(uuid("household_id"))
                .col(uuid_null("from_official_id"))
                .col(uuid("to_official_id"))
                .col(text("reason"))
                .col(text("choice"))
                .col(uuid_null("changed_by"))
                .col(text_null("left_out"))
                .to_owned(),
        )
        .await?;
    unique(manager, "assignment_move", &["assignment_id", "household_id"]).await?;
    index(manager, "assignment_move", &["assignment_id", "to_official_id"]).await?;
    index(manager, "assignment_move", &["assignment_id", "from_official_id"]).await?;
    Ok(())
}

async fn assignment_overflow(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("assignment_overflow")
                .col(uuid("id").primary_key())
                .col(uuid("assignment_id"))
                .col(uuid("household_id"))
                .col(uuid_null("from_official_id"))
                .col(text("reason"))
                .to_owned(),
        )
        .await?;
    unique(manager, "assignment_overflow", &["assignment_id", "household_id"]).await?;
    Ok(())
}

async fn assignment_official(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("assignment_official")
                .col(uuid("id").primary_key())
                .col(uuid("assignment_id"))
                .col(uuid("official_id"))
                .col(uuid("township_id"))
                .col(boolean("serving"))
                .col(integer("load_before"))
                .col(integer("load_after"))
                .col(double("metres_before"))
                .col(double("metres_after"))
                .col(integer("groups_before"))
                .col(integer("groups_after"))
                .col(double_null("x"))
                .col(double_null("y"))
                .to_owned(),
        )
        .await?;
    unique(manager, "assignment_official", &["assignment_id", "official_id"]).await?;
    Ok(())
}
