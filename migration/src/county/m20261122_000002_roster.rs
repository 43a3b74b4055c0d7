//! Tables of the capability `roster`.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

use crate::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        unit(manager).await?;
        official(manager).await?;
        household(manager).await?;
        member(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["member", "household", "official", "unit"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn unit(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("unit")
                .col(uuid("id").primary_key())
                .col(text("code").unique_key())
                .col(text("name"))
                .col(text("pinyin"))
                .col(text("kind"))
                .col(uuid_null("grid_id"))
                .col(uuid_null("head_id"))
                .to_owned(),
        )
        .await?;
    Ok(())
}

async fn official(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("official")
                .col(uuid("id").primary_key())
                .col(text("number").unique_key())
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
                .to_owned(),
        )
        .await?;
    index(manager, "official", &["unit_id"]).await?;
    index(manager, "official", &["pinyin"]).await?;
    Ok(())
}

async fn household(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("household")
                .col(uuid("id").primary_key())
                .col(text("code").unique_key())
                .col(uuid("village_id"))
                .col(integer("group_no"))
                .col(text("head_name"))
                .col(text("pinyin"))
                .col(text("address"))
                .col(double_null("x"))
                .col(double_null("y"))
                .col(binary_null("phone"))
                .col(binary_null("phone_index"))
                .col(integer("code_version"))
                .col(binary("code_hash").unique_key())
                .col(text("tag").unique_key())
                .col(integer("household_size"))
                .col(date_null("last_visit_on"))
                .col(integer("step"))
                .col(integer("open_requests"))
                .to_owned(),
        )
        .await?;
    index(manager, "household", &["village_id", "group_no"]).await?;
    index(manager, "household", &["pinyin"]).await?;
    index(manager, "household", &["phone_index"]).await?;
    index(manager, "household", &["head_name"]).await?;
    index(manager, "household", &["last_visit_on", "id"]).await?;
    // Covers the county's figures, village by village.
    index(manager, "household", &["village_id", "last_visit_on"]).await?;
    if manager.get_database_backend() == DbBackend::Postgres {
        // A search by the beginning of a text cannot use an index in the order of a language.
        for column in ["code", "pinyin", "head_name"] {
            let sql =
                format!("CREATE INDEX ix_household_{column}_begins ON household ({column} text_pattern_ops)");
            manager.get_connection().execute_unprepared(&sql).await?;
        }
    }
    Ok(())
}

async fn member(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("member")
                .col(uuid("id").primary_key())
                .col(uuid("household_id"))
                .col(text("name"))
                .col(text("relation"))
                .col(integer("birth_year"))
                .col(text("sex"))
                .col(binary_null("id_number"))
                .col(binary_null("id_number_index"))
                .to_owned(),
        )
        .await?;
    index(manager, "member", &["household_id"]).await?;
    Ok(())
}
