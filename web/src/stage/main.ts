import '../base.css'
import './stage.css'
import { createApp } from 'vue'
import { loadLocale } from '../locale'
import StageView from './StageView.vue'

/** `/stage/{id}`: the meeting that this screen shows; `?venue=` makes it the screen of a branch venue. */
const id = decodeURIComponent(window.location.pathname.split('/')[2] ?? '')
const venue = new URLSearchParams(window.location.search).get('venue') ?? ''
void loadLocale().then(() => createApp(StageView, { id, venue }).mount('#root'))
