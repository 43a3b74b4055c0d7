//! How many ballots of each official had been issued when a day began. One row for an official and round, which the next
//! day overwrites; it names no household.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("rating_pace")
                    .col(uuid("round_id"))
                    .col(uuid("official_id"))
                    .col(date("day"))
                    .col(integer("issued"))
                    .primary_key(Index::create().col("round_id").col("official_id"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("rating_pace").to_owned()).await
    }
}
