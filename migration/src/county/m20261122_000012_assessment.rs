//! Tables of the capability `assessment`.

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
        score(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["score"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn score(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("score")
                .col(uuid("official_id").primary_key())
                .col(uuid_null("round_id"))
                .col(integer_null("rating_points"))
                .col(integer_null("request_points"))
                .col(integer_null("total"))
                .col(text("derivation"))
                .col(timestamp_with_time_zone("computed_at"))
                .to_owned(),
        )
        .await?;
    index(manager, "score", &["total"]).await?;
    Ok(())
}
