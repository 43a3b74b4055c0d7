//! Ballots that are issued a second time, by two people: how often, how many leave an official unscored, and what waits
//! for the second of the two. What waits has no time, like everything that names a household of a round.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (uuid, orderless) = match manager.get_database_backend() {
            DbBackend::Postgres => ("uuid", ""),
            _ => ("blob", " WITHOUT ROWID"),
        };
        for statement in [
            "ALTER TABLE rating_issue ADD COLUMN reissued integer NOT NULL DEFAULT 0".to_owned(),
            "ALTER TABLE rating_roster ADD COLUMN reissued integer NOT NULL DEFAULT 0".to_owned(),
            "ALTER TABLE rating_round ADD COLUMN most_reissues integer NOT NULL DEFAULT 2".to_owned(),
            format!(
                "CREATE TABLE rating_reissue (round_id {uuid} NOT NULL, rater_id {uuid} NOT NULL, \
                 reason text NOT NULL, requested_by {uuid} NOT NULL, PRIMARY KEY (round_id, rater_id)){orderless}"
            ),
        ] {
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("rating_reissue").to_owned()).await?;
        for statement in [
            "ALTER TABLE rating_round DROP COLUMN most_reissues",
            "ALTER TABLE rating_roster DROP COLUMN reissued",
            "ALTER TABLE rating_issue DROP COLUMN reissued",
        ] {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
