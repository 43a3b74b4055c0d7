//! One import of a sheet, from upload to applied or rejected.

use sea_orm::entity::prelude::*;

/// One import of a sheet, from upload to applied or rejected.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_run")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub state: String,
    pub dry_run: bool,
    pub file_name: String,
    pub blob_id: Option<Uuid>,
    pub rows: i32,
    /// Percent.
    pub progress: i32,
    /// JSON array of the first flaws, each with row, column and what is wrong.
    pub errors: String,
    pub error_count: i32,
    /// Rows that were not there before; of a dry run, that would be added. The same holds for the next two.
    pub added: i32,
    pub changed: i32,
    pub unchanged: i32,
    /// Headings of columns that were not read, JSON array.
    pub ignored: String,
    pub created_by: Option<Uuid>,
    pub created_at: DateTimeUtc,
    pub finished_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
