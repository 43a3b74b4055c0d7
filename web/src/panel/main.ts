import '../base.css'
import '../controls.css'
import { createApp } from 'vue'
import { loadLocale } from '../locale'
import BallotView from './BallotView.vue'

/** `/panel#CODE`: behind the `#` a ballot's code is sent to no server as part of an address and stands in no log. */
const code = decodeURIComponent(window.location.hash.slice(1))
void loadLocale().then(() => createApp(BallotView, { code }).mount('#root'))
