//! Operations on requests.

use chrono::Datelike;
use domain::{
    identity::Operation,
    request::{Level, State, Verb},
};
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    service,
    store::{self, RequestFilter, RequestKey},
    view::{
        Raised, RequestDetail, RequestForm, RequestLevel, RequestPage, RequestSort, RequestState, StepForm,
        TopicPage,
    },
};
use crate::{
    caller::{Caller, Signed},
    error::{ApiError, ApiResult},
    grid,
    http::{Tag, page},
    roster, typed,
};

/// Requests and their way to an answer.
#[derive(Debug)]
pub struct RequestApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::Request")]
impl RequestApi {
    /// Requests in scope
    #[oai(path = "/requests", method = "get", operation_id = "listRequests")]
    #[allow(clippy::too_many_arguments, reason = "one argument is one query parameter")]
    async fn list(
        &self,
        Signed(caller): Signed,
        state: Query<Option<RequestState>>,
        level: Query<Option<RequestLevel>>,
        /// Those of households that lie in this grid.
        grid_id: Query<Option<Uuid>>,
        official_id: Query<Option<Uuid>>,
        /// Those of a household and of the households it was made of.
        household_id: Query<Option<Uuid>>,
        topic_id: Query<Option<Uuid>>,
        /// Only those whose term has run out, or only the others.
        overdue: Query<Option<bool>>,
        /// The beginning of the number, or its last part.
        #[oai(validator(max_length = 32))]
        q: Query<Option<String>>,
        sort: Query<Option<RequestSort>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<RequestPage>> {
        let sight = caller.may(Operation::ListRequests)?;
        let db = caller.app.db.reader();
        let today = caller.app.clock.today();
        let filter = RequestFilter {
            state: state.0.map(|state| State::from(state).as_str()),
            level: level.0.map(|level| Level::from(level).as_str()),
            area: match grid_id.0 {
                Some(id) => Some(grid::service::area(db, id).await?.requests()),
                None => None,
            },
            official_id: official_id.0,
            household: match household_id.0 {
                Some(id) => Some(roster::service::history(db, id).await?.requests()),
                None => None,
            },
            topic_id: topic_id.0,
            overdue: overdue.0.map(|wanted| (wanted, today)),
            number: typed::optional("q", q.0.as_deref())?.map(|q| number(&q, today.year())),
        };
        let sort = sort.0.unwrap_or_default();
        let limit = page::limit(limit.0);
        let after: Option<RequestKey> = page::cursor(cursor.0.as_deref())?;
        let in_order = match &after {
            None => true,
            Some(RequestKey::Due(..)) => sort == RequestSort::Due,
            Some(RequestKey::Opened(..)) => sort == RequestSort::Opened,
        };
        if !in_order {
            return Err(ApiError::field("cursor", "format"));
        }
        let mut rows = store::page(db, &sight, filter, sort, after, limit + 1).await?;
        let next_cursor = page::next(&mut rows, limit, |row| match sort {
            RequestSort::Due => RequestKey::Due(row.due_on, row.id),
            RequestSort::Opened => RequestKey::Opened(row.opened_at, row.id),
        });
        Ok(Json(RequestPage { items: service::list(&caller, rows).await?, next_cursor }))
    }

    /// Record a request for a household
    ///
    /// The id is the client's; the same request sent again is recorded once.
    #[oai(path = "/requests/:id", method = "put", operation_id = "raiseRequest")]
    async fn raise(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<RequestForm>,
    ) -> ApiResult<Raised> {
        let sight = caller.may(Operation::RaiseRequest)?;
        service::raise(&caller, &sight, id.0, form).await
    }

    /// One request with its text, events and deadlines
    #[oai(path = "/requests/:id", method = "get", operation_id = "getRequest")]
    async fn get(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<RequestDetail>> {
        let sight = caller.may(Operation::GetRequest)?;
        Ok(Json(service::detail(&caller, &sight, id.0).await?))
    }

    /// Hand it one level up
    #[oai(path = "/requests/:id/escalate", method = "post", operation_id = "escalateRequest")]
    async fn escalate(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<StepForm>,
    ) -> ApiResult<Json<RequestDetail>> {
        act(&caller, Operation::EscalateRequest, Verb::Escalate, id, form).await
    }

    /// Say what was done
    #[oai(path = "/requests/:id/answer", method = "post", operation_id = "answerRequest")]
    async fn answer(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<StepForm>,
    ) -> ApiResult<Json<RequestDetail>> {
        act(&caller, Operation::AnswerRequest, Verb::Answer, id, form).await
    }

    /// Refuse it with grounds
    #[oai(path = "/requests/:id/decline", method = "post", operation_id = "declineRequest")]
    async fn decline(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<StepForm>,
    ) -> ApiResult<Json<RequestDetail>> {
        act(&caller, Operation::DeclineRequest, Verb::Decline, id, form).await
    }

    /// Record a call-back that nobody picked up
    ///
    /// The third one closes the request as unconfirmed.
    #[oai(path = "/requests/:id/no-answer", method = "post", operation_id = "noAnswerRequest")]
    async fn no_answer(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<StepForm>,
    ) -> ApiResult<Json<RequestDetail>> {
        act(&caller, Operation::NoAnswerRequest, Verb::NoAnswer, id, form).await
    }

    /// Record that the household takes it back
    #[oai(path = "/requests/:id/withdraw", method = "post", operation_id = "withdrawRequest")]
    async fn withdraw(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<StepForm>,
    ) -> ApiResult<Json<RequestDetail>> {
        act(&caller, Operation::WithdrawRequest, Verb::Withdraw, id, form).await
    }

    /// The topics of requests
    #[oai(path = "/topics", method = "get", operation_id = "listTopics")]
    async fn topics(&self, Signed(caller): Signed) -> ApiResult<Json<TopicPage>> {
        caller.may(Operation::ListTopics)?;
        let items = service::show_topics(caller.app.db.reader()).await?;
        Ok(Json(TopicPage { items, next_cursor: None }))
    }
}

async fn act(
    caller: &Caller,
    operation: Operation,
    verb: Verb,
    id: Path<Uuid>,
    form: StepForm,
) -> ApiResult<Json<RequestDetail>> {
    Ok(Json(service::act(caller, operation, verb, id.0, form).await?))
}

/// `123` means this year's number 123; anything else is the beginning of a number.
fn number(typed: &str, year: i32) -> String {
    match typed.parse::<u32>() {
        Ok(nth) if typed.len() <= 6 => format!("Q{year}-{nth:06}"),
        _ => typed.to_uppercase(),
    }
}
