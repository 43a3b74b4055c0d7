//! Operations on links.

use chrono::NaiveDate;
use domain::identity::Operation;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    departure, service,
    store::{self, LinkFilter, LinkKey},
    transfer,
    view::{Departure, DepartureForm, LinkPage, TransferForm},
};
use crate::{
    caller::Signed,
    error::ApiResult,
    http::{Tag, page},
    typed,
};

/// Who serves which household.
#[derive(Debug)]
pub struct LinkApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::Link")]
impl LinkApi {
    /// Links in scope, the newest first, also of past days
    #[oai(path = "/links", method = "get", operation_id = "listLinks")]
    #[allow(clippy::too_many_arguments, reason = "one argument is one query parameter")]
    async fn list(
        &self,
        Signed(caller): Signed,
        household_id: Query<Option<Uuid>>,
        official_id: Query<Option<Uuid>>,
        /// Those that held on this day.
        on: Query<Option<NaiveDate>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<LinkPage>> {
        let sight = caller.may(Operation::ListLinks)?;
        let filter = LinkFilter {
            household_id: household_id.0,
            official_id: official_id.0,
            on: on.0.map(|on| typed::day("on", on)).transpose()?,
        };
        let limit = page::limit(limit.0);
        let after: Option<LinkKey> = page::cursor(cursor.0.as_deref())?;
        let db = caller.app.db.reader();
        let mut rows = store::page(db, &sight, filter, after, limit + 1).await?;
        let next_cursor = page::next(&mut rows, limit, |row| (row.valid_from, row.id));
        Ok(Json(LinkPage { items: service::show(db, rows).await?, next_cursor }))
    }

    /// Give households to another official
    ///
    /// All of them or none. Nobody gets more than 35. Open requests of the households go with them.
    #[oai(path = "/links", method = "post", operation_id = "transferLinks")]
    async fn transfer(
        &self,
        Signed(caller): Signed,
        Json(form): Json<TransferForm>,
    ) -> ApiResult<Json<LinkPage>> {
        caller.may(Operation::TransferLinks)?;
        Ok(Json(transfer::transfer(&caller, form).await?))
    }

    /// Let an official leave
    ///
    /// In one transaction: all his households to one successor with room, or to nobody until the next assignment;
    /// open requests and pledges with them; his leaderships end and his accounts are locked.
    #[oai(path = "/officials/:id/departure", method = "post", operation_id = "departOfficial")]
    async fn depart(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<DepartureForm>,
    ) -> ApiResult<Json<Departure>> {
        caller.may(Operation::DepartOfficial)?;
        Ok(Json(departure::depart(&caller, id.0, form).await?))
    }
}
