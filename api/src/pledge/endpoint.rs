//! Operations on pledges.

use domain::{
    identity::Operation,
    pledge::{State, Verb},
};
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    service,
    store::{self, PledgeFilter, PledgeKey},
    view::{BreakForm, Made, Pledge, PledgeForm, PledgePage, PledgeState},
};
use crate::{
    caller::Signed,
    error::ApiResult,
    http::{Tag, page},
};

/// What officials promise to households.
#[derive(Debug)]
pub struct PledgeApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::Pledge")]
impl PledgeApi {
    /// Pledges in scope, the newest first
    #[oai(path = "/pledges", method = "get", operation_id = "listPledges")]
    #[allow(clippy::too_many_arguments, reason = "one argument is one query parameter")]
    async fn list(
        &self,
        Signed(caller): Signed,
        household_id: Query<Option<Uuid>>,
        /// Those that this official has to keep.
        official_id: Query<Option<Uuid>>,
        state: Query<Option<PledgeState>>,
        /// Only those that are open past their day, or only the others.
        overdue: Query<Option<bool>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<PledgePage>> {
        let sight = caller.may(Operation::ListPledges)?;
        let (db, today) = (caller.app.db.reader(), caller.app.clock.today());
        let filter = PledgeFilter {
            household_id: household_id.0,
            official_id: official_id.0,
            state: state.0.map(State::from),
            overdue: overdue.0.map(|wanted| (wanted, today)),
        };
        let limit = page::limit(limit.0);
        let after: Option<PledgeKey> = page::cursor(cursor.0.as_deref())?;
        let mut rows = store::page(db, &sight, filter, after, limit + 1).await?;
        let next_cursor = page::next(&mut rows, limit, |row| (row.made_on, row.id));
        let of_somebody =
            filter.household_id.is_some() || filter.official_id.is_some() || sight.is_own_links_only();
        let figures = if of_somebody { Some(store::figures(db, &sight, filter, today).await?) } else { None };
        let items = service::show(db, &caller.app, rows).await?;
        Ok(Json(PledgePage { items, next_cursor, figures }))
    }

    /// Promise something to a household of one's own
    ///
    /// The id is the client's; the same pledge sent again, at once or years later, is made once.
    #[oai(path = "/pledges/:id", method = "put", operation_id = "makePledge")]
    async fn make(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<PledgeForm>,
    ) -> ApiResult<Made> {
        let sight = caller.may(Operation::MakePledge)?;
        service::make(&caller, &sight, id.0, form).await
    }

    /// Say that a pledge was kept
    ///
    /// It counts as kept when the household says so too. Saying it again changes nothing.
    #[oai(path = "/pledges/:id/kept", method = "post", operation_id = "keepPledge")]
    async fn keep(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<Pledge>> {
        let sight = caller.may(Operation::KeepPledge)?;
        Ok(Json(service::say(&caller, &sight, id.0, Verb::SayKept, None).await?))
    }

    /// Say that a pledge cannot be kept, and why
    #[oai(path = "/pledges/:id/broken", method = "post", operation_id = "breakPledge")]
    async fn give_up(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<BreakForm>,
    ) -> ApiResult<Json<Pledge>> {
        let sight = caller.may(Operation::BreakPledge)?;
        Ok(Json(service::say(&caller, &sight, id.0, Verb::Break, Some(&form.reason)).await?))
    }
}
