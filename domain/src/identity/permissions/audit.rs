//! Audit meetings.

use super::Operation::*;
use super::Role::*;
use super::ScopeKind::*;
use super::{
    Grant, Row,
    audience::{AT_A_MEETING, HOSTING},
};

/// Those who hear people on stage and on the phone, and write down what they say.
const ON_AIR: &[Grant] = &[(AuditHost, County), (AuditHost, Meeting), (Caller, County), (Caller, Meeting)];
const TYPING: &[Grant] =
    &[(AuditHost, County), (AuditHost, Meeting), (SecondTypist, County), (SecondTypist, Meeting)];

const DIALLING: &[Grant] = &[(Caller, County), (Caller, Meeting)];

pub(super) const ROWS: &[Row] = &[
    (ListMeetings, AT_A_MEETING),
    (GetMeeting, AT_A_MEETING),
    (CreateMeeting, &[(AuditHost, County)]),
    (AnnounceMeeting, HOSTING),
    (OpenMeeting, HOSTING),
    (ReviseMeeting, HOSTING),
    (GetMeetingDraft, HOSTING),
    (GetRosterDiff, AT_A_MEETING),
    (GetMeetingSheet, AT_A_MEETING),
    (GetPhoneList, ON_AIR),
    (GetPhoneSheet, DIALLING),
    (ListCarried, AT_A_MEETING),
    (RecordCarried, ON_AIR),
    (TypeDice, TYPING),
    (ClearDice, TYPING),
    (LoseEnvelope, HOSTING),
    (RevealRound, HOSTING),
    (RecordOutcome, ON_AIR),
    (GetHeardFile, ON_AIR),
    // The number is for whoever dials it, and for nobody else at the table.
    (ShowPhone, DIALLING),
    (LogCall, ON_AIR),
    (RecordConsent, ON_AIR),
    (RecordAnswer, ON_AIR),
    (UndoTyping, ON_AIR),
    (CallByName, HOSTING),
    (RecordNamedOutcome, ON_AIR),
    (SetVenues, HOSTING),
    (PlaceRound, HOSTING),
    (CreatePanel, HOSTING),
    (OpenVote, HOSTING),
    (CloseVote, HOSTING),
    (CloseMeeting, HOSTING),
    // What leaves the county and comes back is the county's host's.
    (TakeMeetingAway, &[(AuditHost, County)]),
    (GetMeetingPack, &[(AuditHost, County)]),
    (TakeBackMeetingPack, &[(AuditHost, County)]),
    (GetMeetingRecord, HOSTING),
    (ImportMeetingRecord, &[(AuditHost, County)]),
];
