//! Ballots with a blind signature: the keys they are checked under, and the keyed hash of the nonce by which a household
//! changes its answer. A ballot of a slip gets a nonce from the box and looks the same.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (uuid, bytes, orderless, id) = match manager.get_database_backend() {
            DbBackend::Postgres => ("uuid", "bytea", "", "uuid_send(id)"),
            _ => ("blob", "blob", " WITHOUT ROWID", "id"),
        };
        for statement in [
            "ALTER TABLE box_round ADD COLUMN code text NOT NULL DEFAULT ''".to_owned(),
            "ALTER TABLE box_round ADD COLUMN reasons text NOT NULL DEFAULT '[]'".to_owned(),
            format!(
                "CREATE TABLE box_key (round_id {uuid} NOT NULL, official text NOT NULL, \
                 official_id {uuid} NOT NULL, modulus {bytes} NOT NULL, PRIMARY KEY (round_id, official))"
            ),
            format!(
                "CREATE TABLE box_cast (nonce_hmac {bytes} NOT NULL PRIMARY KEY, round_id {uuid} NOT NULL, \
                 layers integer NOT NULL, sealed {bytes} NOT NULL){orderless}"
            ),
            format!(
                "INSERT INTO box_cast (nonce_hmac, round_id, layers, sealed) \
                 SELECT {id}, round_id, 2, sealed FROM box_ballot"
            ),
            "DROP TABLE box_ballot".to_owned(),
            "ALTER TABLE box_cast RENAME TO box_ballot".to_owned(),
            "CREATE INDEX ix_box_ballot_round_id_layers ON box_ballot (round_id, layers)".to_owned(),
        ] {
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("box_key").to_owned()).await
    }
}
