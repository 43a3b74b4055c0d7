//! Sets of grants that many rows of the table share, each named by what its people do.

use super::Grant;
use super::Role::*;
use super::ScopeKind::*;

/// Everybody with an account, each with the scope his role naturally carries.
pub(super) const EVERYBODY: &[Grant] = &[
    (Official, OwnLinks),
    (GridLeader, Subtree),
    (UnitHead, Unit),
    (UnitClerk, Unit),
    (LiaisonOffice, County),
    (HotlineClerk, County),
    (AuditHost, County),
    (AuditHost, Meeting),
    (SecondTypist, County),
    (SecondTypist, Meeting),
    (Caller, County),
    (Caller, Meeting),
    (Notary, County),
    (Notary, Meeting),
    (Hr, County),
    (Inspector, County),
    (PatrolInspector, County),
    (Discipline, County),
    (Investigator, County),
    (Auditor, County),
    (SlipKeeper, County),
    (SlipKeeper, Round),
    (Trustee, County),
    (Trustee, Round),
    (Administrator, County),
];

/// Those who serve a household or check how it is served. The administrator and HR are not among them.
pub(super) const SERVING: &[Grant] = &[
    (Official, OwnLinks),
    (GridLeader, Subtree),
    (LiaisonOffice, County),
    (HotlineClerk, County),
    (Inspector, County),
    (Auditor, County),
];

/// Those who may ask to see numbers whole.
pub(super) const UNMASKING: &[Grant] = &[
    (Official, OwnLinks),
    (GridLeader, Subtree),
    (LiaisonOffice, County),
    (HotlineClerk, County),
    (Inspector, County),
];

/// Those who serve, and the slip keeper, who ticks which households have drawn a slip.
pub(super) const LISTING_HOUSEHOLDS: &[Grant] = &[
    (Official, OwnLinks),
    (GridLeader, Subtree),
    (LiaisonOffice, County),
    (HotlineClerk, County),
    (Inspector, County),
    (Auditor, County),
    (SlipKeeper, County),
    (SlipKeeper, Round),
];

/// Those who follow the work, household texts aside.
pub(super) const FOLLOWING: &[Grant] = &[
    (Official, OwnLinks),
    (GridLeader, Subtree),
    (LiaisonOffice, County),
    (Hr, County),
    (Inspector, County),
    (Auditor, County),
];

/// Those who follow the work at each household, and read what officials propose.
pub(super) const LISTENING: &[Grant] = &[
    (Official, OwnLinks),
    (GridLeader, Subtree),
    (LiaisonOffice, County),
    (Inspector, County),
    (Auditor, County),
];

/// Those who know officials by name for their work.
pub(super) const KNOWING_OFFICIALS: &[Grant] = &[
    (Official, OwnLinks),
    (GridLeader, Subtree),
    (UnitHead, Unit),
    (UnitClerk, Unit),
    (LiaisonOffice, County),
    (HotlineClerk, County),
    (AuditHost, County),
    (Hr, County),
    (Inspector, County),
    (PatrolInspector, County),
    (Discipline, County),
    (Investigator, County),
    (Auditor, County),
    // Slips are printed for an official by name.
    (SlipKeeper, County),
    (SlipKeeper, Round),
    (Administrator, County),
];

/// Those who may own a request; the request table says in which state.
pub(super) const OWNING_REQUESTS: &[Grant] =
    &[(Official, OwnLinks), (GridLeader, Subtree), (Inspector, County)];

/// Those who phone households back and record what they say.
pub(super) const CALLING_BACK: &[Grant] =
    &[(Caller, County), (Caller, Meeting), (HotlineClerk, County), (LiaisonOffice, County)];

pub(super) const OFFICE: &[Grant] = &[(LiaisonOffice, County)];
/// Those who judge an assignment before it takes effect, and those who read how it came about.
pub(super) const JUDGING_ASSIGNMENTS: &[Grant] =
    &[(LiaisonOffice, County), (Hr, County), (Inspector, County), (Auditor, County)];
pub(super) const APPROVING_ASSIGNMENTS: &[Grant] = &[(LiaisonOffice, County), (Hr, County)];
pub(super) const ADMINISTRATION: &[Grant] = &[(Administrator, County)];
pub(super) const HOSTING: &[Grant] = &[(AuditHost, County), (AuditHost, Meeting)];
pub(super) const SLIPS: &[Grant] = &[(SlipKeeper, County), (SlipKeeper, Round)];

pub(super) const AT_A_MEETING: &[Grant] = &[
    (AuditHost, County),
    (AuditHost, Meeting),
    (SecondTypist, County),
    (SecondTypist, Meeting),
    (Caller, County),
    (Caller, Meeting),
    (Notary, County),
    (Notary, Meeting),
    (LiaisonOffice, County),
    (Hr, County),
    (Inspector, County),
    (Discipline, County),
    (Investigator, County),
    (Auditor, County),
];
