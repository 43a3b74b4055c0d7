//! Proposals for the work: idempotent by the client's id, for good.

use domain::campaign::State;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    service::{state, visible},
    store::{self, ProposalKey},
    view::{CampaignProposal, CampaignProposalPage, ProposalForm, Proposed},
};
use crate::{
    app::App,
    caller::{Caller, Sight},
    error::{ApiError, ApiResult},
    http::page,
    roster, typed,
};
use entity::campaign_proposal;

pub const SEALED_PROPOSAL: &str = "campaign_proposal.text";

/// An official brings in a proposal.
pub async fn submit(
    caller: &Caller,
    sight: &Sight,
    campaign_id: Uuid,
    id: Uuid,
    form: ProposalForm,
) -> ApiResult<Proposed> {
    let app = &caller.app;
    let official_id = sight.own_links().ok_or_else(ApiError::forbidden)?;
    let text = typed::required("text", &form.text)?;
    let tx = app.db.begin().await?;
    let campaign = visible(&tx, sight, campaign_id).await?;
    let same = async |there: campaign_proposal::Model| -> ApiResult<Proposed> {
        let fits = there.campaign_id == campaign_id
            && there.official_id == official_id
            && app.keyring.open(SEALED_PROPOSAL, &there.text)? == text;
        if !fits {
            return Err(ApiError::conflict("proposal_id_used"));
        }
        Ok(Proposed::Same(poem_openapi::payload::Json(one(&tx, app, there).await?)))
    };
    if let Some(there) = store::proposal(&tx, id).await? {
        return same(there).await;
    }
    if state(&campaign)? != State::Running {
        return Err(ApiError::conflict("campaign_state"));
    }
    let row = campaign_proposal::Model {
        id,
        campaign_id,
        official_id,
        text: app.keyring.seal(SEALED_PROPOSAL, &text),
        submitted_at: app.clock.now(),
    };
    if !store::propose(&tx, &row).await? {
        // Another transaction was quicker and has committed meanwhile.
        let there = store::proposal(&tx, id).await?;
        return same(there.ok_or_else(|| ApiError::conflict("proposal_id_used"))?).await;
    }
    let shown = one(&tx, app, row).await?;
    tx.commit().await?;
    Ok(Proposed::Created(poem_openapi::payload::Json(shown)))
}

/// Proposals of officials in sight, the newest first.
pub async fn list(
    caller: &Caller,
    sight: &Sight,
    campaign_id: Uuid,
    official_id: Option<Uuid>,
    limit: Option<u32>,
    cursor: Option<&str>,
) -> ApiResult<CampaignProposalPage> {
    let db = caller.app.db.reader();
    visible(db, sight, campaign_id).await?;
    let limit = page::limit(limit);
    let after: Option<ProposalKey> = page::cursor(cursor)?;
    let mut rows = store::proposals(db, sight, campaign_id, official_id, after, limit + 1).await?;
    let next_cursor = page::next(&mut rows, limit, |row| (row.submitted_at, row.id));
    Ok(CampaignProposalPage { items: show(db, &caller.app, rows).await?, next_cursor })
}

async fn show(
    db: &impl ConnectionTrait,
    app: &App,
    rows: Vec<campaign_proposal::Model>,
) -> ApiResult<Vec<CampaignProposal>> {
    let officials = rows.iter().map(|row| row.official_id).collect();
    let officials = roster::service::official_refs(db, officials).await?;
    let mut proposals = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(official) = officials.get(&row.official_id) else { continue };
        proposals.push(CampaignProposal {
            id: row.id,
            campaign_id: row.campaign_id,
            official: official.clone(),
            text: app.keyring.open(SEALED_PROPOSAL, &row.text)?,
            submitted_at: row.submitted_at,
        });
    }
    Ok(proposals)
}

async fn one(
    db: &impl ConnectionTrait,
    app: &App,
    row: campaign_proposal::Model,
) -> ApiResult<CampaignProposal> {
    show(db, app, vec![row]).await?.pop().ok_or_else(ApiError::not_found)
}
