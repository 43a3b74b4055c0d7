import '../base.css'
import './docs.css'
import 'rapidoc'
import { loadLocale, t } from '../locale'

// The reader is a custom element: it is made here and not in the page, after its words are known.
void loadLocale().then(() => {
  document.title = t('docs.title')
  const reader = document.createElement('rapi-doc')
  const settings: Record<string, string> = {
    'spec-url': '/api/openapi.json',
    'render-style': 'focused',
    'schema-style': 'table',
    theme: 'light',
    'bg-color': '#ffffff',
    'text-color': '#1b1f24',
    'primary-color': '#1f5fbf',
    'nav-bg-color': '#f6f7f9',
    'regular-font': "'PingFang SC','HarmonyOS Sans SC','Noto Sans CJK SC','Microsoft YaHei',sans-serif",
    'load-fonts': 'false',
    'show-header': 'false',
    'allow-try': 'true',
    'allow-authentication': 'true',
    'allow-server-selection': 'false',
    'show-method-in-nav-bar': 'as-colored-text',
    'use-path-in-nav-bar': 'false',
  }
  for (const [name, value] of Object.entries(settings)) reader.setAttribute(name, value)
  // Writes need this header; reading them here must work as it does for any other client.
  reader.addEventListener('before-try', (event) => {
    const request = (event as CustomEvent<{ request: Request }>).detail.request
    request.headers.set('X-Lianxin', '1')
  })
  document.getElementById('root')?.append(reader)
})
