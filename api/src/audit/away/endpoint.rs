//! Operations of meetings that are held without internet.

use std::sync::Arc;

use domain::audit::away::{Fingerprint, public_key};
use poem::web::Data;
use poem_openapi::{
    ApiResponse, OpenApi,
    param::Path,
    payload::{Binary, Json},
};
use uuid::Uuid;

use super::{
    import, record, take,
    view::{SigningKey, TakeBackForm, TakenPack},
};
use crate::{
    app::App,
    audit::{endpoint::show, view::MeetingDetail},
    caller::Signed,
    error::ApiResult,
    http::Tag,
};

/// Audit meetings in a hall without internet.
#[derive(Debug)]
pub struct AwayApi;

#[derive(ApiResponse)]
enum FileResponse {
    /// The file.
    #[oai(status = 200)]
    File(Binary<Vec<u8>>, #[oai(header = "Content-Disposition")] String),
}

fn file((name, bytes): (String, Vec<u8>)) -> FileResponse {
    FileResponse::File(Binary(bytes), format!("attachment; filename=\"{name}\""))
}

#[OpenApi(prefix_path = "/api", tag = "Tag::Audit")]
impl AwayApi {
    /// Take a meeting to a hall without internet
    ///
    /// The answer shows the key of the pack, once. The file is made meanwhile; `pack.state` of the meeting says when it can
    /// be fetched. Until its record is brought back, or the pack is taken back, nothing of the meeting changes here.
    #[oai(path = "/meetings/:id/pack", method = "post", operation_id = "takeMeetingAway")]
    async fn take(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<TakenPack>> {
        Ok(Json(take::take(&caller, id.0).await?))
    }

    /// The pack's file
    ///
    /// `lianxin serve --meeting FILE` runs it in the hall and asks for its key.
    #[oai(path = "/meetings/:id/pack", method = "get", operation_id = "getMeetingPack")]
    async fn pack(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<FileResponse> {
        Ok(file(take::fetch(&caller, id.0).await?))
    }

    /// Take a pack back
    ///
    /// The meeting is here again; the record of that pack is refused from now on.
    #[oai(path = "/meetings/:id/pack/take-back", method = "post", operation_id = "takeBackMeetingPack")]
    async fn take_back(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<TakeBackForm>,
    ) -> ApiResult<Json<MeetingDetail>> {
        take::take_back(&caller, id.0, form).await?;
        show(&caller, id.0).await
    }

    /// The record of a meeting that was held here without internet
    ///
    /// On the hall's machine alone, once the meeting is closed. The county alone can open it.
    #[oai(path = "/meetings/:id/record", method = "get", operation_id = "getMeetingRecord")]
    async fn record(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<FileResponse> {
        Ok(file(record::write(&caller, id.0).await?))
    }

    /// Bring the record of a hall back
    ///
    /// Every round is drawn again from the files that lie here; then everything is written down, once. Sending the same
    /// file again changes nothing and answers the same.
    #[oai(path = "/meetings/:id/record", method = "post", operation_id = "importMeetingRecord")]
    async fn bring_back(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        body: Binary<Vec<u8>>,
    ) -> ApiResult<Json<MeetingDetail>> {
        import::import(&caller, id.0, body.0).await?;
        show(&caller, id.0).await
    }

    /// The county's public key
    ///
    /// Packs are signed with it; the hall's machine prints its fingerprint.
    #[expect(clippy::unused_async, reason = "every operation is asynchronous")]
    #[oai(path = "/public/signing-key", method = "get", operation_id = "getSigningKey")]
    async fn signing_key(&self, Data(app): Data<&Arc<App>>) -> Json<SigningKey> {
        let key = public_key(app.keyring.sign_key());
        Json(SigningKey { fingerprint: Fingerprint::of(&key).to_string(), key })
    }
}
