//! Ballots on phones: the keys of a round, who rates whom as it was frozen, and what a blind signature leaves behind.
//! Written as SQL because SQLite needs `WITHOUT ROWID` here: a row number would keep the order of the issuing.

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
        for statement in [
            "ALTER TABLE rating_round ADD COLUMN scope_kind text NOT NULL DEFAULT 'county'".to_owned(),
            format!("ALTER TABLE rating_round ADD COLUMN scope_id {uuid}"),
            "ALTER TABLE rating_round ADD COLUMN factor text NOT NULL DEFAULT 'none'".to_owned(),
            "ALTER TABLE rating_round ADD COLUMN keys_needed integer NOT NULL DEFAULT 0".to_owned(),
            "ALTER TABLE rating_round ADD COLUMN key_list text".to_owned(),
            format!("ALTER TABLE rating_round ADD COLUMN first_trustee_id {uuid}"),
            format!("ALTER TABLE rating_round ADD COLUMN bundle_id {uuid}"),
            format!(
                "CREATE TABLE rating_key (round_id {uuid} NOT NULL, official_id {uuid} NOT NULL, \
                 modulus {bytes}, sealed {bytes}, PRIMARY KEY (round_id, official_id))"
            ),
            format!(
                "CREATE TABLE rating_map (round_id {uuid} NOT NULL, household_id {uuid} NOT NULL, \
                 official_id {uuid} NOT NULL, PRIMARY KEY (round_id, household_id, official_id)){orderless}"
            ),
            format!(
                "CREATE TABLE rating_issued (round_id {uuid} NOT NULL, household_id {uuid} NOT NULL, \
                 official_id {uuid} NOT NULL, way text NOT NULL, blinded_hash {bytes}, blind_signature {bytes}, \
                 PRIMARY KEY (round_id, household_id, official_id)){orderless}"
            ),
            "INSERT INTO rating_issued (round_id, household_id, official_id, way) \
             SELECT round_id, household_id, official_id, way FROM rating_issue"
                .to_owned(),
            "DROP TABLE rating_issue".to_owned(),
            "ALTER TABLE rating_issued RENAME TO rating_issue".to_owned(),
        ] {
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["rating_map", "rating_key"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        for column in
            ["scope_kind", "scope_id", "factor", "keys_needed", "key_list", "first_trustee_id", "bundle_id"]
        {
            let statement = format!("ALTER TABLE rating_round DROP COLUMN {column}");
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}
