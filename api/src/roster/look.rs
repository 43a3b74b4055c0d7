//! Looks at one household: recorded, and with a reason when its numbers are shown whole.

use domain::roster as rules;
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::{
    lineage,
    service::{self, SEALED_HOUSEHOLD_PHONE, SEALED_ID_NUMBER},
    store,
    view::{HouseholdDetail, Member, MemberNumber, UnmaskForm, UnmaskedHousehold},
};
use crate::{
    app::App,
    caller::{Caller, Sight},
    error::{ApiError, ApiResult},
    journal::{self, Subject},
    typed,
};
use entity::household;

/// One household with its members. An official's look at a household of his own is his daily work; every other look
/// is recorded before it is granted.
pub async fn detail(caller: &Caller, sight: &Sight, id: Uuid) -> ApiResult<HouseholdDetail> {
    let app = &caller.app;
    let db = app.db.reader();
    let row = store::household(db, sight, id).await?.ok_or_else(ApiError::not_found)?;
    let shown = show(db, app, row).await?;
    let own = sight.own_links();
    if own.is_none() || shown.official.as_ref().map(|official| official.id) != own {
        let tx = app.db.begin().await?;
        record(&tx, caller, "look_at_household", id, json!({})).await?;
        tx.commit().await?;
    }
    Ok(shown)
}

/// A household with its members and what it was made of.
pub async fn show(db: &impl ConnectionTrait, app: &App, row: household::Model) -> ApiResult<HouseholdDetail> {
    let members = store::members(db, &row).await?;
    let members = members
        .into_iter()
        .map(|member| {
            let number =
                member.id_number.map(|number| app.keyring.open(SEALED_ID_NUMBER, &number)).transpose()?;
            Ok(Member {
                id: member.id,
                name: member.name,
                relation: member.relation,
                birth_year: member.birth_year,
                sex: member.sex,
                id_number_masked: number.map(|number| rules::mask_identity_number(&number)),
            })
        })
        .collect::<ApiResult<Vec<_>>>()?;
    let tag = row.tag.clone();
    let past = lineage::past(db, &row).await?;
    let shown = service::show_households(db, app, vec![row]).await?.pop().ok_or_else(ApiError::not_found)?;
    Ok(HouseholdDetail::new(shown, members, tag, past))
}

/// The phone and identity numbers of a household, whole.
pub async fn unmask(
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
    form: UnmaskForm,
) -> ApiResult<UnmaskedHousehold> {
    let app = &caller.app;
    let reason = typed::required("reason", &form.reason)?;
    let tx = app.db.begin().await?;
    let row = store::household(&tx, sight, id).await?.ok_or_else(ApiError::not_found)?;
    let mut id_numbers = Vec::new();
    for member in store::members(&tx, &row).await? {
        if let Some(number) = member.id_number {
            let id_number = app.keyring.open(SEALED_ID_NUMBER, &number)?;
            id_numbers.push(MemberNumber { name: member.name, id_number });
        }
    }
    let phone = row.phone.map(|phone| app.keyring.open(SEALED_HOUSEHOLD_PHONE, &phone)).transpose()?;
    record(&tx, caller, "unmask_household", id, json!({ "reason": reason })).await?;
    tx.commit().await?;
    Ok(UnmaskedHousehold { phone, id_numbers })
}

async fn record(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    action: &str,
    id: Uuid,
    detail: serde_json::Value,
) -> ApiResult<()> {
    let clock = &caller.app.clock;
    let subject = Subject::new("household", id);
    journal::record(tx, clock.id(), clock.now(), caller, action, subject, detail).await?;
    Ok(())
}
