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

/// Those who read of a unit's work and what is said of it.
pub(super) const READING_UNITS: &[(Role, ScopeKind)] = &[
    (UnitHead, Unit),
    (UnitClerk, Unit),
    (LiaisonOffice, County),
    (HotlineClerk, County),
    (Caller, County),
    (Hr, County),
    (Inspector, County),
    (Auditor, County),
];
pub(super) const OF_THE_UNIT: &[(Role, ScopeKind)] = &[(UnitHead, Unit), (UnitClerk, Unit)];
/// Those who draw from what a unit registered: never the unit itself.
pub(super) const CHECKING: &[(Role, ScopeKind)] = &[(LiaisonOffice, County), (Inspector, County)];
/// Those who ask the households that were drawn.
pub(super) const ASKING: &[(Role, ScopeKind)] =
    &[(Caller, County), (HotlineClerk, County), (LiaisonOffice, County)];
const INSPECTING: &[(Role, ScopeKind)] = &[(Inspector, County), (PatrolInspector, County)];
const READING_INSPECTIONS: &[(Role, ScopeKind)] = &[
    (UnitHead, Unit),
    (UnitClerk, Unit),
    (LiaisonOffice, County),
    (Hr, County),
    (Inspector, County),
    (PatrolInspector, County),
    (Discipline, County),
    (Auditor, County),
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
    (ListGroupCandidates, &[(Discipline, County)]),
    (AnnounceGroup, &[(Discipline, County)]),
    (AddEvidence, INVESTIGATING),
    (AddEvidencePhoto, INVESTIGATING),
    (
        GetEvidencePhoto,
        &[(Investigator, County), (Discipline, County), (Inspector, County), (Auditor, County)],
    ),
    (RecordFinding, INVESTIGATING),
    (PublishFinding, &[(Discipline, County)]),
    // spot_check
    (ListSpotChecks, READING_UNITS),
    (GetSpotCheck, READING_UNITS),
    (RegisterSpotCheck, OF_THE_UNIT),
    (ImportServed, OF_THE_UNIT),
    (AnnounceSpotCheck, CHECKING),
    (ListSpotHouseholds, ASKING),
    (GetSpotPhone, ASKING),
    (RecordSpotAnswer, ASKING),
    (CloseSpotCheck, CHECKING),
    // inspection
    (ListInspections, READING_INSPECTIONS),
    (AnnounceInspection, CHECKING),
    (ReportInspection, INSPECTING),
    (AddInspectionPhoto, INSPECTING),
    (GetInspectionPhoto, READING_INSPECTIONS),
    (AnswerInspection, OF_THE_UNIT),
    (SettleInspection, CHECKING),
];
