//! Ratings and what is made of them.

use super::Operation::*;
use super::Role::*;
use super::ScopeKind::*;
use super::{
    Grant, Row,
    after::{ASKING, CHECKING, OF_THE_UNIT, READING_UNITS},
    audience::{EVERYBODY, OFFICE, SLIPS},
};

/// Those who see what is said of units as a whole.
const READING_THEMES: &[Grant] =
    &[(LiaisonOffice, County), (Hr, County), (Inspector, County), (Auditor, County)];

/// Those whom a household tells that its phone has lost its ballot.
const REISSUING: &[Grant] = &[(LiaisonOffice, County), (HotlineClerk, County)];

/// Those who phone households that were drawn after a round. Nobody else sees which households they are.
const PHONING: &[Grant] = &[(Caller, County), (HotlineClerk, County)];
const READING_RECONTACTS: &[Grant] = &[
    (LiaisonOffice, County),
    (Caller, County),
    (HotlineClerk, County),
    (Hr, County),
    (Inspector, County),
    (Auditor, County),
];

pub(super) const ROWS: &[Row] = &[
    // rating
    (ListRounds, EVERYBODY),
    (GetUsualQuestionnaire, OFFICE),
    (ListSmsTemplates, &[(LiaisonOffice, County), (Administrator, County)]),
    (PutSmsTemplate, OFFICE),
    (ListRoundReminders, OFFICE),
    (SendRoundReminder, OFFICE),
    (CreateRound, OFFICE),
    (PrepareRound, OFFICE),
    (OpenRound, OFFICE),
    (PrintSlips, SLIPS),
    (MarkDrawn, SLIPS),
    (VoidSlips, SLIPS),
    (CreateSlipPack, SLIPS),
    (ListSlipPacks, SLIPS),
    (ListSlipFiles, SLIPS),
    (GetSlipFile, SLIPS),
    (DropSlipPack, SLIPS),
    (ListUndrawnSlips, SLIPS),
    (CloseRound, &[(LiaisonOffice, County), (Trustee, County)]),
    (ListReissues, REISSUING),
    (RequestReissue, REISSUING),
    (ConfirmReissue, REISSUING),
    (DropReissue, REISSUING),
    (GetDutyReport, &[(Official, OwnLinks), (LiaisonOffice, County), (Hr, County)]),
    (PutDutyReport, &[(Official, OwnLinks), (LiaisonOffice, County)]),
    (ListMissingReports, OFFICE),
    (RemindDutyReports, OFFICE),
    (GetRatingOpenings, &[(LiaisonOffice, County), (Auditor, County), (Trustee, County)]),
    (GetProgress, &[(LiaisonOffice, County), (SlipKeeper, County), (SlipKeeper, Round)]),
    (PrintInvitations, OFFICE),
    (RenewInvitation, OFFICE),
    (GetTurnout, OFFICE),
    (ListResults, &[(Official, OwnLinks), (LiaisonOffice, County), (Hr, County), (Auditor, County)]),
    (ListOfficialRatings, &[(Official, OwnLinks), (LiaisonOffice, County), (Hr, County), (Auditor, County)]),
    (ListCommentedOfficials, OFFICE),
    (GetRatingComments, OFFICE),
    (CheckRatingComment, OFFICE),
    (WriteRatingSummary, OFFICE),
    (ReleaseRatingSummary, OFFICE),
    (GetThemeRules, READING_THEMES),
    (PutThemeRules, OFFICE),
    (ListRatingThemes, READING_THEMES),
    (ListUnitRectifications, READING_UNITS),
    (GetUnitRectification, READING_UNITS),
    (AnswerUnitRectification, OF_THE_UNIT),
    (CheckUnitRectification, CHECKING),
    (EndUnitRectification, CHECKING),
    (ListCallBacks, ASKING),
    (GetCallBackPhone, ASKING),
    (RecordCallBack, ASKING),
    // recontact
    (GetRecontact, READING_RECONTACTS),
    (AnnounceRecontact, CHECKING),
    (ListRecontactHouseholds, PHONING),
    (GetRecontactPhone, PHONING),
    (RecordRecontact, PHONING),
    (CloseRecontact, CHECKING),
    (ListRecontactOfficials, READING_THEMES),
    (ProposeVoid, CHECKING),
    (ConfirmVoid, CHECKING),
    // assessment
    (ListScores, &[(UnitHead, Unit), (Hr, County)]),
    (GetScore, &[(Official, OwnLinks), (UnitHead, Unit), (Hr, County)]),
];
