//! An official's new unit, post or rank. He keeps his households: a change of post is no handover.

use domain::roster::Rank;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    service, store,
    view::{Official, PostForm},
};
use crate::{
    caller::Caller,
    error::{ApiError, ApiResult},
    identity,
    journal::{self, Subject},
    typed,
};
use entity::{official, unit};

/// Writes the new post down. What he was because of the former unit, he is not any more.
pub async fn change(caller: &Caller, id: Uuid, form: PostForm) -> ApiResult<Official> {
    let app = &caller.app;
    let post = typed::required("post", &form.post)?;
    let on = typed::day("on", form.on)?;
    if on > app.clock.today() {
        return Err(ApiError::field("on", "future"));
    }
    let rank = form.rank.as_deref().map(str::parse::<Rank>).transpose();
    let rank = rank.map_err(|_| ApiError::field("rank", "unknown"))?;
    let tx = app.db.begin().await?;
    let before = store::hold_official(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    if before.state != "active" {
        return Err(ApiError::conflict("official_left"));
    }
    let unit_id = form.unit_id.unwrap_or(before.unit_id);
    let mut roles = 0;
    if unit_id != before.unit_id {
        store::unit(&tx, unit_id).await?.ok_or_else(|| ApiError::field("unit_id", "unknown"))?;
        heads_no_more(&tx, before.unit_id, id).await?;
        roles = identity::service::withdraw_roles(&tx, before.unit_id, Some(id)).await?;
    }
    let after = official::Model {
        unit_id,
        rank: rank.map_or_else(|| before.rank.clone(), |rank| rank.as_str().to_owned()),
        post,
        ..before.clone()
    };
    official::Entity::update(after.clone().into_active_model().reset_all()).exec(&tx).await?;
    let detail = json!({
        "on": on, "roles": roles,
        "from": { "unit_id": before.unit_id, "rank": before.rank, "post": before.post },
        "to": { "unit_id": after.unit_id, "rank": after.rank, "post": after.post },
    });
    let subject = Subject::new("official", id);
    journal::record(&tx, app.clock.id(), app.clock.now(), caller, "change_post", subject, detail).await?;
    let shown = service::show_officials(&tx, app, vec![after]).await?.pop();
    tx.commit().await?;
    shown.ok_or_else(ApiError::not_found)
}

async fn heads_no_more(tx: &impl ConnectionTrait, unit_id: Uuid, official_id: Uuid) -> ApiResult<()> {
    unit::Entity::update_many()
        .col_expr(unit::Column::HeadId, Expr::value(None::<Uuid>))
        .filter(unit::Column::Id.eq(unit_id))
        .filter(unit::Column::HeadId.eq(official_id))
        .exec(tx)
        .await?;
    Ok(())
}
