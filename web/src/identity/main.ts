import '../base.css'
import '../controls.css'
import { createApp } from 'vue'
import { createRouter, createWebHistory } from 'vue-router'
import { loadLocale } from '../locale'
import { loadLargeType } from '../session/large-type'
import ActivateAccount from './ActivateAccount.vue'
import ChooseSurface from './ChooseSurface.vue'
import IdentityShell from './IdentityShell.vue'
import ResetPassword from './ResetPassword.vue'
import SignIn from './SignIn.vue'

loadLargeType()
void loadLocale().then(() => {
  const router = createRouter({
    history: createWebHistory('/'),
    routes: [
      { path: '/', component: ChooseSurface },
      { path: '/sign-in', component: SignIn },
      { path: '/activate', component: ActivateAccount },
      { path: '/reset', component: ResetPassword },
      { path: '/:rest(.*)', redirect: '/' },
    ],
  })
  createApp(IdentityShell).use(router).mount('#root')
})
