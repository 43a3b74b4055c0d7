//! Who may do what: one table, deny by default.
//!
//! An operation that is not in the table is denied to everybody. A row names a role and the kind of scope its grant
//! must carry; which grid, unit, round or meeting the grant names decides the rows that are seen or changed.

// The table below is read as a table: bare words, no prefixes.
#![allow(clippy::enum_glob_use)]

use super::Operation::{self, *};
use super::Role::{self, *};
use super::ScopeKind::{self, County, Meeting, OwnLinks, Round, Subtree, Unit};

type Grant = (Role, ScopeKind);

/// Operations without a session: signing in, the public side of a draw, and the ballot box, which knows no caller.
const PUBLIC: &[Operation] = &[
    SignIn,
    ActivateAccount,
    RequestPasswordReset,
    ResetPassword,
    // A revoked phone has no session any more; its id is its secret.
    GetDeviceStanding,
    ConfirmWiped,
    ListPublicMeetings,
    GetPublicMeeting,
    MeetingEvents,
    GetRoster,
    GetAnnouncement,
    GetBundle,
    CastSlip,
];

/// Everybody with an account, each with the scope his role naturally carries.
const EVERYBODY: &[Grant] = &[
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
const SERVING: &[Grant] = &[
    (Official, OwnLinks),
    (GridLeader, Subtree),
    (LiaisonOffice, County),
    (HotlineClerk, County),
    (Inspector, County),
    (Auditor, County),
];

/// Those who may ask to see numbers whole.
const UNMASKING: &[Grant] = &[
    (Official, OwnLinks),
    (GridLeader, Subtree),
    (LiaisonOffice, County),
    (HotlineClerk, County),
    (Inspector, County),
];

/// Those who serve, and the slip keeper, who ticks which households have drawn a slip.
const LISTING_HOUSEHOLDS: &[Grant] = &[
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
const FOLLOWING: &[Grant] = &[
    (Official, OwnLinks),
    (GridLeader, Subtree),
    (LiaisonOffice, County),
    (Hr, County),
    (Inspector, County),
    (Auditor, County),
];

/// Those who follow the work at each household, and read what officials propose.
const LISTENING: &[Grant] = &[
    (Official, OwnLinks),
    (GridLeader, Subtree),
    (LiaisonOffice, County),
    (Inspector, County),
    (Auditor, County),
];

/// Those who know officials by name for their work.
const KNOWING_OFFICIALS: &[Grant] = &[
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
const OWNING_REQUESTS: &[Grant] = &[(Official, OwnLinks), (GridLeader, Subtree), (Inspector, County)];

/// Those who phone households back and record what they say.
const CALLING_BACK: &[Grant] =
    &[(Caller, County), (Caller, Meeting), (HotlineClerk, County), (LiaisonOffice, County)];

const OFFICE: &[Grant] = &[(LiaisonOffice, County)];
/// Those who judge an assignment before it takes effect, and those who read how it came about.
const JUDGING_ASSIGNMENTS: &[Grant] =
    &[(LiaisonOffice, County), (Hr, County), (Inspector, County), (Auditor, County)];
const APPROVING_ASSIGNMENTS: &[Grant] = &[(LiaisonOffice, County), (Hr, County)];
const ADMINISTRATION: &[Grant] = &[(Administrator, County)];
const HOSTING: &[Grant] = &[(AuditHost, County), (AuditHost, Meeting)];
const SLIPS: &[Grant] = &[(SlipKeeper, County), (SlipKeeper, Round)];

const AT_A_MEETING: &[Grant] = &[
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

/// The table.
const TABLE: &[(Operation, &[Grant])] = &[
    // identity
    (SignOut, EVERYBODY),
    (GetMe, EVERYBODY),
    (ChangePassword, EVERYBODY),
    (ListAccounts, ADMINISTRATION),
    (CreateAccount, ADMINISTRATION),
    (ReissueActivation, ADMINISTRATION),
    (RevokeSessions, ADMINISTRATION),
    (RegisterDevice, EVERYBODY),
    (ListDevices, EVERYBODY),
    (RevokeDevice, EVERYBODY),
    // grid
    (GetCounty, EVERYBODY),
    (ListGrids, EVERYBODY),
    (GetGrid, EVERYBODY),
    (MergeVillages, OFFICE),
    (RenameVillage, OFFICE),
    // roster
    (ListUnits, EVERYBODY),
    (GetUnit, EVERYBODY),
    (ListOfficials, KNOWING_OFFICIALS),
    (GetOfficial, KNOWING_OFFICIALS),
    (ListHouseholds, LISTING_HOUSEHOLDS),
    (GetHousehold, SERVING),
    (UnmaskHousehold, UNMASKING),
    (ChangePost, OFFICE),
    (MergeHouseholds, OFFICE),
    (MoveHousehold, OFFICE),
    (SplitHousehold, OFFICE),
    (CloseHousehold, OFFICE),
    // link
    (ListLinks, FOLLOWING),
    (TransferLinks, OFFICE),
    (DepartOfficial, OFFICE),
    (GetDoorTag, &[(Official, OwnLinks), (LiaisonOffice, County)]),
    (GetHouseholdCode, OFFICE),
    (ReissueHouseholdCode, OFFICE),
    (ListRecusals, JUDGING_ASSIGNMENTS),
    (AddRecusal, OFFICE),
    (LiftRecusal, OFFICE),
    (ListAssignments, JUDGING_ASSIGNMENTS),
    (CreateAssignment, OFFICE),
    (GetAssignment, JUDGING_ASSIGNMENTS),
    (ListMoves, JUDGING_ASSIGNMENTS),
    (ListOverflow, JUDGING_ASSIGNMENTS),
    (ListLoads, JUDGING_ASSIGNMENTS),
    (PlotAssignment, JUDGING_ASSIGNMENTS),
    (AdjustAssignment, OFFICE),
    (ApproveAssignment, APPROVING_ASSIGNMENTS),
    (WithdrawAssignment, APPROVING_ASSIGNMENTS),
    (ExplainLinks, FOLLOWING),
    (ListLeaders, FOLLOWING),
    (ProposeLeaders, JUDGING_ASSIGNMENTS),
    (SetLeader, OFFICE),
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
    // audit
    (ListMeetings, AT_A_MEETING),
    (GetMeeting, AT_A_MEETING),
    (CreateMeeting, &[(AuditHost, County)]),
    (AnnounceMeeting, HOSTING),
    (OpenMeeting, HOSTING),
    (
        LockRound,
        &[(AuditHost, County), (AuditHost, Meeting), (SecondTypist, County), (SecondTypist, Meeting)],
    ),
    (RevealRound, HOSTING),
    (RecordOutcome, &[(AuditHost, County), (AuditHost, Meeting), (Caller, County), (Caller, Meeting)]),
    (CloseMeeting, HOSTING),
    // rating
    (ListRounds, EVERYBODY),
    (CreateRound, OFFICE),
    (OpenRound, OFFICE),
    (PrintSlips, SLIPS),
    (MarkDrawn, SLIPS),
    (VoidSlips, SLIPS),
    (CloseRound, OFFICE),
    (GetProgress, &[(LiaisonOffice, County), (SlipKeeper, County), (SlipKeeper, Round)]),
    (ListResults, &[(Official, OwnLinks), (LiaisonOffice, County), (Hr, County), (Auditor, County)]),
    // assessment
    (ListScores, &[(UnitHead, Unit), (Hr, County)]),
    (GetScore, &[(Official, OwnLinks), (UnitHead, Unit), (Hr, County)]),
    // journal
    (ListJournal, &[(Auditor, County), (Administrator, County)]),
    // import
    (GetImportTemplate, OFFICE),
    (CreateImport, OFFICE),
    (ListImports, OFFICE),
    (GetImport, OFFICE),
    // pack
    (CreatePack, OFFICE),
    (ListPacks, OFFICE),
    (GetPack, OFFICE),
    (ListPackFiles, OFFICE),
    (GetPackFile, OFFICE),
    (CancelPack, OFFICE),
    (DeletePack, OFFICE),
];

/// The rows of one operation: which role may do it with which kind of scope. Empty: nobody.
pub fn grants(operation: Operation) -> &'static [(Role, ScopeKind)] {
    TABLE.iter().find(|(listed, _)| *listed == operation).map_or(&[], |(_, grants)| grants)
}

/// Whether an operation needs no session at all.
pub fn is_public(operation: Operation) -> bool {
    PUBLIC.contains(&operation)
}

/// Whether a grant of `role` with a scope of `kind` opens `operation`.
pub fn allows(operation: Operation, role: Role, kind: ScopeKind) -> bool {
    grants(operation).contains(&(role, kind))
}

/// The kinds of scope in which somebody with these roles may do `operation`, widest last, each once. Empty: denied.
pub fn scopes(operation: Operation, roles: &[Role]) -> Vec<ScopeKind> {
    let mut kinds: Vec<ScopeKind> =
        grants(operation).iter().filter(|(role, _)| roles.contains(role)).map(|(_, kind)| *kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_either_public_or_in_the_table_once() {
        for operation in Operation::ALL {
            let rows = TABLE.iter().filter(|(listed, _)| listed == operation).count();
            let public = usize::from(is_public(*operation));
            assert_eq!(rows + public, 1, "{operation} stands {rows} times in the table, public {public}");
        }
    }

    #[test]
    fn no_row_names_the_same_grant_twice_or_a_scope_foreign_to_the_role() {
        for (operation, grants) in TABLE {
            for (at, grant) in grants.iter().enumerate() {
                assert!(!grants[..at].contains(grant), "{operation} repeats {grant:?}");
                assert!(EVERYBODY.contains(grant), "{operation}: {grant:?} is nobody's scope");
            }
        }
    }

    #[test]
    fn nobody_without_a_role_may_do_anything_that_needs_one() {
        for operation in Operation::ALL {
            assert_eq!(scopes(*operation, &[]), []);
        }
    }

    #[test]
    fn the_administrator_sees_no_household_no_request_and_no_result() {
        for operation in [
            ListHouseholds,
            GetHousehold,
            UnmaskHousehold,
            ListVisits,
            ListRequests,
            GetRequest,
            GetHouseholdCode,
            ListResults,
            GetScore,
            PrintSlips,
            CloseRound,
        ] {
            assert_eq!(scopes(operation, &[Administrator]), [], "{operation}");
        }
    }

    #[test]
    fn whoever_keeps_the_slips_is_told_no_result() {
        assert_eq!(scopes(ListResults, &[SlipKeeper, Trustee]), []);
    }

    #[test]
    fn two_roles_give_both_scopes_and_the_widest_comes_last() {
        assert_eq!(scopes(ListRequests, &[LiaisonOffice, Official]), [OwnLinks, County]);
        assert_eq!(scopes(ListRequests, &[GridLeader]), [Subtree]);
    }
}
