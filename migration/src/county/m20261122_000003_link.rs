//! Tables of the capability `link`.

use sea_orm_migration::{prelude::*, schema::*};

use crate::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        link(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["link"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn link(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("link")
                .col(uuid("id").primary_key())
                .col(uuid("household_id"))
                .col(uuid("official_id"))
                .col(text("kind"))
                .col(date("valid_from"))
                .col(date_null("valid_to"))
                .to_owned(),
        )
        .await?;
    index(manager, "link", &["official_id", "valid_to"]).await?;
    index(manager, "link", &["household_id"]).await?;
    index(manager, "link", &["valid_from"]).await?;
    manager
        .get_connection()
        .execute_unprepared(
            "CREATE UNIQUE INDEX uq_link_current ON link (household_id, kind) WHERE valid_to IS NULL",
        )
        .await?;
    Ok(())
}
