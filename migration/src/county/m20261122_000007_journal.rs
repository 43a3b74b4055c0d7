//! Tables of the capability `journal`.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        journal_entry(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["journal_entry"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn journal_entry(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("journal_entry")
                .col(big_pk_auto("seq"))
                .col(uuid("id").unique_key())
                .col(timestamp_with_time_zone("at"))
                .col(uuid_null("actor_id"))
                .col(text("actor_name"))
                .col(text("action"))
                .col(text("subject_kind"))
                .col(uuid_null("subject_id"))
                .col(text("detail"))
                .col(binary("previous_hash"))
                .col(binary("leaf_hash"))
                .to_owned(),
        )
        .await?;
    Ok(())
}
