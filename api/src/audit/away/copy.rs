//! Rows of one table on their way into a pack: one task reads them, a thread chooses and changes them, the pack's
//! database takes them in large bites.

use futures_util::{StreamExt, TryStreamExt};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, IdenStatic, IntoActiveModel, Select,
    StreamTrait,
};
use tokio::{sync::mpsc, task::spawn_blocking};

use crate::bulk::{Outlet, into_sqlite};

/// Rows handed over at once.
const ROWS: usize = 1_000;
/// Hands full that wait at most.
const WAITING: usize = 4;

/// Copies the rows of a query that `change` keeps, as it leaves them. Returns how many.
pub(super) async fn copy<E>(
    from: &(impl ConnectionTrait + StreamTrait),
    query: Select<E>,
    into: &DatabaseConnection,
    mut change: impl FnMut(E::Model) -> anyhow::Result<Option<E::Model>> + Send + 'static,
) -> anyhow::Result<usize>
where
    E: EntityTrait + IdenStatic,
    E::Model: IntoActiveModel<E::ActiveModel> + Send + 'static,
    E::ActiveModel: Send,
{
    let (hands, mut taken) = mpsc::channel::<Vec<E::Model>>(WAITING);
    let (bites, mouth) = mpsc::channel(WAITING);
    let maker = spawn_blocking(move || {
        let outlet = Outlet::new(DbBackend::Sqlite, bites);
        let mut table = outlet.table::<E::ActiveModel>();
        let mut kept = 0;
        while let Some(rows) = taken.blocking_recv() {
            for row in rows {
                if let Some(row) = change(row)? {
                    table.put(row.into_active_model())?;
                    kept += 1;
                }
            }
        }
        table.flush()?;
        anyhow::Ok(kept)
    });
    let reader = async move {
        let mut rows = query.stream(from).await?.try_chunks(ROWS);
        while let Some(chunk) = rows.next().await {
            let chunk = chunk.map_err(|error| error.1)?;
            // Whoever stopped taking them says why.
            if hands.send(chunk).await.is_err() {
                break;
            }
        }
        anyhow::Ok(())
    };
    let (read, written, made) = tokio::join!(reader, into_sqlite(into, mouth), maker);
    written?;
    let kept = made??;
    read?;
    Ok(kept)
}
