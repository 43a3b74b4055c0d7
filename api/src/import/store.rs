//! Import runs and their staged rows in the database.

use entity::import_run::{Column, Entity, Model};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait,
    IntoActiveModel, Iterable, QueryFilter, QueryOrder, QuerySelect, Statement,
    sea_query::{Expr, SimpleExpr},
};
use uuid::Uuid;

use super::{flaw::Flaws, kinds::Kind, swap::Tally};
use crate::{app::App, caller::Sight, db::Database};

/// Values one statement may bind: SQLite takes 32,766.
const MOST_VALUES: usize = 32_000;
/// Rows one statement takes on PostgreSQL, beyond which it only grows slower.
const POSTGRES_ROWS: usize = 1_000;
/// Staged rows that are forgotten in one go.
const FORGOTTEN: i64 = 20_000;

/// States of a run.
pub mod state {
    pub const STAGED: &str = "staged";
    pub const CHECKING: &str = "checking";
    pub const REJECTED: &str = "rejected";
    pub const READY: &str = "ready";
    pub const APPLYING: &str = "applying";
    pub const APPLIED: &str = "applied";
    pub const FAILED: &str = "failed";
}

/// A new run.
pub async fn begin(
    tx: &impl ConnectionTrait,
    app: &App,
    kind: Kind,
    file_name: &str,
    dry_run: bool,
    blob_id: Option<Uuid>,
    created_by: Option<Uuid>,
) -> Result<Model, DbErr> {
    let run = Model {
        id: app.clock.id(),
        kind: kind.as_str().to_owned(),
        state: state::STAGED.to_owned(),
        dry_run,
        file_name: file_name.chars().take(200).collect(),
        blob_id,
        rows: 0,
        progress: 0,
        errors: "[]".to_owned(),
        error_count: 0,
        added: 0,
        changed: 0,
        unchanged: 0,
        ignored: "[]".to_owned(),
        created_by,
        created_at: app.clock.now(),
        finished_at: None,
    };
    Entity::insert(run.clone().into_active_model()).exec_without_returning(tx).await?;
    Ok(run)
}

pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(db).await
}

/// Runs in sight, the newest first.
pub async fn page(
    db: &impl ConnectionTrait,
    sight: &Sight,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    if !sight.is_county() {
        return Ok(Vec::new());
    }
    let mut query = Entity::find();
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before));
    }
    query.order_by_desc(Column::Id).limit(limit).all(db).await
}

async fn update(
    tx: &impl ConnectionTrait,
    id: Uuid,
    values: impl IntoIterator<Item = (Column, SimpleExpr)>,
) -> Result<(), DbErr> {
    let query = Entity::update_many().filter(Column::Id.eq(id));
    let query = values.into_iter().fold(query, |query, (column, value)| query.col_expr(column, value));
    query.exec(tx).await.map(drop)
}

/// Says where a run is.
pub async fn advance(
    tx: &impl ConnectionTrait,
    id: Uuid,
    state: &str,
    rows: i32,
    percent: i32,
) -> Result<(), DbErr> {
    let values = [
        (Column::State, Expr::value(state)),
        (Column::Rows, Expr::value(rows)),
        (Column::Progress, Expr::value(percent)),
    ];
    update(tx, id, values).await
}

/// Notes which headings were not read.
pub async fn note_ignored(tx: &impl ConnectionTrait, id: Uuid, ignored: &[String]) -> Result<(), DbErr> {
    let ignored = serde_json::to_string(ignored).unwrap_or_default();
    update(tx, id, [(Column::Ignored, Expr::value(ignored))]).await
}

/// Closes a run with what was wrong.
pub async fn reject(tx: &impl ConnectionTrait, app: &App, id: Uuid, flaws: &Flaws) -> Result<(), DbErr> {
    let errors = serde_json::to_string(&flaws.first).unwrap_or_default();
    let values = [
        (Column::State, Expr::value(state::REJECTED)),
        (Column::Progress, Expr::value(100)),
        (Column::Errors, Expr::value(errors)),
        (Column::ErrorCount, Expr::value(i32::try_from(flaws.count).unwrap_or(i32::MAX))),
        (Column::FinishedAt, Expr::value(app.clock.now())),
    ];
    update(tx, id, values).await
}

/// Closes a run with what became of its rows, or would have.
pub async fn finish(
    tx: &impl ConnectionTrait,
    app: &App,
    id: Uuid,
    state: &str,
    tally: Tally,
) -> Result<(), DbErr> {
    let values = [
        (Column::State, Expr::value(state)),
        (Column::Progress, Expr::value(100)),
        (Column::Added, Expr::value(tally.added)),
        (Column::Changed, Expr::value(tally.changed)),
        (Column::Unchanged, Expr::value(tally.unchanged)),
        (Column::FinishedAt, Expr::value(app.clock.now())),
    ];
    update(tx, id, values).await
}

/// Closes a run that could not be done.
pub async fn fail(tx: &impl ConnectionTrait, app: &App, id: Uuid) -> Result<(), DbErr> {
    let values =
        [(Column::State, Expr::value(state::FAILED)), (Column::FinishedAt, Expr::value(app.clock.now()))];
    update(tx, id, values).await
}

/// The file of a run is gone.
pub async fn drop_blob(tx: &impl ConnectionTrait, id: Uuid) -> Result<(), DbErr> {
    update(tx, id, [(Column::BlobId, Expr::value(None::<Uuid>))]).await
}

/// Puts checked rows aside, in statements as large as the database takes.
pub async fn stage<E>(tx: &impl ConnectionTrait, models: Vec<E::Model>) -> Result<(), DbErr>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelTrait<Entity = E> + ActiveModelBehavior,
{
    let mut most = MOST_VALUES / E::Column::iter().count();
    if tx.get_database_backend() == DbBackend::Postgres {
        most = most.min(POSTGRES_ROWS);
    }
    let mut models = models.into_iter().map(IntoActiveModel::into_active_model).peekable();
    while models.peek().is_some() {
        E::insert_many(models.by_ref().take(most)).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Forgets the staged rows of a run, a few at a time, so that phones write in between.
pub async fn clear(db: &Database, staging: &str, id: Uuid) -> Result<(), DbErr> {
    loop {
        let tx = db.begin().await?;
        let sql = format!(
            "DELETE FROM {staging} WHERE import_id = $1 AND row_no IN \
             (SELECT row_no FROM {staging} WHERE import_id = $1 LIMIT {FORGOTTEN})"
        );
        let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, [id.into()]);
        let gone = tx.execute_raw(statement).await?.rows_affected();
        tx.commit().await?;
        if gone < FORGOTTEN.unsigned_abs() {
            return Ok(());
        }
    }
}

/// Forgets staged rows of runs that have ended: the program was killed before it could.
pub async fn clear_finished(db: &Database, staging: &str) -> Result<(), DbErr> {
    let reader = db.reader();
    let sql = format!(
        "SELECT id FROM import_run WHERE finished_at IS NOT NULL \
         AND EXISTS (SELECT 1 FROM {staging} s WHERE s.import_id = import_run.id)"
    );
    for row in reader.query_all_raw(Statement::from_string(reader.get_database_backend(), sql)).await? {
        clear(db, staging, row.try_get_by_index(0)?).await?;
    }
    Ok(())
}

/// Runs that no job will take up again: without a file they were started on the command line.
pub async fn abandoned(db: &impl ConnectionTrait) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::FinishedAt.is_null()).filter(Column::BlobId.is_null()).all(db).await
}
