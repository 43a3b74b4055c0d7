import '../base.css'
import './stage.css'
import { createApp } from 'vue'
import { loadLocale } from '../locale'
import StageView from './StageView.vue'

/** `/stage/{id}`: the meeting that this screen shows. */
const id = decodeURIComponent(window.location.pathname.split('/')[2] ?? '')
void loadLocale().then(() => createApp(StageView, { id }).mount('#root'))
