//! What a meeting needs for every plan of the protocol: several rosters, split rosters, pairs, two typists, lost
//! envelopes, and those who answer first.

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
        add(manager, "audit_meeting", text("agenda").default("[]")).await?;
        add(manager, "audit_meeting", text_null("recusals")).await?;
        add(manager, "audit_meeting", timestamp_with_time_zone_null("announced_at")).await?;
        add(manager, "audit_meeting", integer("dice_differed").default(0)).await?;
        add(manager, "audit_meeting", boolean("code_ahead").default(false)).await?;
        add(manager, "audit_roster", text("kind").default("officials")).await?;
        add(manager, "audit_roster", text_null("stratum")).await?;
        add(manager, "audit_roster", integer("position").default(0)).await?;
        add(manager, "draw_round", integer_null("eligible")).await?;
        add(manager, "draw_round", text_null("pairs")).await?;
        add(manager, "draw_round", text_null("void")).await?;
        add(manager, "draw_round", boolean("envelope_lost").default(false)).await?;
        audit_part(manager).await?;
        audit_exclusion(manager).await?;
        audit_carried(manager).await?;
        draw_typing(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["draw_typing", "audit_carried", "audit_exclusion", "audit_part"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        for (table, column) in [
            ("draw_round", "envelope_lost"),
            ("draw_round", "void"),
            ("draw_round", "pairs"),
            ("draw_round", "eligible"),
            ("audit_roster", "position"),
            ("audit_roster", "stratum"),
            ("audit_roster", "kind"),
            ("audit_meeting", "code_ahead"),
            ("audit_meeting", "dice_differed"),
            ("audit_meeting", "announced_at"),
            ("audit_meeting", "recusals"),
            ("audit_meeting", "agenda"),
        ] {
            manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}

/// SQLite alters one column at a time.
async fn add(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: impl IntoColumnDef,
) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await
}

/// The parts of split rosters, byte for byte, with the salts of their households.
async fn audit_part(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("audit_part")
                .col(uuid("id").primary_key())
                .col(uuid("meeting_id"))
                .col(text("roster"))
                .col(text("key"))
                .col(text("body"))
                .col(text("hash"))
                .col(integer("count"))
                .col(binary("salts"))
                .to_owned(),
        )
        .await?;
    unique(manager, "audit_part", &["meeting_id", "roster", "key"]).await
}

async fn audit_exclusion(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("audit_exclusion")
                .col(uuid("id").primary_key())
                .col(uuid("meeting_id"))
                .col(text("label"))
                .col(text("code"))
                .col(binary_null("reason"))
                .to_owned(),
        )
        .await?;
    unique(manager, "audit_exclusion", &["meeting_id", "label"]).await
}

/// Those who did not answer at the meeting before.
async fn audit_carried(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("audit_carried")
                .col(uuid("id").primary_key())
                .col(uuid("meeting_id"))
                .col(uuid("from_meeting_id"))
                .col(text("label"))
                .col(text("name"))
                .col(text("stratum"))
                .col(text_null("outcome"))
                .col(timestamp_with_time_zone_null("at"))
                .to_owned(),
        )
        .await?;
    unique(manager, "audit_carried", &["meeting_id", "label"]).await
}

/// Dice that one person typed and nobody else has confirmed.
async fn draw_typing(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("draw_typing")
                .col(uuid("id").primary_key())
                .col(uuid("meeting_id"))
                .col(uuid("account_id"))
                .col(text("account_name"))
                .col(uuid_null("device_id"))
                .col(text("step"))
                .col(binary("dice"))
                .col(timestamp_with_time_zone("typed_at"))
                .to_owned(),
        )
        .await?;
    unique(manager, "draw_typing", &["meeting_id", "account_id"]).await?;
    index(manager, "audit_meeting", &["state", "closed_at"]).await
}
