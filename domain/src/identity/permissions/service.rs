//! The work for households: visits, pledges, forms, campaigns, requests.

use super::Operation::*;
use super::Role::*;
use super::ScopeKind::*;
use super::{
    Row,
    audience::{CALLING_BACK, EVERYBODY, FOLLOWING, LISTENING, OFFICE, OWNING_REQUESTS, SERVING, UNMASKING},
};

pub(super) const ROWS: &[Row] = &[
    // visit
    (ListVisits, FOLLOWING),
    (LogVisit, &[(Official, OwnLinks)]),
    (ListDue, &[(Official, OwnLinks)]),
    (AddPhoto, &[(Official, OwnLinks)]),
    (
        GetPhoto,
        &[
            (Official, OwnLinks),
            (GridLeader, Subtree),
            (LiaisonOffice, County),
            (Inspector, County),
            (Auditor, County),
        ],
    ),
    (ListFlags, &[(Inspector, County), (Auditor, County)]),
    (GetFlag, &[(Inspector, County), (Auditor, County)]),
    (NoteFlag, &[(Inspector, County)]),
    // sync
    (Sync, &[(Official, OwnLinks)]),
    // pledge
    (ListPledges, SERVING),
    (MakePledge, &[(Official, OwnLinks)]),
    (KeepPledge, &[(Official, OwnLinks)]),
    (BreakPledge, &[(Official, OwnLinks)]),
    // condition
    (GetForm, SERVING),
    (EditForm, &[(Official, OwnLinks), (LiaisonOffice, County)]),
    (ResolveConflict, &[(Official, OwnLinks), (LiaisonOffice, County)]),
    (FormHistory, SERVING),
    (UnmaskForm, UNMASKING),
    // campaign
    (ListCampaigns, FOLLOWING),
    (CreateCampaign, OFFICE),
    (GetCampaign, FOLLOWING),
    (StartCampaign, OFFICE),
    (CloseCampaign, OFFICE),
    (ListCampaignProgress, FOLLOWING),
    (ListMissing, LISTENING),
    (RemindCampaign, OFFICE),
    (SubmitProposal, &[(Official, OwnLinks)]),
    (ListProposals, LISTENING),
    // request
    (
        ListRequests,
        &[
            (Official, OwnLinks),
            (GridLeader, Subtree),
            (LiaisonOffice, County),
            (HotlineClerk, County),
            (Caller, County),
            (Hr, County),
            (Inspector, County),
            (Auditor, County),
        ],
    ),
    (RaiseRequest, &[(Official, OwnLinks), (HotlineClerk, County)]),
    (
        GetRequest,
        &[
            (Official, OwnLinks),
            (GridLeader, Subtree),
            (LiaisonOffice, County),
            (HotlineClerk, County),
            (Caller, County),
            (Inspector, County),
            (Auditor, County),
        ],
    ),
    (
        EscalateRequest,
        // The county office reviews what was declined and may send it up.
        &[(Official, OwnLinks), (GridLeader, Subtree), (Inspector, County), (LiaisonOffice, County)],
    ),
    (AnswerRequest, OWNING_REQUESTS),
    (DeclineRequest, OWNING_REQUESTS),
    (NoAnswerRequest, CALLING_BACK),
    (WithdrawRequest, CALLING_BACK),
    (ListTopics, EVERYBODY),
];
