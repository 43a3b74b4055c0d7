//! The two ways into the ballot box: a phone's signed ballot and a slip.

use domain::rating;
use poem::web::Data;
use poem_openapi::{Enum, Object, OpenApi, payload::Json};
use uuid::Uuid;

use super::{
    BallotBox,
    service::{self, Proof, Said},
};
use crate::{error::ApiResult, http::Tag};

/// The ballot box.
#[derive(Debug)]
pub struct BallotBoxApi;

/// What a household says of its official, the best first.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[oai(rename_all = "snake_case")]
pub enum RatingLevel {
    VerySatisfied,
    Satisfied,
    Fair,
    Dissatisfied,
    VeryDissatisfied,
}

impl From<RatingLevel> for rating::Level {
    fn from(level: RatingLevel) -> Self {
        match level {
            RatingLevel::VerySatisfied => Self::VerySatisfied,
            RatingLevel::Satisfied => Self::Satisfied,
            RatingLevel::Fair => Self::Fair,
            RatingLevel::Dissatisfied => Self::Dissatisfied,
            RatingLevel::VeryDissatisfied => Self::VeryDissatisfied,
        }
    }
}

impl From<rating::Level> for RatingLevel {
    fn from(level: rating::Level) -> Self {
        match level {
            rating::Level::VerySatisfied => Self::VerySatisfied,
            rating::Level::Satisfied => Self::Satisfied,
            rating::Level::Fair => Self::Fair,
            rating::Level::Dissatisfied => Self::Dissatisfied,
            rating::Level::VeryDissatisfied => Self::VeryDissatisfied,
        }
    }
}

/// A slip's code and what the household says.
#[derive(Clone, Debug, Object)]
pub struct SlipForm {
    #[oai(validator(max_length = 64))]
    pub code: String,
    pub level: RatingLevel,
    /// Words of the round's questionnaire.
    #[oai(default, validator(max_items = 8))]
    pub reasons: Vec<String>,
    #[oai(default, validator(max_length = 1000))]
    pub comment: String,
}

/// A phone's ballot. It says nothing of the household; the signature says that it was issued.
#[derive(Clone, Debug, Object)]
pub struct BlindBallotForm {
    pub round: Uuid,
    /// The official's number.
    #[oai(validator(max_length = 40))]
    pub official: String,
    pub level: RatingLevel,
    /// Words of the round's questionnaire.
    #[oai(default, validator(max_items = 8))]
    pub reasons: Vec<String>,
    #[oai(default, validator(max_length = 1000))]
    pub comment: String,
    /// Thirty-two random bytes in hex.
    #[oai(validator(max_length = 64))]
    pub salt: String,
    /// Thirty-two random bytes in hex, of the prepared message.
    #[oai(validator(max_length = 64))]
    pub prefix: String,
    /// Thirty-two random bytes in hex, of the prepared message. The same nonce again is the same household that has
    /// changed its mind.
    #[oai(validator(max_length = 64))]
    pub nonce: String,
    /// RFC 9474, unblinded, in base64url.
    #[oai(validator(max_length = 400))]
    pub signature: String,
}

/// The ballot is in the box.
#[derive(Clone, Debug, Object)]
pub struct BallotReceipt {
    /// SHA-256 of the salt and the ballot's text, in hex; it will stand in the public count.
    pub commitment: String,
    /// Its beginning, to be copied by hand.
    pub receipt: String,
}

/// The ballot is in the box.
#[derive(Clone, Debug, Object)]
pub struct Receipt {
    /// The beginning of the ballot's commitment; says nothing of the level.
    pub receipt: String,
}

#[OpenApi(prefix_path = "/api", tag = "Tag::BallotBox")]
impl BallotBoxApi {
    /// Cast a phone's ballot
    ///
    /// Knows no caller: cookies are taken off before this is reached. The last ballot of a nonce counts. Answered when
    /// the ballot is on disk; 503 when too many come at once.
    #[oai(path = "/ballot-box/ballots", method = "post", operation_id = "castBallot")]
    async fn cast_ballot(
        &self,
        Data(boxed): Data<&BallotBox>,
        Json(form): Json<BlindBallotForm>,
    ) -> ApiResult<Json<BallotReceipt>> {
        let said = Said { level: form.level.into(), reasons: form.reasons, comment: form.comment };
        let proof =
            Proof { salt: form.salt, prefix: form.prefix, nonce: form.nonce, signature: form.signature };
        let cast = service::cast(boxed, form.round, &form.official, &said, proof).await?;
        Ok(Json(BallotReceipt { commitment: cast.commitment, receipt: cast.receipt }))
    }

    /// Cast a slip
    ///
    /// Knows no caller: cookies are taken off before this is reached. A slip counts once.
    #[oai(path = "/ballot-box/slips", method = "post", operation_id = "castSlip")]
    async fn cast(
        &self,
        Data(boxed): Data<&BallotBox>,
        Json(form): Json<SlipForm>,
    ) -> ApiResult<Json<Receipt>> {
        let said = Said { level: form.level.into(), reasons: form.reasons, comment: form.comment };
        let receipt = service::cast_slip(boxed, &form.code, &said).await?;
        Ok(Json(Receipt { receipt }))
    }
}
