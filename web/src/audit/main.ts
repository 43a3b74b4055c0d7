import '../base.css'
import './audit.css'
import { createApp } from 'vue'
import { loadLargeType } from '../session/large-type'
import AuditSite from './AuditSite.vue'
import { loadWords } from './words'

loadLargeType()
void loadWords().then(() => createApp(AuditSite, { path: window.location.pathname }).mount('#root'))
