//! Operations on units, officials and households.

use domain::identity::Operation;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    lineage::{
        closing, merging, moving, splitting,
        view::{HouseholdCloseForm, HouseholdMergeForm, HouseholdMoveForm, HouseholdSplitForm},
    },
    look, post, service,
    store::{self, HouseholdFilter, HouseholdKey, OfficialFilter},
    view::{
        HouseholdDetail, HouseholdPage, HouseholdSort, Official, OfficialPage, PostForm, Unit, UnitPage,
        UnmaskForm, UnmaskedHousehold,
    },
};
use crate::{
    caller::{Caller, Sight, Signed},
    error::{ApiError, ApiResult},
    grid,
    http::{Tag, page},
    typed,
};

/// Units, officials, households.
#[derive(Debug)]
pub struct RosterApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::Roster")]
impl RosterApi {
    /// Units by code
    #[oai(path = "/units", method = "get", operation_id = "listUnits")]
    async fn units(
        &self,
        Signed(caller): Signed,
        /// Part of the name, its initials, or the code.
        #[oai(validator(max_length = 100))]
        q: Query<Option<String>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<UnitPage>> {
        caller.may(Operation::ListUnits)?;
        let limit = page::limit(limit.0);
        let search = typed::optional("q", q.0.as_deref())?;
        let after: Option<String> = page::cursor(cursor.0.as_deref())?;
        let db = caller.app.db.reader();
        let mut rows = store::units(db, search.as_deref(), after.as_deref(), limit + 1).await?;
        let next_cursor = page::next(&mut rows, limit, |row| row.code.clone());
        Ok(Json(UnitPage { items: service::show_units(db, rows).await?, next_cursor }))
    }

    /// One unit
    #[oai(path = "/units/:id", method = "get", operation_id = "getUnit")]
    async fn unit(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<Unit>> {
        caller.may(Operation::GetUnit)?;
        let db = caller.app.db.reader();
        let row = store::unit(db, id.0).await?.ok_or_else(ApiError::not_found)?;
        let unit = service::show_units(db, vec![row]).await?.pop();
        unit.map(Json).ok_or_else(ApiError::not_found)
    }

    /// Officials in scope, by number
    #[oai(path = "/officials", method = "get", operation_id = "listOfficials")]
    #[allow(clippy::too_many_arguments, reason = "one argument is one query parameter")]
    async fn officials(
        &self,
        Signed(caller): Signed,
        /// Part of the name, the beginning of its initials, or the number.
        #[oai(validator(max_length = 100))]
        q: Query<Option<String>>,
        unit_id: Query<Option<Uuid>>,
        /// Those who serve in this grid.
        grid_id: Query<Option<Uuid>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<OfficialPage>> {
        let sight = caller.may(Operation::ListOfficials)?;
        let limit = page::limit(limit.0);
        let after: Option<String> = page::cursor(cursor.0.as_deref())?;
        let db = caller.app.db.reader();
        let filter = OfficialFilter {
            search: typed::optional("q", q.0.as_deref())?,
            unit_id: unit_id.0,
            area: match grid_id.0 {
                Some(id) => Some(grid::service::area(db, id).await?.officials()),
                None => None,
            },
        };
        let mut rows = store::officials(db, &sight, filter, after.as_deref(), limit + 1).await?;
        let next_cursor = page::next(&mut rows, limit, |row| row.number.clone());
        let items = service::show_officials(db, &caller.app, rows).await?;
        Ok(Json(OfficialPage { items, next_cursor }))
    }

    /// One official
    #[oai(path = "/officials/:id", method = "get", operation_id = "getOfficial")]
    async fn official(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<Official>> {
        let sight = caller.may(Operation::GetOfficial)?;
        let db = caller.app.db.reader();
        let row = store::official(db, &sight, id.0).await?.ok_or_else(ApiError::not_found)?;
        let official = service::show_officials(db, &caller.app, vec![row]).await?.pop();
        official.map(Json).ok_or_else(ApiError::not_found)
    }

    /// Households in scope
    #[oai(path = "/households", method = "get", operation_id = "listHouseholds")]
    #[allow(clippy::too_many_arguments, reason = "one argument is one query parameter")]
    async fn households(
        &self,
        Signed(caller): Signed,
        /// Those now linked to this official.
        official_id: Query<Option<Uuid>>,
        /// Those that lie in this grid.
        grid_id: Query<Option<Uuid>>,
        /// A whole phone number, or the beginning of the code, the name or its initials.
        #[oai(validator(max_length = 100))]
        q: Query<Option<String>>,
        sort: Query<Option<HouseholdSort>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<HouseholdPage>> {
        let sight = caller.may(Operation::ListHouseholds)?;
        let db = caller.app.db.reader();
        let search = typed::optional("q", q.0.as_deref())?;
        let filter = HouseholdFilter {
            official_id: official_id.0,
            area: match grid_id.0 {
                Some(id) => Some(grid::service::area(db, id).await?.households()),
                None => None,
            },
            search: search
                .map(|search| service::household_search(&caller.app, caller.app.db.backend(), &search)),
        };
        let page =
            HouseholdPaging { sort: sort.0.unwrap_or_default(), limit: limit.0, cursor: cursor.0.as_deref() };
        Ok(Json(household_page(&caller, &sight, filter, page).await?))
    }

    /// One household with its members
    ///
    /// A look at a household that is not the official's own is recorded in the journal.
    #[oai(path = "/households/:id", method = "get", operation_id = "getHousehold")]
    async fn household(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<HouseholdDetail>> {
        let sight = caller.may(Operation::GetHousehold)?;
        Ok(Json(look::detail(&caller, &sight, id.0).await?))
    }

    /// Show phone and identity numbers whole
    ///
    /// Recorded in the journal with the reason.
    #[oai(path = "/households/:id/unmask", method = "post", operation_id = "unmaskHousehold")]
    async fn unmask(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<UnmaskForm>,
    ) -> ApiResult<Json<UnmaskedHousehold>> {
        let sight = caller.may(Operation::UnmaskHousehold)?;
        Ok(Json(look::unmask(&caller, &sight, id.0, form).await?))
    }

    /// Give an official another unit, post or rank
    ///
    /// He keeps his households.
    #[oai(path = "/officials/:id/post", method = "post", operation_id = "changePost")]
    async fn change_post(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<PostForm>,
    ) -> ApiResult<Json<Official>> {
        caller.may(Operation::ChangePost)?;
        Ok(Json(post::change(&caller, id.0, form).await?))
    }

    /// Make two households one
    ///
    /// What happened in the one that ends stays there and is shown with the other; its household code opens nothing
    /// any more, its door tag leads to the other's official.
    #[oai(path = "/households/merge", method = "post", operation_id = "mergeHouseholds")]
    async fn merge_households(
        &self,
        Signed(caller): Signed,
        Json(form): Json<HouseholdMergeForm>,
    ) -> ApiResult<Json<HouseholdDetail>> {
        caller.may(Operation::MergeHouseholds)?;
        Ok(Json(merging::merge(&caller, form).await?))
    }

    /// Move a household to another place in the county
    ///
    /// It keeps its code, its codes on paper and its official.
    #[oai(path = "/households/:id/move", method = "post", operation_id = "moveHousehold")]
    async fn move_household(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<HouseholdMoveForm>,
    ) -> ApiResult<Json<HouseholdDetail>> {
        caller.may(Operation::MoveHousehold)?;
        Ok(Json(moving::relocate(&caller, id.0, form).await?))
    }

    /// Make some members a household of their own
    ///
    /// Answers the new household. Its official is that of the other, if he has room.
    #[oai(path = "/households/:id/split", method = "post", operation_id = "splitHousehold")]
    async fn split_household(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<HouseholdSplitForm>,
    ) -> ApiResult<Json<HouseholdDetail>> {
        caller.may(Operation::SplitHousehold)?;
        Ok(Json(splitting::split(&caller, id.0, form).await?))
    }

    /// End a household that left the county or died out
    #[oai(path = "/households/:id/close", method = "post", operation_id = "closeHousehold")]
    async fn close_household(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        Json(form): Json<HouseholdCloseForm>,
    ) -> ApiResult<Json<HouseholdDetail>> {
        caller.may(Operation::CloseHousehold)?;
        Ok(Json(closing::close(&caller, id.0, form).await?))
    }
}

/// Which page of households, in which order.
#[derive(Debug)]
pub struct HouseholdPaging<'a> {
    pub sort: HouseholdSort,
    pub limit: Option<u32>,
    pub cursor: Option<&'a str>,
}

async fn household_page(
    caller: &Caller,
    sight: &Sight,
    filter: HouseholdFilter,
    paging: HouseholdPaging<'_>,
) -> ApiResult<HouseholdPage> {
    let limit = page::limit(paging.limit);
    let after: Option<HouseholdKey> = page::cursor(paging.cursor)?;
    let in_order = match &after {
        None => true,
        Some(HouseholdKey::Code(_)) => paging.sort == HouseholdSort::Code,
        Some(HouseholdKey::Due(..)) => paging.sort == HouseholdSort::Due,
    };
    if !in_order {
        return Err(ApiError::field("cursor", "format"));
    }
    let db = caller.app.db.reader();
    let mut rows = store::households(db, sight, filter, paging.sort, after, limit + 1).await?;
    let next_cursor = page::next(&mut rows, limit, |row| match paging.sort {
        HouseholdSort::Code => HouseholdKey::Code(row.code.clone()),
        HouseholdSort::Due => HouseholdKey::Due(row.last_visit_on, row.id),
    });
    Ok(HouseholdPage { items: service::show_households(db, &caller.app, rows).await?, next_cursor })
}

/// The households of an official in the order in which they need him.
pub async fn due_page(
    caller: &Caller,
    sight: &Sight,
    official_id: Uuid,
    limit: Option<u32>,
    cursor: Option<&str>,
) -> ApiResult<HouseholdPage> {
    let filter = HouseholdFilter { official_id: Some(official_id), ..HouseholdFilter::default() };
    household_page(caller, sight, filter, HouseholdPaging { sort: HouseholdSort::Due, limit, cursor }).await
}
