//! Who rates is a household, or in a unit evaluation a colleague: the column says so, and a round says which of the two.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in [
            "ALTER TABLE rating_map RENAME COLUMN household_id TO rater_id",
            "ALTER TABLE rating_issue RENAME COLUMN household_id TO rater_id",
            "ALTER TABLE rating_round ADD COLUMN kind text NOT NULL DEFAULT 'household'",
        ] {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in [
            "ALTER TABLE rating_round DROP COLUMN kind",
            "ALTER TABLE rating_issue RENAME COLUMN rater_id TO household_id",
            "ALTER TABLE rating_map RENAME COLUMN rater_id TO household_id",
        ] {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
