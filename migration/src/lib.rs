//! Schema migrations, portable between SQLite and PostgreSQL: one migrator for the county's database, one for
//! the ballot box, which is a database of its own.

use sea_orm_migration::prelude::*;

mod ballot_box;
mod county;

pub use ballot_box::BallotBoxMigrator;
pub use county::CountyMigrator;
pub use sea_orm_migration::MigratorTrait;

async fn index(manager: &SchemaManager<'_>, table: &str, columns: &[&str]) -> Result<(), DbErr> {
    create_index(manager, "ix", table, columns, false).await
}

async fn unique(manager: &SchemaManager<'_>, table: &str, columns: &[&str]) -> Result<(), DbErr> {
    create_index(manager, "uq", table, columns, true).await
}

async fn create_index(
    manager: &SchemaManager<'_>,
    prefix: &str,
    table: &str,
    columns: &[&str],
    unique: bool,
) -> Result<(), DbErr> {
    let mut statement = Index::create();
    statement.name(format!("{prefix}_{table}_{}", columns.join("_"))).table(Alias::new(table));
    for column in columns {
        statement.col(Alias::new(*column));
    }
    if unique {
        statement.unique();
    }
    manager.create_index(statement).await
}
