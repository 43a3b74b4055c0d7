//! Who may do what: one table, deny by default.
//!
//! An operation that is not in the table is denied to everybody. A row names a role and the kind of scope its grant
//! must carry; which grid, unit, round or meeting the grant names decides the rows that are seen or changed. The rows
//! stand in the files of this folder by the capabilities they open.

// The tables below are read as tables: bare words, no prefixes.
#![allow(clippy::enum_glob_use)]

mod after;
mod audience;
mod audit;
mod hall;
mod judgement;
mod office;
mod service;

pub use hall::is_in_a_hall;

use super::Operation::{self, *};
use super::{Role, ScopeKind};

type Grant = (Role, ScopeKind);
/// An operation and who may do it.
type Row = (Operation, &'static [Grant]);

/// Operations without a session: signing in, the public side of a draw, the judges' ballots and the ballot
/// box, which know no caller.
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
    GetRosterPart,
    GetAnnouncement,
    GetBundle,
    GetSigningKey,
    GetPanelBallot,
    SignPanelBallot,
    CastPanelBallot,
    GetDeskDraw,
    GetDeskBundle,
    ListPublicFollowUps,
    GetFairness,
    ListRatingKeys,
    GetRatingBundle,
    ListReceipts,
    GetPublicRecontact,
    CastBallot,
    CastSlip,
];

/// The table.
const TABLE: &[&[Row]] = &[office::ROWS, service::ROWS, audit::ROWS, after::ROWS, judgement::ROWS];

fn rows() -> impl Iterator<Item = &'static Row> {
    TABLE.iter().copied().flatten()
}

/// The rows of one operation: which role may do it with which kind of scope. Empty: nobody.
pub fn grants(operation: Operation) -> &'static [(Role, ScopeKind)] {
    rows().find(|(listed, _)| *listed == operation).map_or(&[], |(_, grants)| grants)
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
    use super::Role::*;
    use super::ScopeKind::*;
    use super::{audience::EVERYBODY, *};

    #[test]
    fn every_operation_is_either_public_or_in_the_table_once() {
        for operation in Operation::ALL {
            let rows = rows().filter(|(listed, _)| listed == operation).count();
            let public = usize::from(is_public(*operation));
            assert_eq!(rows + public, 1, "{operation} stands {rows} times in the table, public {public}");
        }
    }

    #[test]
    fn no_row_names_the_same_grant_twice_or_a_scope_foreign_to_the_role() {
        for (operation, grants) in rows() {
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
