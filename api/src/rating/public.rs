//! What everybody may see of a round: the keys before it opens, the count after it closes.

use std::sync::Arc;

use data_encoding::BASE64URL_NOPAD;
use domain::audit::pdraw1::Digest;
use poem::{IntoResponse, Response, web::Data};
use poem_openapi::{
    ApiResponse, OpenApi,
    param::Path,
    payload::{Json, Payload},
    registry::{MetaSchema, MetaSchemaRef},
};
use uuid::Uuid;

use super::{
    counted::{counted, stored},
    store,
    view::{RatingKey, RatingKeyList, RatingReceipt, RatingReceipts},
};
use crate::{
    app::App,
    error::{ApiError, ApiResult},
    http::Tag,
};

/// A count, byte for byte.
#[derive(Debug)]
struct CountJson(Vec<u8>);

impl Payload for CountJson {
    const CONTENT_TYPE: &'static str = "application/json; charset=utf-8";

    fn schema_ref() -> MetaSchemaRef {
        MetaSchemaRef::Inline(Box::new(MetaSchema::new("object")))
    }
}

impl IntoResponse for CountJson {
    fn into_response(self) -> Response {
        Response::builder().content_type(Self::CONTENT_TYPE).body(self.0)
    }
}

#[derive(ApiResponse)]
enum CountResponse {
    /// The bundle of protocol `lianxin-rating-1`.
    #[oai(status = 200)]
    Count(CountJson),
}

/// Rating rounds, for everybody.
#[derive(Debug)]
pub struct PublicRatingApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::Rating")]
impl PublicRatingApi {
    /// The published keys of a round
    ///
    /// One key for each official, from before the opening on.
    #[oai(path = "/rating-rounds/:id/keys", method = "get", operation_id = "listRatingKeys")]
    async fn keys(&self, Data(app): Data<&Arc<App>>, id: Path<Uuid>) -> ApiResult<Json<RatingKeyList>> {
        let db = app.db.reader();
        let round = store::round(db, id.0).await?.ok_or_else(ApiError::not_found)?;
        let key_list = round.key_list.ok_or_else(ApiError::not_found)?;
        let key = |key: store::NumberedKey| RatingKey {
            official: key.number,
            n: BASE64URL_NOPAD.encode(&key.modulus),
        };
        let keys = store::numbered_keys(db, id.0).await?.into_iter().map(key).collect();
        Ok(Json(RatingKeyList { round: round.code, key_list, keys }))
    }

    /// The public count of a closed round
    ///
    /// `lianxin rating verify` checks it.
    #[oai(path = "/rating-rounds/:id/bundle", method = "get", operation_id = "getRatingBundle")]
    async fn bundle(&self, Data(app): Data<&Arc<App>>, id: Path<Uuid>) -> ApiResult<CountResponse> {
        Ok(CountResponse::Count(CountJson(stored(app, id.0).await?)))
    }

    /// One official's part of the public count
    ///
    /// The commitments of his ballots, each with its proof of inclusion, for whoever looks for a receipt.
    #[oai(path = "/rating-rounds/:id/receipts/:official", method = "get", operation_id = "listReceipts")]
    async fn receipts(
        &self,
        Data(app): Data<&Arc<App>>,
        id: Path<Uuid>,
        #[oai(validator(max_length = 40))] official: Path<String>,
    ) -> ApiResult<Json<RatingReceipts>> {
        let counted = counted(app, id.0).await?;
        let (bundle, tree) = (&counted.bundle, &counted.tree);
        let number = official.0.parse().map_err(|_| ApiError::not_found())?;
        let at = bundle.leaf_index(number).ok_or_else(ApiError::not_found)?;
        let count = bundle.officials.iter().find(|count| count.official == number);
        let count = count.ok_or_else(ApiError::not_found)?;
        let key = bundle.keys.iter().find(|key| key.official == number).map(|key| &key.n);
        let proof = |at| tree.proof(at).unwrap_or_default().iter().map(Digest::hex).collect();
        let receipts = (at + 1..).zip(&count.commitments).map(|(index, commitment)| RatingReceipt {
            receipt: domain::rating::receipt(commitment),
            commitment: commitment.hex(),
            index,
            proof: proof(index),
        });
        Ok(Json(RatingReceipts {
            leaf: count.leaf(key),
            index: at,
            proof: proof(at),
            receipts: receipts.collect(),
            checkpoint: bundle.checkpoint.clone(),
        }))
    }
}
