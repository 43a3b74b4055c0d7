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
    pub progress: i32,
    /// JSON array of row, column, message.
    pub errors: String,
    pub error_count: i32,
    pub created_by: Option<Uuid>,
    pub created_at: DateTimeUtc,
    pub finished_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
