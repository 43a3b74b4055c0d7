//! Tables of the capability `import`.

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
        import_run(manager).await?;
        import_row(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["import_row", "import_run"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn import_run(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("import_run")
                .col(uuid("id").primary_key())
                .col(text("kind"))
                .col(text("state"))
                .col(boolean("dry_run"))
                .col(text("file_name"))
                .col(uuid_null("blob_id"))
                .col(integer("rows"))
                .col(integer("progress"))
                .col(text("errors"))
                .col(integer("error_count"))
                .col(uuid_null("created_by"))
                .col(timestamp_with_time_zone("created_at"))
                .col(timestamp_with_time_zone_null("finished_at"))
                .to_owned(),
        )
        .await?;
    Ok(())
}

async fn import_row(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("import_row")
                .col(uuid("import_id"))
                .col(integer("row_no"))
                .col(text("code"))
                .col(text("fields"))
                .primary_key(Index::create().col("import_id").col("row_no"))
                .to_owned(),
        )
        .await?;
    index(manager, "import_row", &["import_id", "code"]).await?;
    Ok(())
}
