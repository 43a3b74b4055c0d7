import { createRouter, createWebHistory, type Router } from 'vue-router'
import { t, type Key } from '../locale'
import FormPage from './condition/FormPage.vue'
import PhonePage from './device/PhonePage.vue'
import HouseholdList from './household/HouseholdList.vue'
import HouseholdPage from './household/HouseholdPage.vue'
import ChangePassword from './mine/ChangePassword.vue'
import DutyReportPage from './mine/DutyReportPage.vue'
import MinePage from './mine/MinePage.vue'
import RatingsPage from './mine/RatingsPage.vue'
import ScorePage from './mine/ScorePage.vue'
import OutboxPage from './outbox/OutboxPage.vue'
import RaisePage from './request/RaisePage.vue'
import RequestList from './request/RequestList.vue'
import RequestPage from './request/RequestPage.vue'
import TodoList from './todo/TodoList.vue'
import VisitPage from './visit/VisitPage.vue'

/** The four tabs at the foot; pages below one keep it lit. */
export type Tab = 'households' | 'requests' | 'todo' | 'mine'

declare module 'vue-router' {
  interface RouteMeta { tab?: Tab; title: Key; top?: boolean; write?: boolean }
}

export function createAppRouter(): Router {
  const router = createRouter({
    history: createWebHistory('/app/'),
    scrollBehavior: (_to, _from, saved) => saved ?? { left: 0, top: 0 },
    routes: [
      { path: '/', redirect: '/households' },
      { path: '/households', component: HouseholdList, meta: { tab: 'households', title: 'app.tab.households', top: true, write: true } },
      { path: '/households/:id', component: HouseholdPage, props: true, meta: { tab: 'households', title: 'app.household.title', write: true } },
      { path: '/households/:id/form', component: FormPage, props: true, meta: { tab: 'households', title: 'app.form.title' } },
      { path: '/visit', component: VisitPage, meta: { tab: 'households', title: 'app.visit.title' } },
      { path: '/requests', component: RequestList, meta: { tab: 'requests', title: 'app.tab.requests', top: true } },
      { path: '/requests/new', component: RaisePage, meta: { tab: 'requests', title: 'app.request.raise' } },
      { path: '/requests/:id', component: RequestPage, props: true, meta: { tab: 'requests', title: 'app.request.title' } },
      { path: '/todo', component: TodoList, meta: { tab: 'todo', title: 'app.tab.todo', top: true, write: true } },
      { path: '/mine', component: MinePage, meta: { tab: 'mine', title: 'app.tab.mine', top: true } },
      { path: '/mine/score', component: ScorePage, meta: { tab: 'mine', title: 'app.score.title' } },
      { path: '/mine/ratings', component: RatingsPage, meta: { tab: 'mine', title: 'app.ratings.title' } },
      { path: '/mine/duty-report', component: DutyReportPage, meta: { tab: 'mine', title: 'app.duty.title' } },
      { path: '/mine/password', component: ChangePassword, meta: { tab: 'mine', title: 'app.mine.password' } },
      { path: '/mine/outbox', component: OutboxPage, meta: { tab: 'mine', title: 'app.outbox.title' } },
      { path: '/mine/phone', component: PhonePage, meta: { tab: 'mine', title: 'app.device.title' } },
      { path: '/:rest(.*)', redirect: '/' },
    ],
  })
  router.afterEach((to) => {
    document.title = `${t(to.meta.title)} · ${t('common.brand')}`
  })
  return router
}
