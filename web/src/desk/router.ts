import { createRouter, createWebHistory, type Router, type RouteRecordRaw } from 'vue-router'
import { t, type Key } from '../locale'

declare module 'vue-router' {
  interface RouteMeta {
    title: Key
    /** The operation without which the page makes no sense: its link is not offered then. */
    operation?: string
    /** Whether the grid tree filters this page. */
    byGrid?: boolean
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/', name: 'county', component: () => import('./county/CountyPage.vue'), meta: { title: 'desk.nav.county', operation: 'getCounty' } },
  { path: '/requests', name: 'requests', component: () => import('./request/RequestsPage.vue'), meta: { title: 'desk.nav.requests', operation: 'listRequests', byGrid: true } },
  { path: '/households', name: 'households', component: () => import('./household/HouseholdsPage.vue'), meta: { title: 'desk.nav.households', operation: 'listHouseholds', byGrid: true } },
  { path: '/officials', name: 'officials', component: () => import('./official/OfficialsPage.vue'), meta: { title: 'desk.nav.officials', operation: 'listOfficials', byGrid: true } },
  { path: '/officials/:id', name: 'official', component: () => import('./official/OfficialPage.vue'), meta: { title: 'desk.nav.officials' } },
  { path: '/assignments', name: 'assignments', component: () => import('./assignment/AssignmentsPage.vue'), meta: { title: 'desk.nav.assignments', operation: 'listAssignments' } },
  { path: '/assignments/:id', name: 'assignment', component: () => import('./assignment/AssignmentPage.vue'), meta: { title: 'desk.nav.assignments' } },
  { path: '/recusals', name: 'recusals', component: () => import('./assignment/RecusalsPage.vue'), meta: { title: 'desk.nav.recusals', operation: 'listRecusals' } },
  { path: '/leaders', name: 'leaders', component: () => import('./assignment/LeadersPage.vue'), meta: { title: 'desk.nav.leaders', operation: 'listLeaders', byGrid: true } },
  { path: '/units', name: 'units', component: () => import('./official/UnitsPage.vue'), meta: { title: 'desk.nav.units', operation: 'listUnits' } },
  { path: '/meetings', name: 'meetings', component: () => import('./meeting/MeetingsPage.vue'), meta: { title: 'desk.nav.meetings', operation: 'listMeetings' } },
  { path: '/meetings/new', name: 'new-meeting', component: () => import('./meeting/PreparePage.vue'), meta: { title: 'desk.meeting.new' } },
  { path: '/meetings/:id', name: 'meeting', component: () => import('./meeting/ConsolePage.vue'), meta: { title: 'desk.nav.meetings' } },
  { path: '/follow-ups', name: 'follow_ups', component: () => import('./follow_up/FollowUpsPage.vue'), meta: { title: 'desk.nav.follow_ups', operation: 'listFollowUps' } },
  { path: '/spot-checks', name: 'spot_checks', component: () => import('./spot_check/SpotChecksPage.vue'), meta: { title: 'desk.nav.spot_checks', operation: 'listSpotChecks' } },
  { path: '/inspections', name: 'inspections', component: () => import('./inspection/InspectionsPage.vue'), meta: { title: 'desk.nav.inspections', operation: 'listInspections' } },
  { path: '/meetings/:id/edit', name: 'revise-meeting', component: () => import('./meeting/PreparePage.vue'), meta: { title: 'desk.meeting.revise' } },
  { path: '/meetings/:id/roster', name: 'roster-diff', component: () => import('./meeting/RosterDiffPage.vue'), meta: { title: 'desk.meeting.diff' } },
  { path: '/meetings/:id/dice', name: 'typist', component: () => import('./meeting/TypistPage.vue'), meta: { title: 'desk.meeting.typist_page' } },
  { path: '/meetings/:id/calls', name: 'caller', component: () => import('./meeting/CallerPage.vue'), meta: { title: 'desk.meeting.caller_page' } },
  { path: '/meetings/:id/panel', name: 'panel', component: () => import('./meeting/PanelPage.vue'), meta: { title: 'desk.meeting.panel' } },
  { path: '/rounds', name: 'rounds', component: () => import('./rating/RoundsPage.vue'), meta: { title: 'desk.nav.rounds', operation: 'listRounds' } },
  { path: '/rounds/new', name: 'new-round', component: () => import('./rating/NewRoundPage.vue'), meta: { title: 'desk.rating.create' } },
  { path: '/rounds/:id', name: 'round', component: () => import('./rating/RoundPage.vue'), meta: { title: 'desk.nav.rounds' } },
  { path: '/rounds/:id/reports', name: 'missing-reports', component: () => import('./rating/MissingReportsPage.vue'), meta: { title: 'desk.duty.missing_title' } },
  { path: '/rounds/:id/slips', name: 'slip-packs', component: () => import('./rating/SlipPacksPage.vue'), meta: { title: 'desk.rating.slip_packs' } },
  { path: '/rounds/:id/reissues', name: 'reissues', component: () => import('./rating/ReissuePage.vue'), meta: { title: 'desk.rating.reissue.title' } },
  { path: '/rounds/:id/recontact', name: 'recontact', component: () => import('./recontact/RecontactPage.vue'), meta: { title: 'desk.recontact.title' } },
  { path: '/rounds/:id/reminders', name: 'reminders', component: () => import('./rating/RemindersPage.vue'), meta: { title: 'desk.rating.remind.title' } },
  { path: '/messages', name: 'messages', component: () => import('./message/MessagesPage.vue'), meta: { title: 'desk.nav.messages', operation: 'listSmsTemplates' } },
  { path: '/rounds/:id/comments', name: 'comments', component: () => import('./rating/comments/CommentsPage.vue'), meta: { title: 'desk.comment.title' } },
  { path: '/rounds/:id/themes', name: 'themes', component: () => import('./rating/themes/ThemesPage.vue'), meta: { title: 'desk.theme.title' } },
  { path: '/rectifications', name: 'rectifications', component: () => import('./rating/themes/RectificationsPage.vue'), meta: { title: 'desk.nav.rectifications', operation: 'listUnitRectifications' } },
  { path: '/scores', name: 'scores', component: () => import('./assessment/ScoresPage.vue'), meta: { title: 'desk.nav.scores', operation: 'listScores' } },
  { path: '/scores/:id', name: 'score', component: () => import('./assessment/ScorePage.vue'), meta: { title: 'desk.nav.scores' } },
  { path: '/campaigns', name: 'campaigns', component: () => import('./campaign/CampaignsPage.vue'), meta: { title: 'desk.nav.campaigns', operation: 'listCampaigns' } },
  { path: '/campaigns/:id', name: 'campaign', component: () => import('./campaign/CampaignPage.vue'), meta: { title: 'desk.nav.campaigns' } },
  { path: '/flags', name: 'flags', component: () => import('./flag/FlagsPage.vue'), meta: { title: 'desk.nav.flags', operation: 'listFlags' } },
  { path: '/villages', name: 'villages', component: () => import('./lineage/VillagesPage.vue'), meta: { title: 'desk.nav.villages', operation: 'mergeVillages' } },
  { path: '/packs', name: 'packs', component: () => import('./pack/PacksPage.vue'), meta: { title: 'desk.nav.packs', operation: 'listPacks' } },
  { path: '/imports', name: 'imports', component: () => import('./importing/ImportsPage.vue'), meta: { title: 'desk.nav.imports', operation: 'listImports' } },
  { path: '/accounts', name: 'accounts', component: () => import('./account/AccountsPage.vue'), meta: { title: 'desk.nav.accounts', operation: 'listAccounts' } },
  { path: '/journal', name: 'journal', component: () => import('./account/JournalPage.vue'), meta: { title: 'desk.nav.journal', operation: 'listJournal' } },
  { path: '/:rest(.*)', name: 'nowhere', component: () => import('./shell/NowherePage.vue'), meta: { title: 'common.not_found' } },
]

export function makeRouter(): Router {
  const router = createRouter({
    history: createWebHistory('/desk/'),
    routes,
    scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? {} : { top: 0 }),
  })
  router.afterEach((to) => {
    document.title = `${t(to.meta.title)} · ${t('common.brand')}`
  })
  return router
}
