import '../base.css'
import '../controls.css'
import 'vant/es/style/base.css'
import '../theme/vant.css'
import './app.css'
import { createApp } from 'vue'
import { loadLocale } from '../locale'
import { loadLargeType } from '../session/large-type'
import AppShell from './AppShell.vue'
import { createAppRouter } from './router'

loadLargeType()
void loadLocale().then(() => createApp(AppShell).use(createAppRouter()).mount('#root'))
