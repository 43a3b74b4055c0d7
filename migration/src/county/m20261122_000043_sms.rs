//! Text messages that wait to be handed over, and how often households were reminded of a round. Written as SQL because
//! SQLite needs `WITHOUT ROWID` here: a row number would keep the order of the asking.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (uuid, bytes, moment, day, orderless) = match manager.get_database_backend() {
            DbBackend::Postgres => ("uuid", "bytea", "timestamptz", "date", ""),
            _ => ("blob", "blob", "text", "text", " WITHOUT ROWID"),
        };
        for statement in [
            format!(
                "CREATE TABLE sms (batch_id {uuid} NOT NULL, number {bytes} NOT NULL, purpose text NOT NULL, \
                 params {bytes} NOT NULL, tries integer NOT NULL, due_at {moment} NOT NULL, \
                 forget_at {moment} NOT NULL, PRIMARY KEY (batch_id, number)){orderless}"
            ),
            "CREATE INDEX ix_sms_forget_at ON sms (forget_at)".to_owned(),
            format!(
                "CREATE TABLE rating_reminder (round_id {uuid} NOT NULL, reminded_on {day} NOT NULL, \
                 messages integer NOT NULL, without_phone integer NOT NULL, PRIMARY KEY (round_id, reminded_on))"
            ),
        ] {
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["rating_reminder", "sms"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
