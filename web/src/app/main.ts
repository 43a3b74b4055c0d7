import '../base.css'
import { createApp } from 'vue'
import { loadLocale } from '../locale'
import { loadLargeType } from '../session/large-type'
import AppShell from './AppShell.vue'

loadLargeType()
void loadLocale().then(() => createApp(AppShell).mount('#root'))
