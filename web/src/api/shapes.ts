/** The shapes of the API by the names that pages use. They are made from api/openapi.json (`npm run generate`). */
import type { components, operations } from './schema'

type Schemas = components['schemas']

export type Problem = Schemas['Problem']
export type FieldError = Schemas['FieldProblem']
/** What every list of the API looks like. */
export interface Page<T> { items: T[]; next_cursor?: string; total?: number }
/** What a list may be asked with. */
export type QueryOf<Operation extends keyof operations> = NonNullable<operations[Operation]['parameters']['query']>

export type OfficialRef = Schemas['OfficialRef']
export type NamedRef = Schemas['NamedRef']

// identity
export type RoleGrant = Schemas['RoleGrant']
export type Me = Schemas['Me']
export type Account = Schemas['Account']
export type NewRole = Schemas['RoleForm']
export type NewAccount = Schemas['AccountForm']
export type ActivationSlip = Schemas['ActivationSlip']

// grid, roster, link
export type Level = Schemas['GridLevel']
export type County = Schemas['County']
export type CountyCounts = Schemas['CountyCounts']
export type Grid = Schemas['Grid']
export type GridLeader = Schemas['GridLeader']
export type Unit = Schemas['Unit']
export type Official = Schemas['Official']
export type Household = Schemas['Household']
export type HouseholdDetail = Schemas['HouseholdDetail']
export type Member = Schemas['Member']
export type Due = Schemas['Due']
export type UnmaskedHousehold = Schemas['UnmaskedHousehold']
export type Link = Schemas['Link']

// assignment, recusal, leader
export type Assignment = Schemas['Assignment']
export type AssignmentFigures = Schemas['AssignmentFigures']
export type TownshipFigures = Schemas['TownshipFigures']
export type AssignmentMove = Schemas['Move']
export type AdjustedAssignment = Schemas['Adjusted']
export type TownshipPlotData = Schemas['Plot']
export type RecusalReason = Schemas['RecusalReason']
export type LedGrid = Schemas['LedGrid']
export type LeaderProposal = Schemas['LeaderProposal']
export type ExplainedLink = Schemas['ExplainedLink']

// pack
export type Pack = Schemas['Pack']
export type PackKind = Schemas['PackKind']

// pledge, campaign, condition, flag, lineage
export type Campaign = Schemas['Campaign']
export type CampaignGrid = Schemas['CampaignGrid']
export type CampaignOfficial = Schemas['CampaignOfficial']
export type CampaignMissing = Schemas['CampaignMissing']
export type FormConflict = Schemas['FormConflict']
export type Flag = Schemas['Flag']
export type Departure = Schemas['Departure']

// visit, request
export type Visit = Schemas['Visit']
export type NewVisit = Schemas['VisitForm']
export type Confirmation = Schemas['Confirmation']
export type Standing = Schemas['Standing']
export type RequestState = Schemas['RequestState']
export type RequestLevel = Schemas['RequestLevel']
export type Verb = Schemas['RequestVerb']
export type Colour = Schemas['Colour']
export type Request = Schemas['Request']
export type RequestDetail = Schemas['RequestDetail']
export type RequestEvent = Schemas['RequestEvent']
export type Deadline = Schemas['Deadline']
export type NewRequest = Schemas['RequestForm']
export type Step = Schemas['StepForm']
export type Topic = Schemas['Topic']

// audit
export type Stage = Schemas['Stage']
export type StageRound = Schemas['StageRound']
export type Drawn = Schemas['Drawn']
export type Carried = Schemas['Carried']
export type PlanStep = Schemas['PlanStep']
export type Meeting = Schemas['Meeting']
export type MeetingDetail = Schemas['MeetingDetail']
export type NewMeeting = Schemas['MeetingForm']
export type DeskDraw = Schemas['DeskDraw']
export type RosterFile = Schemas['RosterFile']
export type MeetingForm = Schemas['MeetingForm']
export type NewRoster = Schemas['RosterForm']
export type RosterDiff = Schemas['RosterDiff']
export type NextAction = Schemas['NextAction']
export type Heard = Schemas['Heard']
export type HeardFile = Schemas['HeardFile']
export type PhoneCoverage = Schemas['PhoneCoverage']
export type Statement = Schemas['Statement']
export type Question = Schemas['Question']
export type Reply = Schemas['Reply']
export type CallResult = Schemas['CallResult']
export type PhoneShown = Schemas['PhoneShown']
export type NamedOfficial = Schemas['NamedOfficial']
export type PanelVote = Schemas['PanelVote']
export type PanelSeat = Schemas['PanelSeat']
export type Judge = Schemas['Judge']
export type Venue = Schemas['Venue']
export type BallotPaper = Schemas['BallotPaper']
export type PanelChoice = Schemas['PanelChoice']

// follow_up, desk_draw
export type FollowUp = Schemas['FollowUp']
export type FollowUpDetail = Schemas['FollowUpDetail']
export type SpotCheck = Schemas['SpotCheck']
export type InspectionObject = Schemas['InspectionObject']

// rating, assessment
export type RatingRound = Schemas['RatingRound']
export type NewRatingRound = Schemas['RatingRoundForm']
export type RatingProgress = Schemas['RatingProgress']
export type RatingLevel = Schemas['RatingLevel']
export type RatingCell = Schemas['RatingCell']
export type RatingResult = Schemas['RatingResult']
export type OfficialRating = Schemas['OfficialRating']
export type CommentedOfficial = Schemas['CommentedOfficial']
export type CommentFile = Schemas['CommentFile']
export type RatingComment = Schemas['RatingComment']
export type RatingTheme = Schemas['RatingTheme']
export type ThemeRules = Schemas['ThemeRulesForm']
export type UnitRectification = Schemas['UnitRectification']
export type PrintedSlips = Schemas['PrintedSlips']
export type Score = Schemas['Score']
export type ScoreDetail = Schemas['ScoreDetail']
export type ScoreLine = Schemas['ScoreLine']

// journal, import
export type JournalEntry = Schemas['JournalEntry']
export type ImportKind = Schemas['ImportKind']
export type ImportRun = Schemas['ImportRun']
