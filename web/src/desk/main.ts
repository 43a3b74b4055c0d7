import 'element-plus/dist/index.css'
import '../base.css'
import '../controls.css'
import '../theme/element.css'
import './desk.css'
import { createApp } from 'vue'
import { loadLocale } from '../locale'
import { loadLargeType } from '../session/large-type'
import DeskShell from './shell/DeskShell.vue'
import { makeRouter } from './router'

loadLargeType()
void loadLocale().then(() => createApp(DeskShell).use(makeRouter()).mount('#root'))
