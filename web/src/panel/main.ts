import '../base.css'
import '../controls.css'
import { createApp } from 'vue'
import { loadLocale } from '../locale'
import BallotView from './BallotView.vue'

/** `/panel#CODE`: behind the `#` a ballot's code is sent to no server as part of an address and stands in no log. */
// Another judge's code opened in the same tab changes only what is behind the `#`: the page has to begin anew for it.
window.addEventListener('hashchange', () => window.location.reload())
const code = decodeURIComponent(window.location.hash.slice(1))
void loadLocale().then(() => createApp(BallotView, { code }).mount('#root'))
