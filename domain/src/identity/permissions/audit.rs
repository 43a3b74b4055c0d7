//! Audit meetings.

use super::Operation::*;
use super::Role::*;
use super::ScopeKind::*;
use super::{
    Row,
    audience::{AT_A_MEETING, HOSTING},
};

pub(super) const ROWS: &[Row] = &[
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
];
