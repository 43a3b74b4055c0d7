//! Tables of what happens on stage after a draw: calls, answers, people called by name, venues, the panel.

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
        meeting_call(manager).await?;
        meeting_answer(manager).await?;
        meeting_consent(manager).await?;
        meeting_named(manager).await?;
        meeting_venue(manager).await?;
        round_venue(manager).await?;
        meeting_typing(manager).await?;
        panel_judge(manager).await?;
        panel_ballot(manager).await?;
        panel_vote(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "panel_vote",
            "panel_ballot",
            "panel_judge",
            "meeting_typing",
            "round_venue",
            "meeting_venue",
            "meeting_named",
            "meeting_consent",
            "meeting_answer",
            "meeting_call",
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn meeting_call(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("meeting_call")
                .col(uuid("id").primary_key())
                .col(uuid("meeting_id"))
                .col(text("label"))
                .col(text("result"))
                .col(boolean("on_air"))
                .col(uuid("account_id"))
                .col(timestamp_with_time_zone("at"))
                .to_owned(),
        )
        .await?;
    index(manager, "meeting_call", &["meeting_id", "label"]).await?;
    Ok(())
}

async fn meeting_answer(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("meeting_answer")
                .col(uuid("id").primary_key())
                .col(uuid("meeting_id"))
                .col(text("label"))
                .col(text("question"))
                .col(text("reply"))
                .col(binary_null("note"))
                .col(uuid("account_id"))
                .col(timestamp_with_time_zone("at"))
                .to_owned(),
        )
        .await?;
    unique(manager, "meeting_answer", &["meeting_id", "label", "question"]).await?;
    Ok(())
}

async fn meeting_consent(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("meeting_consent")
                .col(uuid("id").primary_key())
                .col(uuid("meeting_id"))
                .col(text("label"))
                .col(boolean("agreed"))
                .col(timestamp_with_time_zone("at"))
                .to_owned(),
        )
        .await?;
    unique(manager, "meeting_consent", &["meeting_id", "label"]).await?;
    Ok(())
}

async fn meeting_named(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("meeting_named")
                .col(uuid("id").primary_key())
                .col(uuid("meeting_id"))
                .col(text("label"))
                .col(uuid("official_id"))
                .col(text("name"))
                .col(text("stratum"))
                .col(text("reason"))
                .col(timestamp_with_time_zone("called_at"))
                .col(text_null("outcome"))
                .col(timestamp_with_time_zone_null("outcome_at"))
                .to_owned(),
        )
        .await?;
    unique(manager, "meeting_named", &["meeting_id", "label"]).await?;
    Ok(())
}

async fn meeting_venue(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("meeting_venue")
                .col(uuid("id").primary_key())
                .col(uuid("meeting_id"))
                .col(text("name"))
                .col(integer("position"))
                .to_owned(),
        )
        .await?;
    unique(manager, "meeting_venue", &["meeting_id", "name"]).await?;
    Ok(())
}

async fn round_venue(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("round_venue")
                .col(uuid("draw_round_id").primary_key())
                .col(uuid("venue_id"))
                .to_owned(),
        )
        .await?;
    Ok(())
}

async fn meeting_typing(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("meeting_typing")
                .col(uuid("id").primary_key())
                .col(uuid("meeting_id"))
                .col(integer("seq"))
                .col(integer("rounds"))
                .col(text("kind"))
                .col(text("label"))
                .col(binary("before"))
                .col(uuid("account_id"))
                .col(timestamp_with_time_zone("at"))
                .col(boolean("undone"))
                .to_owned(),
        )
        .await?;
    unique(manager, "meeting_typing", &["meeting_id", "seq"]).await?;
    Ok(())
}

async fn panel_judge(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("panel_judge")
                .col(uuid("id").primary_key())
                .col(uuid("meeting_id"))
                .col(text("name"))
                .col(text("capacity"))
                .col(integer("position"))
                .to_owned(),
        )
        .await?;
    unique(manager, "panel_judge", &["meeting_id", "position"]).await?;
    Ok(())
}

async fn panel_ballot(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("panel_ballot")
                .col(uuid("id").primary_key())
                .col(uuid("meeting_id"))
                .col(integer("number"))
                .col(binary("code_hash").unique_key())
                .col(binary_null("choice"))
                .col(boolean("cast"))
                .to_owned(),
        )
        .await?;
    index(manager, "panel_ballot", &["meeting_id", "number"]).await?;
    Ok(())
}

async fn panel_vote(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("panel_vote")
                .col(uuid("id").primary_key())
                .col(uuid("meeting_id"))
                .col(integer("number"))
                .col(text("label"))
                .col(text("state"))
                .col(integer("ballots"))
                .col(integer("cast_count"))
                .col(integer_null("satisfied"))
                .col(integer_null("fair"))
                .col(integer_null("dissatisfied"))
                .col(timestamp_with_time_zone("opened_at"))
                .col(timestamp_with_time_zone_null("closed_at"))
                .to_owned(),
        )
        .await?;
    unique(manager, "panel_vote", &["meeting_id", "number"]).await?;
    Ok(())
}
