//! Every operation of the API by its operation id.

use crate::words::words;

words! {
    /// One operation of the API. Its word is the operation id in the served document.
    pub enum Operation {
        // identity
        /// Opens a session.
        SignIn = "signIn",
        /// Ends the session.
        SignOut = "signOut",
        /// Who am I and what may I do.
        GetMe = "getMe",
        /// Makes an account one's own with a printed code.
        ActivateAccount = "activateAccount",
        /// Asks for a mail with a reset link.
        RequestPasswordReset = "requestPasswordReset",
        /// Sets a password with the link's token.
        ResetPassword = "resetPassword",
        /// Changes one's own password.
        ChangePassword = "changePassword",
        /// Accounts and their roles.
        ListAccounts = "listAccounts",
        /// Creates an account and prints its code.
        CreateAccount = "createAccount",
        /// Prints a new activation code.
        ReissueActivation = "reissueActivation",
        /// Ends every session of an account.
        RevokeSessions = "revokeSessions",
        /// Makes a phone known under its own id.
        RegisterDevice = "registerDevice",
        /// The phones of an account.
        ListDevices = "listDevices",
        /// Revokes a lost phone; it is wiped at its next contact.
        RevokeDevice = "revokeDevice",
        /// Whether a phone is to wipe itself.
        GetDeviceStanding = "getDeviceStanding",
        /// A revoked phone says that it has wiped itself.
        ConfirmWiped = "confirmWiped",
        // grid
        /// The county's figures.
        GetCounty = "getCounty",
        /// Grids in scope.
        ListGrids = "listGrids",
        /// One grid with its place in the tree.
        GetGrid = "getGrid",
        /// Makes several villages one.
        MergeVillages = "mergeVillages",
        /// Gives a village another name or code.
        RenameVillage = "renameVillage",
        // roster
        /// Units.
        ListUnits = "listUnits",
        /// One unit.
        GetUnit = "getUnit",
        /// Officials in scope.
        ListOfficials = "listOfficials",
        /// One official.
        GetOfficial = "getOfficial",
        /// Puts an official's photo in the place of an earlier one.
        PutOfficialPhoto = "putOfficialPhoto",
        /// Drops it.
        DropOfficialPhoto = "dropOfficialPhoto",
        /// Puts the photos of an archive.
        PutOfficialPhotos = "putOfficialPhotos",
        /// Households in scope.
        ListHouseholds = "listHouseholds",
        /// One household with its members.
        GetHousehold = "getHousehold",
        /// Shows phone and ID numbers, journalled with a reason.
        UnmaskHousehold = "unmaskHousehold",
        /// An official's new unit, post or rank.
        ChangePost = "changePost",
        /// Makes two households one.
        MergeHouseholds = "mergeHouseholds",
        /// Another place in the county.
        MoveHousehold = "moveHousehold",
        /// Makes some members a household of their own.
        SplitHousehold = "splitHousehold",
        /// A household that left the county or died out.
        CloseHousehold = "closeHousehold",
        // link
        /// Links, also of a past day.
        ListLinks = "listLinks",
        /// Moves households to another official.
        TransferLinks = "transferLinks",
        /// An official leaves; a successor takes all his households, or nobody yet.
        DepartOfficial = "departOfficial",
        /// The tag at the door, as a picture.
        GetDoorTag = "getDoorTag",
        /// The sealed code of a household, journalled.
        GetHouseholdCode = "getHouseholdCode",
        /// Raises the code's version; the old one opens nothing.
        ReissueHouseholdCode = "reissueHouseholdCode",
        /// Who may not be linked to whom.
        ListRecusals = "listRecusals",
        /// Says that two may not be linked.
        AddRecusal = "addRecusal",
        /// Says that two may be linked again.
        LiftRecusal = "liftRecusal",
        /// Assignments and their states.
        ListAssignments = "listAssignments",
        /// Has a new assignment computed.
        CreateAssignment = "createAssignment",
        /// One assignment with its figures beside today's.
        GetAssignment = "getAssignment",
        /// Households that change hands in an assignment.
        ListMoves = "listMoves",
        /// Households for which an assignment found nobody.
        ListOverflow = "listOverflow",
        /// Officials and their loads before and after an assignment.
        ListLoads = "listLoads",
        /// A township before and after, as a drawing.
        PlotAssignment = "plotAssignment",
        /// Gives a household to somebody else by hand.
        AdjustAssignment = "adjustAssignment",
        /// Agrees to an assignment that somebody else proposed.
        ApproveAssignment = "approveAssignment",
        /// Takes an assignment back before its day.
        WithdrawAssignment = "withdrawAssignment",
        /// Why these households are this official's.
        ExplainLinks = "explainLinks",
        /// Who leads which grid.
        ListLeaders = "listLeaders",
        /// Who should lead each village.
        ProposeLeaders = "proposeLeaders",
        /// Gives a grid another leader.
        SetLeader = "setLeader",
        // visit
        /// Visits in scope.
        ListVisits = "listVisits",
        /// Logs a visit under a client-made id.
        LogVisit = "logVisit",
        /// My households that are due.
        ListDue = "listDue",
        /// Adds a photo to a visit under a client-made id.
        AddPhoto = "addPhoto",
        /// A photo of a visit.
        GetPhoto = "getPhoto",
        /// What was noticed about visits.
        ListFlags = "listFlags",
        /// One flag with its visits.
        GetFlag = "getFlag",
        /// What the inspector found.
        NoteFlag = "noteFlag",
        // sync
        /// One download of an official's work for his phone.
        Sync = "sync",
        // pledge
        /// Pledges in scope.
        ListPledges = "listPledges",
        /// Promises something to a household under a client-made id.
        MakePledge = "makePledge",
        /// Says that it was kept.
        KeepPledge = "keepPledge",
        /// Says that it cannot be kept, and why.
        BreakPledge = "breakPledge",
        // condition
        /// A household's condition form.
        GetForm = "getForm",
        /// Changes fields of it under a client-made id.
        EditForm = "editForm",
        /// Decides between two values of a field.
        ResolveConflict = "resolveConflict",
        /// Every value that a field of it had.
        FormHistory = "formHistory",
        /// Shows its phone and ID numbers, journalled with a reason.
        UnmaskForm = "unmaskForm",
        // campaign
        /// Campaigns.
        ListCampaigns = "listCampaigns",
        /// Prepares a campaign.
        CreateCampaign = "createCampaign",
        /// One campaign and how far it is.
        GetCampaign = "getCampaign",
        /// Starts it.
        StartCampaign = "startCampaign",
        /// Closes it.
        CloseCampaign = "closeCampaign",
        /// How far each official is.
        ListCampaignProgress = "listCampaignProgress",
        /// Households of an official where something is missing.
        ListMissing = "listMissing",
        /// Mails those who are behind.
        RemindCampaign = "remindCampaign",
        /// Brings in a proposal for the work.
        SubmitProposal = "submitProposal",
        /// Proposals of officials in scope.
        ListProposals = "listProposals",
        // request
        /// Requests in scope.
        ListRequests = "listRequests",
        /// Records a request for a household.
        RaiseRequest = "raiseRequest",
        /// One request with its events.
        GetRequest = "getRequest",
        /// Up one level.
        EscalateRequest = "escalateRequest",
        /// Answers it.
        AnswerRequest = "answerRequest",
        /// Declines it with grounds.
        DeclineRequest = "declineRequest",
        /// A call-back nobody picked up.
        NoAnswerRequest = "noAnswerRequest",
        /// Records that the household takes it back.
        WithdrawRequest = "withdrawRequest",
        /// The topics of requests.
        ListTopics = "listTopics",
        // audit
        /// Audit meetings.
        ListMeetings = "listMeetings",
        /// Prepares a meeting and freezes its roster.
        CreateMeeting = "createMeeting",
        /// One meeting as its host sees it.
        GetMeeting = "getMeeting",
        /// Publishes the announcement.
        AnnounceMeeting = "announceMeeting",
        /// Records the public values.
        OpenMeeting = "openMeeting",
        /// Prepares a draft again, with today's rosters.
        ReviseMeeting = "reviseMeeting",
        /// A draft as it was typed, with its lists and recusals.
        GetMeetingDraft = "getMeetingDraft",
        /// The frozen roster beside the last meeting's.
        GetRosterDiff = "getRosterDiff",
        /// The sheet that the notary signs.
        GetMeetingSheet = "getMeetingSheet",
        /// Who on the rosters cannot be phoned.
        GetPhoneList = "getPhoneList",
        /// The officials' numbers, for the caller, journalled.
        GetPhoneSheet = "getPhoneSheet",
        /// Those who answer first.
        ListCarried = "listCarried",
        /// Records what somebody answered who had not answered at the meeting before.
        RecordCarried = "recordCarried",
        /// Types the dice; two people who agree lock them.
        TypeDice = "typeDice",
        /// Takes back what one typed and nobody has confirmed.
        ClearDice = "clearDice",
        /// Says that an envelope is lost; the next code yields it.
        LoseEnvelope = "loseEnvelope",
        /// Reveals the one-time code.
        RevealRound = "revealRound",
        /// Records what the drawn official answered.
        RecordOutcome = "recordOutcome",
        /// The file of somebody drawn or called by name.
        GetHeardFile = "getHeardFile",
        /// Shows a number to dial, journalled.
        ShowPhone = "showPhone",
        /// Logs a call.
        LogCall = "logCall",
        /// Records whether a household agrees to be heard.
        RecordConsent = "recordConsent",
        /// Records an answer to a question of the checklist.
        RecordAnswer = "recordAnswer",
        /// Takes back the last thing typed, never a draw.
        UndoTyping = "undoTyping",
        /// Calls an official by name.
        CallByName = "callByName",
        /// Records what he answered.
        RecordNamedOutcome = "recordNamedOutcome",
        /// Names the branch venues.
        SetVenues = "setVenues",
        /// Says to which venue a round belongs.
        PlaceRound = "placeRound",
        /// Seats the panel and makes the codes of its seats.
        CreatePanel = "createPanel",
        /// Opens a vote of the panel.
        OpenVote = "openVote",
        /// Closes it and counts.
        CloseVote = "closeVote",
        /// Closes and bundles.
        CloseMeeting = "closeMeeting",
        /// Takes a meeting to a hall without internet.
        TakeMeetingAway = "takeMeetingAway",
        /// The pack's file.
        GetMeetingPack = "getMeetingPack",
        /// Takes a pack back, whose record is refused then.
        TakeBackMeetingPack = "takeBackMeetingPack",
        /// The record of a meeting, on the hall's machine.
        GetMeetingRecord = "getMeetingRecord",
        /// Brings the record of a hall back.
        ImportMeetingRecord = "importMeetingRecord",
        /// The county's public key.
        GetSigningKey = "getSigningKey",
        /// Meetings for the public.
        ListPublicMeetings = "listPublicMeetings",
        /// What the stage shows.
        GetPublicMeeting = "getPublicMeeting",
        /// The stage as it changes.
        MeetingEvents = "meetingEvents",
        /// The frozen roster, as announced.
        GetRoster = "getRoster",
        /// A part of a split roster that was drawn from.
        GetRosterPart = "getRosterPart",
        /// The announcement, byte for byte.
        GetAnnouncement = "getAnnouncement",
        /// Everything a verifier needs.
        GetBundle = "getBundle",
        /// What a judge's seat may vote on; knows no caller.
        GetPanelBallot = "getPanelBallot",
        /// Signs a seat's blinded message; knows no caller.
        SignPanelBallot = "signPanelBallot",
        /// Casts a judge's ballot; knows no caller.
        CastPanelBallot = "castPanelBallot",
        // desk_draw
        /// A draw at a desk, as it is published.
        GetDeskDraw = "getDeskDraw",
        /// Everything a verifier needs of it.
        GetDeskBundle = "getDeskBundle",
        /// Types its public values and dice; two people must.
        TypeDeskDraw = "typeDeskDraw",
        /// Reveals it with the notary's code.
        RevealDeskDraw = "revealDeskDraw",
        // follow_up
        /// What came of meetings, for everybody.
        ListPublicFollowUps = "listPublicFollowUps",
        /// Rectifications and investigations in sight.
        ListFollowUps = "listFollowUps",
        /// One of them with its events.
        GetFollowUp = "getFollowUp",
        /// Opens one for somebody who was drawn or called by name.
        OpenFollowUp = "openFollowUp",
        /// The official says that it is done.
        SayRectified = "sayRectified",
        /// Records what the household said on the phone.
        RecordHouseholdWord = "recordHouseholdWord",
        /// Ends a rectification whose day has passed.
        EndFollowUp = "endFollowUp",
        /// Who may be drawn into the group, and whom the program recuses.
        ListGroupCandidates = "listGroupCandidates",
        /// Freezes who may be drawn into the group, and who is recused.
        AnnounceGroup = "announceGroup",
        /// Adds evidence under a client-made id.
        AddEvidence = "addEvidence",
        /// Adds a picture to it.
        AddEvidencePhoto = "addEvidencePhoto",
        /// The picture.
        GetEvidencePhoto = "getEvidencePhoto",
        /// Writes down what the group found.
        RecordFinding = "recordFinding",
        /// Makes a finding public; not by whoever wrote it.
        PublishFinding = "publishFinding",
        // fairness
        /// Draws against what chance would bring.
        GetFairness = "getFairness",
        // spot_check
        /// Spot-check programmes in sight.
        ListSpotChecks = "listSpotChecks",
        /// One with its result.
        GetSpotCheck = "getSpotCheck",
        /// Registers work of one's own unit.
        RegisterSpotCheck = "registerSpotCheck",
        /// Brings in the households that were served.
        ImportServed = "importServed",
        /// Freezes the list and announces the draw.
        AnnounceSpotCheck = "announceSpotCheck",
        /// The households that were drawn.
        ListSpotHouseholds = "listSpotHouseholds",
        /// The number of one of them, journalled.
        GetSpotPhone = "getSpotPhone",
        /// Writes down what it answered.
        RecordSpotAnswer = "recordSpotAnswer",
        /// Ends the asking.
        CloseSpotCheck = "closeSpotCheck",
        // inspection
        /// Rounds of inspections in sight.
        ListInspections = "listInspections",
        /// Announces a draw of units and inspectors.
        AnnounceInspection = "announceInspection",
        /// Reports on a unit that one was drawn to inspect.
        ReportInspection = "reportInspection",
        /// Adds a photo before reporting.
        AddInspectionPhoto = "addInspectionPhoto",
        /// A photo of an inspection.
        GetInspectionPhoto = "getInspectionPhoto",
        /// Answers what was reported on one's own unit.
        AnswerInspection = "answerInspection",
        /// Decides how many points stay off.
        SettleInspection = "settleInspection",
        // rating
        /// Rating rounds.
        ListRounds = "listRounds",
        /// What households are usually asked.
        GetUsualQuestionnaire = "getUsualQuestionnaire",
        /// The stored text messages.
        ListSmsTemplates = "listSmsTemplates",
        /// Stores a text message.
        PutSmsTemplate = "putSmsTemplate",
        /// How often households were reminded of a round, and how many still could be.
        ListRoundReminders = "listRoundReminders",
        /// Reminds the households that were issued nothing.
        SendRoundReminder = "sendRoundReminder",
        /// Prepares a round.
        CreateRound = "createRound",
        /// Makes the officials' keys of a round.
        PrepareRound = "prepareRound",
        /// Freezes who rates whom and opens.
        OpenRound = "openRound",
        /// Prints slips of one official.
        PrintSlips = "printSlips",
        /// Ticks households that drew a slip.
        MarkDrawn = "markDrawn",
        /// Prints the slips of a township or the county.
        CreateSlipPack = "createSlipPack",
        /// Packs of slips of a round.
        ListSlipPacks = "listSlipPacks",
        /// The files of one.
        ListSlipFiles = "listSlipFiles",
        /// The slips of one village, journalled.
        GetSlipFile = "getSlipFile",
        /// Deletes its files, or gives it up.
        DropSlipPack = "dropSlipPack",
        /// Officials of whom slips are left that nobody drew.
        ListUndrawnSlips = "listUndrawnSlips",
        /// Voids slips nobody drew.
        VoidSlips = "voidSlips",
        /// Brings a trustee's key: the first stops the round, the second counts it.
        CloseRound = "closeRound",
        /// Ballots that are to be issued again and wait for a second person.
        ListReissues = "listReissues",
        /// Asks that a household's ballots be issued again.
        RequestReissue = "requestReissue",
        /// Confirms it, from another account.
        ConfirmReissue = "confirmReissue",
        /// Takes it back or refuses it.
        DropReissue = "dropReissue",
        /// An official's duty report of the year.
        GetDutyReport = "getDutyReport",
        /// Writes it.
        PutDutyReport = "putDutyReport",
        /// Who has not reported yet, of those whom a round will rate.
        ListMissingReports = "listMissingReports",
        /// Mails those who have not.
        RemindDutyReports = "remindDutyReports",
        /// Issued per township, nothing else.
        GetProgress = "getProgress",
        /// Counts after the close, as far as they may be shown.
        ListResults = "listResults",
        /// What closed rounds brought for one official.
        ListOfficialRatings = "listOfficialRatings",
        /// Officials of whom households wrote something.
        ListCommentedOfficials = "listCommentedOfficials",
        /// What households wrote of one official.
        GetRatingComments = "getRatingComments",
        /// Says how a comment reads without who wrote it.
        CheckRatingComment = "checkRatingComment",
        /// Keeps a summary for the official.
        WriteRatingSummary = "writeRatingSummary",
        /// Lets the official read his summary.
        ReleaseRatingSummary = "releaseRatingSummary",
        /// When a theme opens a rectification.
        GetThemeRules = "getThemeRules",
        /// Presets when a theme opens a rectification.
        PutThemeRules = "putThemeRules",
        /// Reasons for low levels by unit.
        ListRatingThemes = "listRatingThemes",
        /// Rectifications of units in scope.
        ListUnitRectifications = "listUnitRectifications",
        /// A rectification with its history.
        GetUnitRectification = "getUnitRectification",
        /// Says what one's own unit has done.
        AnswerUnitRectification = "answerUnitRectification",
        /// Says whether what a unit did is enough.
        CheckUnitRectification = "checkUnitRectification",
        /// Ends a rectification that was not answered by its day.
        EndUnitRectification = "endUnitRectification",
        /// Households that asked to be called back.
        ListCallBacks = "listCallBacks",
        /// The phone number of one of them.
        GetCallBackPhone = "getCallBackPhone",
        /// Writes down what came of a call.
        RecordCallBack = "recordCallBack",
        /// The recontact of a round.
        GetRecontact = "getRecontact",
        /// Draw households of a round to be phoned.
        AnnounceRecontact = "announceRecontact",
        /// Those that were drawn.
        ListRecontactHouseholds = "listRecontactHouseholds",
        /// The number of one of them, whole.
        GetRecontactPhone = "getRecontactPhone",
        /// Write down what it said.
        RecordRecontact = "recordRecontact",
        /// End the phoning.
        CloseRecontact = "closeRecontact",
        /// What each official's households said.
        ListRecontactOfficials = "listRecontactOfficials",
        /// Propose to leave an official unscored.
        ProposeVoid = "proposeVoid",
        /// Decide it, as the second person.
        ConfirmVoid = "confirmVoid",
        /// A recontact as everybody may see it.
        GetPublicRecontact = "getPublicRecontact",
        /// The openings of a closed round, sealed to both trustees.
        GetRatingOpenings = "getRatingOpenings",
        /// Prints the invitations to a unit evaluation.
        PrintInvitations = "printInvitations",
        /// Makes a colleague's invitation anew.
        RenewInvitation = "renewInvitation",
        /// Issued in a unit evaluation, nothing else.
        GetTurnout = "getTurnout",
        /// The published keys of a round.
        ListRatingKeys = "listRatingKeys",
        /// The public count of a closed round.
        GetRatingBundle = "getRatingBundle",
        /// One official's part of the public count, for whoever looks for a receipt.
        ListReceipts = "listReceipts",
        // ballot box
        /// Casts a phone's ballot; knows no caller.
        CastBallot = "castBallot",
        /// Casts a slip; knows no caller.
        CastSlip = "castSlip",
        // assessment
        /// Scores in scope.
        ListScores = "listScores",
        /// One score with its derivation.
        GetScore = "getScore",
        // journal
        /// Administrative writes and looks at personal data.
        ListJournal = "listJournal",
        // import
        /// An empty sheet to fill.
        GetImportTemplate = "getImportTemplate",
        /// Stages a sheet.
        CreateImport = "createImport",
        /// Imports and their states.
        ListImports = "listImports",
        /// One import with its errors.
        GetImport = "getImport",
        // pack
        /// Orders a pack to print.
        CreatePack = "createPack",
        /// Packs and how far they are.
        ListPacks = "listPacks",
        /// One pack.
        GetPack = "getPack",
        /// The files of a pack.
        ListPackFiles = "listPackFiles",
        /// One file to print; household codes are journalled.
        GetPackFile = "getPackFile",
        /// Gives a pack up.
        CancelPack = "cancelPack",
        /// Deletes a pack's files.
        DeletePack = "deletePack",
    }
}
