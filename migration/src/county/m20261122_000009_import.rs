//! Tables of the capability `import`.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        import_run(manager).await?;
        for staging in [import_unit(), import_grid(), import_official(), import_household(), import_link()] {
            manager.create_table(staging).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in
            ["import_link", "import_household", "import_official", "import_grid", "import_unit", "import_run"]
        {
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
                .col(integer("added"))
                .col(integer("changed"))
                .col(integer("unchanged"))
                .col(text("ignored"))
                .col(uuid_null("created_by"))
                .col(timestamp_with_time_zone("created_at"))
                .col(timestamp_with_time_zone_null("finished_at"))
                .to_owned(),
        )
        .await?;
    Ok(())
}

/// Rows of a sheet by import and row number, with the id of the row they become.
fn staging(name: &'static str) -> TableCreateStatement {
    Table::create()
        .table(name)
        .col(uuid("import_id"))
        .col(integer("row_no"))
        .col(uuid("id"))
        .primary_key(Index::create().col("import_id").col("row_no"))
        .to_owned()
}

fn import_unit() -> TableCreateStatement {
    staging("import_unit")
        .col(text("code"))
        .col(text("name"))
        .col(text("pinyin"))
        .col(text("kind"))
        .col(uuid_null("grid_id"))
        .col(uuid_null("head_id"))
        .to_owned()
}

fn import_grid() -> TableCreateStatement {
    staging("import_grid")
        .col(text("code"))
        .col(text("name"))
        .col(text("pinyin"))
        .col(text("level"))
        .col(uuid_null("parent_id"))
        .col(double_null("x"))
        .col(double_null("y"))
        .col(uuid_null("official_id"))
        .col(text_null("former_codes"))
        .to_owned()
}

fn import_official() -> TableCreateStatement {
    staging("import_official")
        .col(text("number"))
        .col(text("name"))
        .col(text("pinyin"))
        .col(text("sex"))
        .col(uuid("unit_id"))
        .col(text("rank"))
        .col(text("post"))
        .col(binary_null("phone"))
        .col(binary_null("phone_index"))
        .col(uuid_null("home_village_id"))
        .col(text_null("exempt"))
        .col(text("state"))
        .to_owned()
}

fn import_household() -> TableCreateStatement {
    staging("import_household")
        .col(text("code"))
        .col(uuid("village_id"))
        .col(integer("group_no"))
        .col(text("head_name"))
        .col(text("pinyin"))
        .col(text("address"))
        .col(double_null("x"))
        .col(double_null("y"))
        .col(binary_null("phone"))
        .col(binary_null("phone_index"))
        .col(binary_null("code_hash"))
        .col(text_null("tag"))
        .col(integer("household_size"))
        .to_owned()
}

fn import_link() -> TableCreateStatement {
    staging("import_link")
        .col(uuid("household_id"))
        .col(uuid("official_id"))
        .col(date("valid_from"))
        .to_owned()
}
