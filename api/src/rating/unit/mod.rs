//! Unit evaluation (单位民主测评): the colleagues of a unit rate each other, each by an invitation of his own, over the same
//! registrar, ballot box and count as households.

pub mod endpoint;
pub mod service;
mod store;
pub mod view;

use domain::rating::LEAST_COLLEAGUES;

use super::view::{RatingRoundForm, ScopeOfRound, SecondFactor, WhoRates};
use crate::{
    app::App,
    error::{ApiError, ApiResult},
};

/// Whether what a form asks for can be evaluated: a unit with enough colleagues for anything to be shown.
pub(super) async fn check(app: &App, form: &RatingRoundForm) -> ApiResult<()> {
    if form.kind != WhoRates::Unit {
        return Ok(());
    }
    let Some(unit_id) = form.scope_id.filter(|_| form.scope_kind == ScopeOfRound::Unit) else {
        return Err(ApiError::field("scope_id", "required"));
    };
    if form.factor != SecondFactor::None {
        // The factors are a household's.
        return Err(ApiError::field("factor", "unknown"));
    }
    enough(store::colleagues(app.db.reader(), unit_id).await?)
}

fn enough(colleagues: u64) -> ApiResult<()> {
    if colleagues < u64::from(LEAST_COLLEAGUES) {
        return Err(ApiError::conflict("unit_too_small").with("least", LEAST_COLLEAGUES));
    }
    Ok(())
}
