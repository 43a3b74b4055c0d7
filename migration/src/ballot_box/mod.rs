//! Migrations of the ballot box's own database.

use sea_orm_migration::prelude::*;

mod m20261122_000001_ballot_box;
mod m20261122_000002_token;
mod m20261122_000011_questionnaire;
mod m20261122_000012_batch;
mod m20261122_000013_opening;

#[derive(Debug)]
pub struct BallotBoxMigrator;

#[async_trait::async_trait]
impl MigratorTrait for BallotBoxMigrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_ballot_box::Migration),
            Box::new(m20261122_000002_token::Migration),
            Box::new(m20261122_000011_questionnaire::Migration),
            Box::new(m20261122_000012_batch::Migration),
            Box::new(m20261122_000013_opening::Migration),
        ]
    }

    fn migration_table_name() -> sea_orm_migration::sea_orm::DynIden {
        "ballot_box_migrations".into_iden()
    }
}
