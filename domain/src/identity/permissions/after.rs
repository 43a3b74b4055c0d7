//! What follows an audit meeting.

use super::Operation::*;
use super::Role::*;
use super::ScopeKind::*;
use super::{Row, audience::CALLING_BACK};
use crate::identity::{Role, ScopeKind};

/// Those who may follow what came of a meeting; an investigation is for fewer, and the rows say for whom.
const FOLLOWING_UP: &[(Role, ScopeKind)] = &[
    (Official, OwnLinks),
    (UnitHead, Unit),
    (AuditHost, County),
    (AuditHost, Meeting),
    (Caller, County),
    (Caller, Meeting),
    (HotlineClerk, County),
    (LiaisonOffice, County),
    (Hr, County),
    (Inspector, County),
    (Discipline, County),
    (Investigator, County),
    (Auditor, County),
];

/// Those who were drawn into a group; whether one was, the rows say.
const INVESTIGATING: &[(Role, ScopeKind)] = &[(Investigator, County), (Discipline, County)];

/// Those who type the dice of a draw at a desk; two different people always.
const TYPING: &[(Role, ScopeKind)] = &[
    (AuditHost, County),
    (SecondTypist, County),
    (Notary, County),
    (LiaisonOffice, County),
    (Inspector, County),
    (Discipline, County),
];

pub(super) const ROWS: &[Row] = &[
    // desk_draw
    (TypeDeskDraw, TYPING),
    (RevealDeskDraw, TYPING),
    // follow_up
    (ListFollowUps, FOLLOWING_UP),
    (GetFollowUp, FOLLOWING_UP),
    (OpenFollowUp, &[(AuditHost, County), (AuditHost, Meeting), (Inspector, County), (Discipline, County)]),
    (SayRectified, &[(Official, OwnLinks)]),
    (RecordHouseholdWord, CALLING_BACK),
    (EndFollowUp, &[(LiaisonOffice, County), (Inspector, County)]),
    (AnnounceGroup, &[(Discipline, County)]),
    (AddEvidence, INVESTIGATING),
    (AddEvidencePhoto, INVESTIGATING),
    (
        GetEvidencePhoto,
        &[(Investigator, County), (Discipline, County), (Inspector, County), (Auditor, County)],
    ),
    (RecordFinding, INVESTIGATING),
    (PublishFinding, &[(Discipline, County)]),
];
