//! Which code a household has now, who may see it, and how it is revoked.

use domain::{
    identity::Operation,
    rating::{DoorTag, HouseholdCode},
};
use poem_openapi::Object;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use crate::{
    caller::{Caller, Scope, Sight},
    error::{ApiError, ApiResult},
    journal::{self, Subject},
    roster::{
        self,
        codes::{household_code, household_code_hash},
    },
};
use entity::{household, link};

/// A household code as it is put into an envelope; shown this once.
#[derive(Clone, Debug, Object)]
pub struct HouseholdCodeCard {
    pub household_id: Uuid,
    /// Raised by every reissue.
    pub version: i32,
    /// In groups of four, as printed.
    pub code: String,
    /// The address in the QR code.
    pub address: String,
}

/// The tag at a household's door.
pub async fn tag(caller: &Caller, id: Uuid) -> ApiResult<DoorTag> {
    let sight = caller.may(Operation::GetDoorTag)?;
    let household = visible(caller.app.db.reader(), &sight, caller, id).await?;
    household
        .tag
        .parse()
        .map_err(|error| ApiError::internal(anyhow::anyhow!("the tag of household {id}: {error}")))
}

/// The code of a household, to print it again. The look is journalled.
pub async fn look(caller: &Caller, id: Uuid) -> ApiResult<HouseholdCode> {
    let app = &caller.app;
    let sight = caller.may(Operation::GetHouseholdCode)?;
    let tx = app.db.begin().await?;
    let household = visible(&tx, &sight, caller, id).await?;
    let subject = Subject::new("household", id);
    let detail = json!({ "version": household.code_version });
    journal::record(&tx, app.clock.id(), app.clock.now(), caller, "print_household_code", subject, detail)
        .await?;
    tx.commit().await?;
    Ok(household_code(&app.keyring, &household.code, household.code_version))
}

/// Raises the version: the code before opens nothing from now on.
pub async fn reissue(caller: &Caller, id: Uuid) -> ApiResult<HouseholdCodeCard> {
    let app = &caller.app;
    let sight = caller.may(Operation::ReissueHouseholdCode)?;
    let tx = app.db.begin().await?;
    let household = visible(&tx, &sight, caller, id).await?;
    let version = household.code_version + 1;
    let code = household_code(&app.keyring, &household.code, version);
    let raised = household::Entity::update_many()
        .col_expr(household::Column::CodeVersion, Expr::value(version))
        .col_expr(household::Column::CodeHash, Expr::value(household_code_hash(&app.keyring, &code)))
        .filter(household::Column::Id.eq(id))
        .filter(household::Column::CodeVersion.eq(household.code_version))
        .exec(&tx)
        .await?;
    if raised.rows_affected != 1 {
        return Err(ApiError::conflict("stale"));
    }
    let subject = Subject::new("household", id);
    let detail = json!({ "version": version });
    journal::record(&tx, app.clock.id(), app.clock.now(), caller, "reissue_household_code", subject, detail)
        .await?;
    tx.commit().await?;
    Ok(HouseholdCodeCard {
        household_id: id,
        version,
        code: code.printed(),
        address: format!("{}/R/{}", app.public_url(), code.as_str()),
    })
}

/// A household in sight: any for the county, a linked one for an official; 404 otherwise.
async fn visible(
    db: &impl ConnectionTrait,
    sight: &Sight,
    caller: &Caller,
    id: Uuid,
) -> ApiResult<household::Model> {
    let household = household::Entity::find_by_id(id).one(db).await?.ok_or_else(ApiError::not_found)?;
    if sight.is_county() {
        // Nothing is printed any more for a household that is history.
        let active = roster::service::is_active(&household);
        return if active { Ok(household) } else { Err(ApiError::conflict("household_closed")) };
    }
    for scope in sight.scopes() {
        if let Scope::OwnLinks { official_id } = scope
            && linked(db, id, *official_id, caller.app.clock.today()).await?
        {
            return Ok(household);
        }
    }
    Err(ApiError::not_found())
}

async fn linked(
    db: &impl ConnectionTrait,
    household_id: Uuid,
    official_id: Uuid,
    today: chrono::NaiveDate,
) -> Result<bool, DbErr> {
    use link::Column;
    let found = link::Entity::find()
        .filter(Column::HouseholdId.eq(household_id))
        .filter(Column::OfficialId.eq(official_id))
        .filter(Column::ValidFrom.lte(today))
        .filter(Column::ValidTo.is_null().or(Column::ValidTo.gt(today)))
        .one(db)
        .await?;
    Ok(found.is_some())
}
