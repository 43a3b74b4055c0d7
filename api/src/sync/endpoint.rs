//! The phone's download.

use domain::identity::Operation;
use poem_openapi::{ApiResponse, OpenApi, param::Query};
use uuid::Uuid;

use super::{service, view::Download};
use crate::{
    caller::Signed,
    error::ApiResult,
    http::{Tag, Written},
    identity::device,
};

/// The phone's download.
#[derive(Debug)]
pub struct SyncApi;

#[derive(ApiResponse)]
enum Answer {
    /// The download.
    #[oai(status = 200)]
    Download(Written<Download>),
}

#[OpenApi(prefix_path = "/api", tag = "Tag::Sync")]
impl SyncApi {
    /// Everything a phone needs of its official's work
    ///
    /// Without a cursor all of it; with the cursor of the last download what has changed since then. A cursor that
    /// cannot be read any more brings everything. A revoked device gets 410 and has to erase what it keeps.
    #[oai(path = "/sync", method = "get", operation_id = "sync")]
    async fn sync(
        &self,
        Signed(caller): Signed,
        /// Of the last download.
        #[oai(validator(max_length = 5000))]
        cursor: Query<Option<String>>,
        /// The device that asks, once it has made itself known.
        device_id: Query<Option<Uuid>>,
    ) -> ApiResult<Answer> {
        let sight = caller.may(Operation::Sync)?;
        if let Some(id) = device_id.0 {
            device::service::contact(&caller, id).await?;
        }
        let text = service::sync(&caller, &sight, cursor.0.as_deref()).await?;
        Ok(Answer::Download(Written::new(text)))
    }
}
