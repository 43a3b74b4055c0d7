//! Invitations of colleagues to the evaluation of their unit.

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
                    .table("rating_invitation")
                    .col(uuid("round_id"))
                    .col(uuid("official_id"))
                    .col(binary("code_hash").unique_key())
                    .col(integer("version"))
                    .primary_key(Index::create().col("round_id").col("official_id"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("rating_invitation").to_owned()).await
    }
}
