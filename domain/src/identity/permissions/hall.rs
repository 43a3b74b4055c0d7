//! What a machine in a hall without internet does: sign people in and hold its one meeting.

use super::Operation::{self, *};

/// Everything it serves. Passwords are not changed there: nothing of an account comes back.
const IN_A_HALL: &[Operation] = &[
    SignIn,
    SignOut,
    GetMe,
    ListMeetings,
    GetMeeting,
    GetRosterDiff,
    GetMeetingSheet,
    ListCarried,
    RecordCarried,
    OpenMeeting,
    TypeDice,
    ClearDice,
    LoseEnvelope,
    RevealRound,
    RecordOutcome,
    GetHeardFile,
    GetPhoneList,
    GetPhoneSheet,
    ShowPhone,
    LogCall,
    RecordConsent,
    RecordAnswer,
    UndoTyping,
    CallByName,
    RecordNamedOutcome,
    SetVenues,
    PlaceRound,
    CreatePanel,
    OpenVote,
    CloseVote,
    CloseMeeting,
    GetMeetingRecord,
    ListPublicMeetings,
    GetPublicMeeting,
    MeetingEvents,
    GetRoster,
    GetRosterPart,
    GetAnnouncement,
    GetBundle,
    GetPanelBallot,
    SignPanelBallot,
    CastPanelBallot,
    ListFollowUps,
    GetFollowUp,
    OpenFollowUp,
];

/// Whether the machine of a hall serves an operation.
pub fn is_in_a_hall(operation: Operation) -> bool {
    IN_A_HALL.contains(&operation)
}
