//! Recontacts: households that were issued a ballot, drawn and phoned, and what comes of it. What a household says has no
//! time, like everything that names a household of a round.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

use crate::unique;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        recontact(manager).await?;
        household(manager).await?;
        void(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["recontact_void", "recontact_household", "recontact"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn recontact(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("recontact")
                .col(uuid("id").primary_key())
                .col(uuid("round_id"))
                .col(text("state"))
                .col(integer("permille"))
                .col(integer("tolerated"))
                .col(integer("issued"))
                .col(binary("secret"))
                .col(uuid("draw_id"))
                .col(uuid("created_by"))
                .col(timestamp_with_time_zone("created_at"))
                .col(timestamp_with_time_zone_null("closed_at"))
                .col(integer("version"))
                .to_owned(),
        )
        .await?;
    unique(manager, "recontact", &["round_id"]).await
}

/// In the order of the labels, which are random, and without a row number where the database would keep one.
async fn household(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let (uuid, flag, orderless) = match manager.get_database_backend() {
        DbBackend::Postgres => ("uuid", "boolean", ""),
        _ => ("blob", "boolean", " WITHOUT ROWID"),
    };
    let statement = format!(
        "CREATE TABLE recontact_household (recontact_id {uuid} NOT NULL, label text NOT NULL, \
         household_id {uuid} NOT NULL, official_id {uuid} NOT NULL, way text NOT NULL, got_code {flag}, \
         answered text, unanswered integer NOT NULL, recorded_by {uuid}, PRIMARY KEY (recontact_id, label)){orderless}"
    );
    manager.get_connection().execute_unprepared(&statement).await?;
    Ok(())
}

async fn void(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("recontact_void")
                .col(uuid("recontact_id"))
                .col(uuid("official_id"))
                .col(uuid("proposed_by"))
                .col(timestamp_with_time_zone("proposed_at"))
                .col(uuid_null("confirmed_by"))
                .col(timestamp_with_time_zone_null("confirmed_at"))
                .primary_key(Index::create().col("recontact_id").col("official_id"))
                .to_owned(),
        )
        .await
}
