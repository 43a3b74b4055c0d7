//! When a theme opens a rectification: one setting of the county.

use domain::{identity::Operation, rating::ThemeRules};
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::view::ThemeRulesForm;
use crate::{
    caller::Caller,
    error::{ApiError, ApiResult},
    journal::{self, Subject},
    setting,
};

/// Where the setting stands.
pub const KEY: &str = "rating_theme_rules";

/// As they are now.
pub(super) async fn read(db: &impl ConnectionTrait) -> ApiResult<ThemeRules> {
    match setting::get(db, KEY).await? {
        None => Ok(ThemeRules::default()),
        Some(text) => serde_json::from_str(&text).map_err(ApiError::internal),
    }
}

pub(super) async fn shown(caller: &Caller) -> ApiResult<ThemeRulesForm> {
    caller.may(Operation::GetThemeRules)?;
    let ThemeRules { share, least_answers, complex } = read(caller.app.db.reader()).await?;
    Ok(ThemeRulesForm { share, least_answers, complex })
}

/// Presets them for the rounds that close from now on.
pub(super) async fn write(caller: &Caller, form: ThemeRulesForm) -> ApiResult<ThemeRulesForm> {
    caller.may(Operation::PutThemeRules)?;
    let app = &caller.app;
    let ThemeRulesForm { share, least_answers, complex } = form;
    let rules = ThemeRules { share, least_answers, complex };
    rules.check().map_err(|_| ApiError::field("share", "out_of_range"))?;
    let text = serde_json::to_string(&rules).map_err(ApiError::internal)?;
    let tx = app.db.begin().await?;
    setting::put(&tx, KEY, &text).await?;
    let detail = json!({ "share": share, "least_answers": least_answers, "complex": rules.complex });
    let subject = Subject::kind("rating_theme_rules");
    journal::record(&tx, app.clock.id(), app.clock.now(), caller, "put_theme_rules", subject, detail).await?;
    tx.commit().await?;
    shown(caller).await
}
