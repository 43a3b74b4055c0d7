//! The openings of a county's round are hundreds of megabytes: they come in parts, and a round says of which draft its
//! auditors get them. Ballots are opened page by page in the order of their keyed hashes.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (uuid, bytes) = match manager.get_database_backend() {
            DbBackend::Postgres => ("uuid", "bytea"),
            _ => ("blob", "blob"),
        };
        for statement in [
            format!(
                "CREATE TABLE box_opening_part (round_id {uuid} NOT NULL, draft {uuid} NOT NULL, nth integer NOT NULL, \
                 sealed {bytes} NOT NULL, PRIMARY KEY (round_id, draft, nth))"
            ),
            "INSERT INTO box_opening_part (round_id, draft, nth, sealed) \
             SELECT round_id, round_id, 0, sealed FROM box_opening"
                .to_owned(),
            format!("ALTER TABLE box_round ADD COLUMN opening {uuid}"),
            "UPDATE box_round SET opening = round_id WHERE round_id IN (SELECT round_id FROM box_opening)".to_owned(),
            "DROP TABLE box_opening".to_owned(),
            "ALTER TABLE box_opening_part RENAME TO box_opening".to_owned(),
            "DROP INDEX ix_box_ballot_round_id_layers".to_owned(),
            "CREATE INDEX ix_box_ballot_round_id_layers_nonce_hmac ON box_ballot (round_id, layers, nonce_hmac)"
                .to_owned(),
        ] {
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }

    /// The openings stay in their parts, which no statement of both databases puts together; that they are kept is lost.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in [
            "DROP INDEX ix_box_ballot_round_id_layers_nonce_hmac",
            "CREATE INDEX ix_box_ballot_round_id_layers ON box_ballot (round_id, layers)",
            "ALTER TABLE box_round DROP COLUMN opening",
        ] {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
