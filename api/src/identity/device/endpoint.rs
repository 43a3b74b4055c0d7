//! Operations on devices.

use std::sync::Arc;

use domain::identity::Operation;
use poem::web::Data;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    service,
    view::{Device, DeviceForm, DevicePage, DeviceStanding, Registered},
};
use crate::{
    app::App,
    caller::Signed,
    error::ApiResult,
    http::{NoContent, Tag},
};

/// The phones and browsers that keep an account's work.
#[derive(Debug)]
pub struct DeviceApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::Identity")]
impl DeviceApi {
    /// Make this device known
    ///
    /// The id is the device's own, one for each account that works on it, and nobody else's to know. The session that
    /// asks belongs to the device from then on and ends when it is revoked.
    #[oai(path = "/devices/:id", method = "put", operation_id = "registerDevice")]
    async fn register(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<DeviceForm>,
    ) -> ApiResult<Registered> {
        caller.may(Operation::RegisterDevice)?;
        service::register(&caller, id.0, form).await
    }

    /// The devices of an account
    #[oai(path = "/devices", method = "get", operation_id = "listDevices")]
    async fn list(
        &self,
        Signed(caller): Signed,
        /// Somebody else's, for the administrator and the liaison office; one's own otherwise.
        account_id: Query<Option<Uuid>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<DevicePage>> {
        let sight = caller.may(Operation::ListDevices)?;
        Ok(Json(service::list(&caller, &sight, account_id.0, limit.0, cursor.0.as_deref()).await?))
    }

    /// Revoke a lost device
    ///
    /// Its sessions end at once; at its next contact it is told to erase what it keeps.
    #[oai(path = "/devices/:id/revoke", method = "post", operation_id = "revokeDevice")]
    async fn revoke(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<Device>> {
        let sight = caller.may(Operation::RevokeDevice)?;
        Ok(Json(service::revoke(&caller, &sight, id.0).await?))
    }

    /// Whether this device is to erase what it keeps
    ///
    /// Asked by the device itself, without a session: a revoked one has none any more.
    #[oai(path = "/devices/:id/standing", method = "get", operation_id = "getDeviceStanding")]
    async fn standing(&self, Data(app): Data<&Arc<App>>, id: Path<Uuid>) -> ApiResult<Json<DeviceStanding>> {
        Ok(Json(service::standing(app, id.0).await?))
    }

    /// This device has erased what it kept
    #[oai(path = "/devices/:id/wiped", method = "post", operation_id = "confirmWiped")]
    async fn wiped(&self, Data(app): Data<&Arc<App>>, id: Path<Uuid>) -> ApiResult<NoContent> {
        service::wiped(app, id.0).await?;
        Ok(NoContent::Done)
    }
}
