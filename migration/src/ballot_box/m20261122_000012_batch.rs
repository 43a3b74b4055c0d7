//! Slips that are printed together carry the mark of their batch: what an interrupted printing left behind is on no paper
//! and is taken back before it is printed again.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let bytes = match manager.get_database_backend() {
            DbBackend::Postgres => "bytea",
            _ => "blob",
        };
        let statement = format!("ALTER TABLE box_slip ADD COLUMN batch {bytes}");
        manager.get_connection().execute_unprepared(&statement).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let statement = "ALTER TABLE box_slip DROP COLUMN batch";
        manager.get_connection().execute_unprepared(statement).await.map(drop)
    }
}
