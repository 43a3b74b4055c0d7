//! Tables of the capabilities `desk_draw` and `follow_up`.

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
        desk_draw(manager).await?;
        follow_up(manager).await?;
        follow_up_event(manager).await?;
        follow_up_evidence(manager).await?;
        follow_up_member(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["follow_up_member", "follow_up_evidence", "follow_up_event", "follow_up", "desk_draw"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn desk_draw(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("desk_draw")
                .col(uuid("id").primary_key())
                .col(text("code").unique_key())
                .col(text("purpose"))
                .col(uuid("subject_id"))
                .col(text("state"))
                .col(text("rosters"))
                .col(text_null("recusals"))
                .col(text("announcement"))
                .col(text("announcement_hash"))
                .col(text_null("typed"))
                .col(text_null("opening"))
                .col(text_null("dice"))
                .col(text_null("lock_hash"))
                .col(text_null("bundle"))
                .col(text("people"))
                .col(uuid("announced_by"))
                .col(timestamp_with_time_zone("announced_at"))
                .col(timestamp_with_time_zone_null("drawn_at"))
                .col(integer("version"))
                .to_owned(),
        )
        .await?;
    index(manager, "desk_draw", &["subject_id"]).await
}

async fn follow_up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("follow_up")
                .col(uuid("id").primary_key())
                .col(text("kind"))
                .col(text("state"))
                .col(uuid("meeting_id"))
                .col(uuid_null("draw_round_id"))
                .col(text("label"))
                .col(uuid("official_id"))
                .col(uuid_null("household_id"))
                .col(text("matter"))
                .col(date("due_on"))
                .col(uuid("opened_by"))
                .col(timestamp_with_time_zone("opened_at"))
                .col(uuid_null("draw_id"))
                .col(text_null("verdict"))
                .col(text_null("finding"))
                .col(uuid_null("found_by"))
                .col(timestamp_with_time_zone_null("ended_at"))
                .col(integer("version"))
                .to_owned(),
        )
        .await?;
    index(manager, "follow_up", &["meeting_id"]).await?;
    index(manager, "follow_up", &["official_id"]).await?;
    index(manager, "follow_up", &["household_id"]).await?;
    index(manager, "follow_up", &["state", "due_on"]).await?;
    index(manager, "follow_up", &["due_on", "id"]).await
}

async fn follow_up_event(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("follow_up_event")
                .col(uuid("id").primary_key())
                .col(uuid("follow_up_id"))
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
    unique(manager, "follow_up_event", &["follow_up_id", "seq"]).await
}

async fn follow_up_evidence(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("follow_up_evidence")
                .col(uuid("id").primary_key())
                .col(uuid("follow_up_id"))
                .col(binary("text"))
                .col(uuid_null("blob_id"))
                .col(uuid("added_by"))
                .col(timestamp_with_time_zone("added_at"))
                .to_owned(),
        )
        .await?;
    index(manager, "follow_up_evidence", &["follow_up_id"]).await
}

async fn follow_up_member(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("follow_up_member")
                .col(uuid("id").primary_key())
                .col(uuid("follow_up_id"))
                .col(uuid("account_id"))
                .col(text("label"))
                .to_owned(),
        )
        .await?;
    unique(manager, "follow_up_member", &["follow_up_id", "account_id"]).await?;
    index(manager, "follow_up_member", &["account_id"]).await
}
