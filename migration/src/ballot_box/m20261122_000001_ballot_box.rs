//! Rounds, slips, sealed ballots and openings. Written as SQL because SQLite needs `WITHOUT ROWID` here: a row
//! number would keep the order in which households answered.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (uuid, bytes, orderless) = match manager.get_database_backend() {
            DbBackend::Postgres => ("uuid", "bytea", ""),
            _ => ("blob", "blob", " WITHOUT ROWID"),
        };
        for table in [
            format!(
                "CREATE TABLE box_round (round_id {uuid} NOT NULL PRIMARY KEY, state text NOT NULL, trustee_keys text NOT NULL)"
            ),
            format!(
                "CREATE TABLE box_slip (code_hash {bytes} NOT NULL PRIMARY KEY, round_id {uuid} NOT NULL, official_id {uuid} NOT NULL, state text NOT NULL){orderless}"
            ),
            format!(
                "CREATE TABLE box_ballot (id {uuid} NOT NULL PRIMARY KEY, round_id {uuid} NOT NULL, sealed {bytes} NOT NULL){orderless}"
            ),
            format!(
                "CREATE TABLE box_opening (round_id {uuid} NOT NULL PRIMARY KEY, sealed {bytes} NOT NULL)"
            ),
            "CREATE INDEX ix_box_slip_round_id_state ON box_slip (round_id, state)".to_owned(),
            "CREATE INDEX ix_box_ballot_round_id ON box_ballot (round_id)".to_owned(),
        ] {
            manager.get_connection().execute_unprepared(&table).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["box_opening", "box_ballot", "box_slip", "box_round"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
