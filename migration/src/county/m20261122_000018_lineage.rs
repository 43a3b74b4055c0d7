//! What becomes of households and villages: merged, moved, split, renamed. Nothing is deleted, so that a history can
//! be read under both names.

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
        add(manager, "household", text("state").default("active")).await?;
        add(manager, "household", uuid_null("successor_id")).await?;
        add(manager, "grid", uuid_null("merged_into_id")).await?;
        add(manager, "grid", date_null("closed_on")).await?;
        // Few rows of a large table: figures subtract them, and histories find them.
        let partial = [
            "CREATE INDEX ix_household_closed ON household (village_id, last_visit_on) WHERE state <> 'active'",
            "CREATE INDEX ix_household_successor_id ON household (successor_id) WHERE successor_id IS NOT NULL",
        ];
        for sql in partial {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        household_lineage(manager).await?;
        grid_lineage(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["grid_lineage", "household_lineage"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        for index in ["ix_household_closed", "ix_household_successor_id"] {
            manager.get_connection().execute_unprepared(&format!("DROP INDEX {index}")).await?;
        }
        for (table, column) in [
            ("grid", "closed_on"),
            ("grid", "merged_into_id"),
            ("household", "successor_id"),
            ("household", "state"),
        ] {
            manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}

/// SQLite alters one column at a time.
async fn add(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: impl IntoColumnDef,
) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await
}

async fn household_lineage(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("household_lineage")
                .col(uuid("id").primary_key())
                .col(uuid("from_id"))
                .col(uuid("into_id"))
                .col(text("kind"))
                .col(date("happened_on"))
                .col(text("reason"))
                .col(uuid("from_village_id"))
                .col(integer("from_group_no"))
                .col(text("from_address"))
                .col(uuid("into_village_id"))
                .to_owned(),
        )
        .await?;
    index(manager, "household_lineage", &["from_id"]).await?;
    index(manager, "household_lineage", &["into_id"]).await
}

async fn grid_lineage(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("grid_lineage")
                .col(uuid("id").primary_key())
                .col(uuid("from_id"))
                .col(uuid("into_id"))
                .col(text("kind"))
                .col(date("happened_on"))
                .col(text("from_code"))
                .col(text("from_name"))
                .col(text("into_code"))
                .col(text("into_name"))
                .col(integer("group_shift"))
                .to_owned(),
        )
        .await?;
    index(manager, "grid_lineage", &["from_id"]).await?;
    index(manager, "grid_lineage", &["into_id"]).await?;
    index(manager, "grid_lineage", &["from_code"]).await
}
