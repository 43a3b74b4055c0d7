//! Writing a changed row over the version it was made from: whoever was quicker is not overwritten.

use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use crate::error::{ApiError, ApiResult};

/// Writes a row. `columns` are those of its id and its version, `over` the id and the version it was read in.
pub async fn replace<E>(
    tx: &impl ConnectionTrait,
    [id, version]: [E::Column; 2],
    over: (Uuid, i32),
    after: E::Model,
) -> ApiResult<()>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let changed = E::update_many()
        .set(after.into_active_model().reset_all())
        .filter(id.eq(over.0))
        .filter(version.eq(over.1))
        .exec(tx)
        .await?;
    if changed.rows_affected == 1 { Ok(()) } else { Err(ApiError::conflict("stale")) }
}
