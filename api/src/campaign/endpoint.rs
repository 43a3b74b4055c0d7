//! Operations on campaigns.

use domain::{campaign::State, identity::Operation};
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    proposal, remind, service,
    store::{self, CampaignKey},
    view::{
        Campaign, CampaignDetail, CampaignForm, CampaignMissingList, CampaignOfficialPage, CampaignPage,
        CampaignProposalPage, CampaignReminded, CampaignState, ProposalForm, Proposed,
    },
};
use crate::{
    caller::Signed,
    error::ApiResult,
    http::{Tag, page},
};

/// What every official does at every household of his within some weeks.
#[derive(Debug)]
pub struct CampaignApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::Campaign")]
impl CampaignApi {
    /// Campaigns, the newest first
    ///
    /// Drafts are shown to whoever prepares them.
    #[oai(path = "/campaigns", method = "get", operation_id = "listCampaigns")]
    async fn list(
        &self,
        Signed(caller): Signed,
        state: Query<Option<CampaignState>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<CampaignPage>> {
        let sight = caller.may(Operation::ListCampaigns)?;
        let db = caller.app.db.reader();
        let limit = page::limit(limit.0);
        let after: Option<CampaignKey> = page::cursor(cursor.0.as_deref())?;
        let (drafts, state) = (service::sees_drafts(&sight), state.0.map(State::from));
        let mut rows = store::page(db, drafts, state, after, limit + 1).await?;
        let next_cursor = page::next(&mut rows, limit, |row| (row.from_on, row.id));
        Ok(Json(CampaignPage { items: service::show(db, rows).await?, next_cursor }))
    }

    /// Prepare a campaign
    #[oai(path = "/campaigns", method = "post", operation_id = "createCampaign")]
    async fn create(
        &self,
        Signed(caller): Signed,
        Json(form): Json<CampaignForm>,
    ) -> ApiResult<Json<Campaign>> {
        caller.may(Operation::CreateCampaign)?;
        Ok(Json(service::create(&caller, form).await?))
    }

    /// One campaign and how far it is
    ///
    /// Counts visits whose claimed day lies in it and that the household does not deny, whenever the county got to
    /// know of them. Who serves a household is who did on its last day, or today.
    #[oai(path = "/campaigns/:id", method = "get", operation_id = "getCampaign")]
    async fn get(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        /// How far it is in this grid and in those right below.
        grid_id: Query<Option<Uuid>>,
    ) -> ApiResult<Json<CampaignDetail>> {
        let sight = caller.may(Operation::GetCampaign)?;
        Ok(Json(service::detail(&caller, &sight, id.0, grid_id.0).await?))
    }

    /// Start a draft
    #[oai(path = "/campaigns/:id/start", method = "post", operation_id = "startCampaign")]
    async fn start(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<Campaign>> {
        caller.may(Operation::StartCampaign)?;
        Ok(Json(service::start(&caller, id.0).await?))
    }

    /// Close a campaign
    ///
    /// Visits of its days that come in later still count.
    #[oai(path = "/campaigns/:id/close", method = "post", operation_id = "closeCampaign")]
    async fn close(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<Campaign>> {
        caller.may(Operation::CloseCampaign)?;
        Ok(Json(service::close(&caller, id.0).await?))
    }

    /// How far each official in scope is, those who are furthest behind first
    #[oai(path = "/campaigns/:id/officials", method = "get", operation_id = "listCampaignProgress")]
    async fn officials(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        /// Their households that lie in this grid.
        grid_id: Query<Option<Uuid>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<CampaignOfficialPage>> {
        let sight = caller.may(Operation::ListCampaignProgress)?;
        let page = service::officials(&caller, &sight, id.0, grid_id.0, limit.0, cursor.0.as_deref());
        Ok(Json(page.await?))
    }

    /// The households of an official where something is missing, by code
    #[oai(path = "/campaigns/:id/missing", method = "get", operation_id = "listMissing")]
    async fn missing(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        /// Oneself when left out.
        official_id: Query<Option<Uuid>>,
    ) -> ApiResult<Json<CampaignMissingList>> {
        let sight = caller.may(Operation::ListMissing)?;
        Ok(Json(service::missing(&caller, &sight, id.0, official_id.0).await?))
    }

    /// Remind those who are behind by mail
    ///
    /// Each of them once a day. The program reminds by itself a week and a day before the end.
    #[oai(path = "/campaigns/:id/reminders", method = "post", operation_id = "remindCampaign")]
    async fn remind(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<CampaignReminded>> {
        caller.may(Operation::RemindCampaign)?;
        Ok(Json(remind::remind(&caller, id.0).await?))
    }

    /// Bring in a proposal for the work
    ///
    /// The id is the client's; the same proposal sent again is brought in once.
    #[oai(path = "/campaigns/:id/proposals/:proposal_id", method = "put", operation_id = "submitProposal")]
    async fn propose(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        proposal_id: Path<Uuid>,
        Json(form): Json<ProposalForm>,
    ) -> ApiResult<Proposed> {
        let sight = caller.may(Operation::SubmitProposal)?;
        proposal::submit(&caller, &sight, id.0, proposal_id.0, form).await
    }

    /// Proposals of officials in scope, the newest first
    #[oai(path = "/campaigns/:id/proposals", method = "get", operation_id = "listProposals")]
    async fn proposals(
        &self,
        Signed(caller): Signed,
        id: Path<Uuid>,
        official_id: Query<Option<Uuid>>,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<CampaignProposalPage>> {
        let sight = caller.may(Operation::ListProposals)?;
        let page = proposal::list(&caller, &sight, id.0, official_id.0, limit.0, cursor.0.as_deref());
        Ok(Json(page.await?))
    }
}
