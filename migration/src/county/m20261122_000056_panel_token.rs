//! The panel votes with blind tokens: a seat has one message signed per vote, and what is cast knows no seat. Ballots
//! of before are void: a counted vote keeps nothing of them, and a panel that has not voted is seated again. Written as
//! SQL because SQLite needs `WITHOUT ROWID` here: a row number would keep the order of signing and of casting.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

use crate::{index, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("panel_ballot").to_owned()).await?;
        let (uuid, bytes, orderless) = match manager.get_database_backend() {
            DbBackend::Postgres => ("uuid", "bytea", ""),
            _ => ("blob", "blob", " WITHOUT ROWID"),
        };
        for statement in [
            format!(
                "CREATE TABLE panel_seat (id {uuid} NOT NULL PRIMARY KEY, meeting_id {uuid} NOT NULL, code_hash {bytes} NOT NULL, votes integer NOT NULL){orderless}"
            ),
            format!(
                "CREATE TABLE panel_issue (seat_id {uuid} NOT NULL, number integer NOT NULL, meeting_id {uuid} NOT NULL, blinded_hash {bytes} NOT NULL, blind_signature {bytes} NOT NULL, PRIMARY KEY (seat_id, number)){orderless}"
            ),
            format!(
                "CREATE TABLE panel_cast (nonce_hmac {bytes} NOT NULL PRIMARY KEY, meeting_id {uuid} NOT NULL, number integer NOT NULL, choice {bytes} NOT NULL, commitment {bytes} NOT NULL){orderless}"
            ),
        ] {
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        unique(manager, "panel_seat", &["code_hash"]).await?;
        index(manager, "panel_seat", &["meeting_id"]).await?;
        index(manager, "panel_cast", &["meeting_id", "number"]).await?;
        for column in [text_null("modulus"), binary_null("sealed_key"), text_null("commitments")] {
            let change = Table::alter().table("panel_vote").add_column(column).to_owned();
            manager.alter_table(change).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["commitments", "sealed_key", "modulus"] {
            let change = Table::alter().table("panel_vote").drop_column(column).to_owned();
            manager.alter_table(change).await?;
        }
        for table in ["panel_cast", "panel_issue", "panel_seat"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        manager
            .create_table(
                Table::create()
                    .table("panel_ballot")
                    .col(uuid("id").primary_key())
                    .col(uuid("meeting_id"))
                    .col(integer("number"))
                    .col(binary("code_hash").unique_key())
                    .col(binary_null("choice"))
                    .col(boolean("cast"))
                    .to_owned(),
            )
            .await?;
        index(manager, "panel_ballot", &["meeting_id", "number"]).await
    }
}
