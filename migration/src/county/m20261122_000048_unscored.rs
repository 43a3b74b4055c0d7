//! Why a counted result makes no score: too many ballots were issued again, or too many recontacts did not hold.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let unscored = Table::alter().table("rating_result").add_column(text_null("unscored")).to_owned();
        manager.alter_table(unscored).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("rating_result").drop_column("unscored").to_owned()).await
    }
}
