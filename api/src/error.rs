//! The one error of the API: an RFC 9457 problem document in the caller's language.
//!
//! A code names two messages of the catalogue, `errors.CODE.title` and `errors.CODE.detail`; the detail says
//! what to do next.

use std::{borrow::Cow, fmt::Display};

use poem::{IntoResponse, Response, http::StatusCode};
use poem_openapi::{
    ApiResponse, Object,
    registry::{MetaMediaType, MetaResponse, MetaResponses, Registry},
    types::{ToJSON, Type},
};
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};

use crate::locale;

/// Media type of every error body under `/api`.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// A problem document (RFC 9457).
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Problem {
    /// A URI reference that names the kind of problem.
    #[oai(rename = "type")]
    pub kind: String,
    /// Short, in the caller's language.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened and what to do, in the caller's language.
    pub detail: String,
    /// Stable machine-readable code.
    pub code: String,
    /// What is wrong where, for input with several fields.
    pub errors: Option<Vec<FieldProblem>>,
}

/// One thing that is wrong in the input.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct FieldProblem {
    /// Name of the field.
    pub field: Option<String>,
    /// What is wrong, in the caller's language.
    pub message: String,
}

/// An error on its way to the caller.
#[derive(Debug)]
pub struct ApiError {
    pub status: StatusCode,
    pub code: &'static str,
    params: Vec<(Cow<'static, str>, String)>,
    fields: Vec<(String, &'static str)>,
    retry_after: Option<u64>,
    source: Option<anyhow::Error>,
}

/// What an operation answers: the good case or a problem.
pub type ApiResult<T> = Result<T, ApiError>;

impl ApiError {
    pub fn new(status: StatusCode, code: &'static str) -> Self {
        Self { status, code, params: Vec::new(), fields: Vec::new(), retry_after: None, source: None }
    }

    /// 400: not what it should be.
    pub fn bad(code: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code)
    }

    /// 401: nobody is signed in, or the session has ended.
    pub fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized")
    }

    /// 403: signed in, but not allowed this.
    pub fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden")
    }

    /// 404: not there, or not for this caller to know of.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found")
    }

    /// 409: the state of things does not allow it.
    pub fn conflict(code: &'static str) -> Self {
        Self::new(StatusCode::CONFLICT, code)
    }

    /// 422: understood, but wrong.
    pub fn invalid(code: &'static str) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code)
    }

    /// 422 with one field at fault; the message is `errors.field.KEY`.
    pub fn field(field: &str, key: &'static str) -> Self {
        Self::invalid("invalid_input").and_field(field, key)
    }

    /// 429: too often; try again after so many seconds.
    pub fn too_many(seconds: u64) -> Self {
        let mut error = Self::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited").with("seconds", seconds);
        error.retry_after = Some(seconds);
        error
    }

    /// 503: too much at once; try again after so many seconds.
    pub fn busy(seconds: u64) -> Self {
        let mut error = Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable");
        error.retry_after = Some(seconds);
        error
    }

    /// 500, logged with its cause and shown without it.
    pub fn internal(source: impl Into<anyhow::Error>) -> Self {
        let mut error = Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal");
        error.source = Some(source.into());
        error
    }

    /// Fills `{name}` in the messages.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Display) -> Self {
        self.params.push((Cow::Borrowed(name), format!("{value}")));
        self
    }

    /// What lies behind it, for the log.
    #[must_use]
    pub fn because(mut self, source: impl Into<anyhow::Error>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Logs what lies behind it.
    pub fn note(&self) {
        if let Some(source) = &self.source {
            tracing::error!(code = self.code, error = format!("{source:#}"), "request failed");
        }
    }

    /// Names one more field at fault.
    #[must_use]
    pub fn and_field(mut self, field: &str, key: &'static str) -> Self {
        self.fields.push((field.to_owned(), key));
        self
    }

    /// The document in the language of the request being served.
    pub fn problem(&self) -> Problem {
        let params: Vec<(&str, &str)> =
            self.params.iter().map(|(name, value)| (&**name, value.as_str())).collect();
        let fields: Vec<_> = self
            .fields
            .iter()
            .map(|(field, key)| FieldProblem {
                field: Some(field.clone()),
                message: locale::text(&format!("errors.field.{key}"), &[]),
            })
            .collect();
        Problem {
            kind: format!("/api/docs#problem-{}", self.code),
            title: locale::text(&format!("errors.{}.title", self.code), &params),
            status: self.status.as_u16(),
            detail: locale::text(&format!("errors.{}.detail", self.code), &params),
            code: self.code.to_owned(),
            errors: (!fields.is_empty()).then_some(fields),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        self.note();
        let mut response = Response::builder().status(self.status).content_type(PROBLEM_JSON);
        if let Some(seconds) = self.retry_after {
            response = response.header("retry-after", seconds);
        }
        response.body(self.problem().to_json_string())
    }
}

impl From<ApiError> for poem::Error {
    fn from(error: ApiError) -> Self {
        Self::from_response(error.into_response())
    }
}

/// An error on its way from one room to the other; what lies behind it stays where it happened.
#[derive(Debug, Deserialize, Serialize)]
pub struct Refusal {
    status: u16,
    code: String,
    params: Vec<(String, String)>,
    fields: Vec<(String, String)>,
    retry_after: Option<u64>,
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        let owned = |(field, key): (String, &str)| (field, key.to_owned());
        Self {
            status: error.status.as_u16(),
            code: error.code.to_owned(),
            params: error.params.into_iter().map(|(name, value)| (name.into_owned(), value)).collect(),
            fields: error.fields.into_iter().map(owned).collect(),
            retry_after: error.retry_after,
        }
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        let known = locale::word("errors.", &refusal.code, ".title");
        let (Some(code), Ok(status)) = (known, StatusCode::from_u16(refusal.status)) else {
            return Self::internal(anyhow::anyhow!("the other room refused: {refusal:?}"));
        };
        let keyed = |(field, key): (String, String)| Some((field, locale::word("errors.field.", &key, "")?));
        Self {
            status,
            code,
            params: refusal.params.into_iter().map(|(name, value)| (Cow::Owned(name), value)).collect(),
            fields: refusal.fields.into_iter().filter_map(keyed).collect(),
            retry_after: refusal.retry_after,
            source: None,
        }
    }
}

impl From<DbErr> for ApiError {
    fn from(error: DbErr) -> Self {
        let status = match &error {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => StatusCode::SERVICE_UNAVAILABLE,
            _ => return Self::internal(error),
        };
        let mut unavailable = Self { status, ..Self::busy(2) };
        unavailable.source = Some(error.into());
        unavailable
    }
}

impl From<anyhow::Error> for ApiError {
    fn from(error: anyhow::Error) -> Self {
        Self::internal(error)
    }
}

impl From<crate::keyring::Unsealable> for ApiError {
    fn from(error: crate::keyring::Unsealable) -> Self {
        Self::internal(error)
    }
}

/// Every status an operation may answer with a problem document.
const DOCUMENTED: [(u16, &str); 12] = [
    (400, "The request could not be read"),
    (401, "Nobody is signed in"),
    (403, "Not allowed"),
    (404, "Not there, or not for this caller"),
    (405, "This method is not offered here; Allow names those that are"),
    (409, "The state of things does not allow it"),
    (410, "This device was revoked; it has to erase what it keeps"),
    (413, "Too large"),
    (415, "Not a media type that is read here"),
    (422, "Understood, but wrong; errors names the fields"),
    (429, "Too often; Retry-After says when to try again"),
    (503, "Not now; try again"),
];

impl ApiResponse for ApiError {
    fn meta() -> MetaResponses {
        let responses = DOCUMENTED
            .into_iter()
            .map(|(status, description)| MetaResponse {
                description,
                status: Some(status),
                status_range: None,
                content: vec![MetaMediaType { content_type: PROBLEM_JSON, schema: Problem::schema_ref() }],
                headers: vec![],
            })
            .collect();
        MetaResponses { responses }
    }

    fn register(registry: &mut Registry) {
        Problem::register(registry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_the_same_in_the_other_room() {
        for error in [
            ApiError::conflict("too_many_slips").with("most", 7),
            ApiError::field("codes", "slip_code"),
            ApiError::busy(3),
        ] {
            let (problem, retry) = (error.problem(), error.retry_after);
            let text = serde_json::to_string(&Refusal::from(error)).unwrap();
            let arrived = ApiError::from(serde_json::from_str::<Refusal>(&text).unwrap());
            assert_eq!(arrived.problem().to_json_string(), problem.to_json_string());
            assert_eq!(arrived.retry_after, retry);
        }
    }
}
