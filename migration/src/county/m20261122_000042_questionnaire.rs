//! What a round asks is data of the round.

use sea_orm_migration::prelude::*;

/// What every round asked until now.
const USUAL: &str = r#"{"question":{"zh":"您对他满意吗？","en":"How satisfied are you with him?"},"hint":{"zh":"","en":""},"reasons":[{"word":"not_visited","zh":"没来过我家","en":"Never came"},{"word":"does_not_listen","zh":"说了不当回事","en":"Does not listen"},{"word":"slow","zh":"办事太慢","en":"Too slow"},{"word":"promise_broken","zh":"答应的没做到","en":"Broke a promise"},{"word":"unfair","zh":"不公平","en":"Unfair"},{"word":"other","zh":"别的原因","en":"Something else"}]}"#;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let statement =
            format!("ALTER TABLE rating_round ADD COLUMN questionnaire text NOT NULL DEFAULT '{USUAL}'");
        db.execute_unprepared(&statement).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        db.execute_unprepared("ALTER TABLE rating_round DROP COLUMN questionnaire").await?;
        Ok(())
    }
}
