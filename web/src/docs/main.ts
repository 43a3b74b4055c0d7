import '../base.css'
import './docs.css'
import 'rapidoc'
import { loadLocale, t } from '../locale'

const shadowStyle = `
  .nav-method, .nav-bar-tag, .nav-bar-path { color: #1b1f24 !important; }
`

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
  const heading = document.createElement('h1')
  heading.className = 'visually-hidden'
  heading.textContent = t('docs.title')
  const header = document.createElement('header')
  header.append(heading)
  document.getElementById('root')?.append(header, reader)
  // The reader's own greys and nameless regions, mended inside its shadow.
  const style = document.createElement('style')
  style.textContent = shadowStyle
  reader.shadowRoot?.append(style)
  reader.addEventListener('spec-loaded', () => {
    reader.shadowRoot?.querySelector('nav.nav-bar')?.setAttribute('aria-label', t('docs.title'))
    reader.shadowRoot?.querySelector('nav.nav-scroll')?.setAttribute('aria-label', t('docs.operations'))
  })
})
