/** The operations of the API by path. `npm run generate` writes this file from api/openapi.json. */
import type * as S from './shapes'

type Query = Record<string, string | number | boolean | undefined>
interface Answer<R> { 200: { content: { 'application/json': R } } }
type Parameters<P> = P extends undefined ? { query?: Query; path?: never } : { query?: Query; path: P }
interface Plain<R, P> {
  parameters: Parameters<P>
  responses: Answer<R>
}
interface Sent<B, R, P> extends Plain<R, P> { requestBody: { content: { 'application/json': B } } }
interface Form<R, P> extends Plain<R, P> { requestBody: { content: { 'multipart/form-data': { kind: string; dry_run: boolean; file: string } } } }
type NoPath = undefined
interface Id { id: string }
type Get<R> = { get: Plain<R, NoPath> }
type GetBy<R, P = Id> = { get: Plain<R, P> }
type Act<B, R, P = Id> = { post: Sent<B, R, P> }

export interface paths {
  '/api/session': { post: Sent<{ login: string; password: string }, S.Me, NoPath>; delete: Plain<undefined, NoPath> }
  '/api/me': Get<S.Me>
  '/api/me/password': { put: Sent<{ current: string; password: string }, undefined, NoPath> }
  '/api/activation': Act<{ login: string; code: string; password: string }, S.Me, NoPath>
  '/api/password-reset': {
    post: Sent<{ login: string }, undefined, NoPath>
    put: Sent<{ token: string; password: string }, undefined, NoPath>
  }
  '/api/accounts': Get<S.Page<S.Account>> & Act<S.NewAccount, S.ActivationSlip, NoPath>
  '/api/accounts/{id}/activation': { post: Plain<S.ActivationSlip, Id> }
  '/api/accounts/{id}/sessions': { delete: Plain<undefined, Id> }
  '/api/county': Get<S.County>
  '/api/grids': Get<S.Page<S.Grid>>
  '/api/grids/{id}': GetBy<S.Grid>
  '/api/units': Get<S.Page<S.Unit>>
  '/api/units/{id}': GetBy<S.Unit>
  '/api/officials': Get<S.Page<S.Official>>
  '/api/officials/{id}': GetBy<S.Official>
  '/api/households': Get<S.Page<S.Household>>
  '/api/households/{id}': GetBy<S.HouseholdDetail>
  '/api/households/{id}/unmask': Act<{ reason: string }, S.UnmaskedHousehold>
  '/api/households/{id}/household-code': { post: Plain<undefined, Id> }
  '/api/links': Get<S.Page<S.Link>> & Act<{ household_ids: string[]; official_id: string; on: string; reason: string }, S.Page<S.Link>, NoPath>
  '/api/visits': Get<S.Page<S.Visit>>
  '/api/visits/due': Get<S.Page<S.Household>>
  '/api/visits/{id}': { put: Sent<S.NewVisit, S.Visit, Id> }
  '/api/requests': Get<S.Page<S.Request>>
  '/api/requests/{id}': { get: Plain<S.RequestDetail, Id>; put: Sent<S.NewRequest, S.RequestDetail, Id> }
  '/api/requests/{id}/escalate': Act<S.Step, S.RequestDetail>
  '/api/requests/{id}/answer': Act<S.Step, S.RequestDetail>
  '/api/requests/{id}/decline': Act<S.Step, S.RequestDetail>
  '/api/requests/{id}/no-answer': Act<S.Step, S.RequestDetail>
  '/api/requests/{id}/withdraw': Act<S.Step, S.RequestDetail>
  '/api/topics': Get<S.Page<S.Topic>>
  '/api/meetings': Get<S.Page<S.Meeting>> & Act<S.NewMeeting, S.MeetingDetail, NoPath>
  '/api/meetings/{id}': GetBy<S.MeetingDetail>
  '/api/meetings/{id}/announcement': { post: Plain<S.MeetingDetail, Id> }
  '/api/meetings/{id}/opening': Act<{ values: { source: string; value: string }[] }, S.MeetingDetail>
  '/api/meetings/{id}/rounds': Act<{ step: string; dice: string; dice_again: string }, S.MeetingDetail>
  '/api/meetings/{id}/rounds/{number}/reveal': Act<{ otc: string; lost_envelope?: boolean }, S.MeetingDetail, { id: string; number: number }>
  '/api/meetings/{id}/rounds/{number}/outcomes/{label}': {
    put: Sent<{ outcome: string }, S.MeetingDetail, { id: string; number: number; label: string }>
  }
  '/api/meetings/{id}/close': { post: Plain<S.MeetingDetail, Id> }
  '/api/public/meetings': Get<S.Page<S.Meeting>>
  '/api/public/meetings/{id}': GetBy<S.Stage>
  '/api/rating-rounds': Get<S.Page<S.RatingRound>> & Act<S.NewRatingRound, S.RatingRound, NoPath>
  '/api/rating-rounds/{id}/open': { post: Plain<S.RatingRound, Id> }
  '/api/rating-rounds/{id}/slips': Act<{ official_id: string; count: number }, S.PrintedSlips>
  '/api/rating-rounds/{id}/issues': Act<{ household_ids: string[] }, S.DrawnReport>
  '/api/rating-rounds/{id}/voids': Act<{ codes: string[] }, S.VoidReport>
  '/api/rating-rounds/{id}/close': Act<{ trustee_keys: string[] }, S.RatingRound>
  '/api/rating-rounds/{id}/progress': GetBy<S.RatingProgress>
  '/api/rating-rounds/{id}/results': GetBy<S.Page<S.RatingResult>>
  '/api/scores': Get<S.Page<S.Score>>
  '/api/scores/{official_id}': GetBy<S.ScoreDetail, { official_id: string }>
  '/api/journal': Get<S.Page<S.JournalEntry>>
  '/api/imports': { get: Plain<S.Page<S.ImportRun>, NoPath>; post: Form<S.ImportRun, NoPath> }
  '/api/imports/{id}': GetBy<S.ImportRun>
}
