//! Migrations of the ballot box's own database.

use sea_orm_migration::prelude::*;

mod m20261122_000001_ballot_box;

#[derive(Debug)]
pub struct BallotBoxMigrator;

#[async_trait::async_trait]
impl MigratorTrait for BallotBoxMigrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m20261122_000001_ballot_box::Migration)]
    }

    fn migration_table_name() -> sea_orm_migration::sea_orm::DynIden {
        "ballot_box_migrations".into_iden()
    }
}
