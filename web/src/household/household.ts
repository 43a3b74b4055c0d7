// The household pages work without this script; it only makes them kinder.
import './household.css'
import { SHARED } from './rating/keep'

const root = document.documentElement
root.classList.add('has-script')

const LARGE = 'lianxin-large-type'

/** Storage may be switched off in a WebView. */
function remember(value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(LARGE)
    else localStorage.setItem(LARGE, value)
  } catch {
    // Then the choice holds for this page.
  }
}

function remembered(): boolean {
  try {
    return localStorage.getItem(LARGE) !== null
  } catch {
    return false
  }
}

function setLarge(large: boolean, button: HTMLElement | null): void {
  if (large) root.setAttribute('data-type', 'large')
  else root.removeAttribute('data-type')
  if (button) button.setAttribute('aria-pressed', String(large))
}

function readAloud(button: HTMLElement): void {
  const voice = window.speechSynthesis
  if (voice.speaking) {
    voice.cancel()
    button.setAttribute('aria-pressed', 'false')
    return
  }
  const main = document.querySelector('main')
  const words = new SpeechSynthesisUtterance(main ? main.innerText : '')
  words.lang = root.lang
  words.rate = 0.85
  words.onend = () => button.setAttribute('aria-pressed', 'false')
  button.setAttribute('aria-pressed', 'true')
  voice.speak(words)
}

function prepareTools(): void {
  const tools = document.querySelector<HTMLElement>('.tools')
  if (!tools) return
  const type = tools.querySelector<HTMLElement>('[data-tool=type]')
  const read = tools.querySelector<HTMLElement>('[data-tool=read]')
  setLarge(remembered(), type)
  if (type) {
    type.addEventListener('click', () => {
      const large = root.getAttribute('data-type') !== 'large'
      setLarge(large, type)
      remember(large ? 'yes' : null)
    })
  }
  if (read && 'speechSynthesis' in window) {
    read.hidden = false
    read.addEventListener('click', () => readAloud(read))
  }
  tools.hidden = false
}

/** Whoever keeps a tablet that many households use opens a page with `#tablet` once (`#own` takes it back): ratings leave nothing there. */
function markSharedTablet(): void {
  try {
    if (location.hash === '#tablet') localStorage.setItem(SHARED, 'yes')
    if (location.hash === '#own') localStorage.removeItem(SHARED)
  } catch {
    // Where nothing can be stored, nothing is left.
  }
}

/** The QR code of a slip carries its code behind `#`, where no server and no log sees it. */
function fillSlip(): void {
  const field = document.querySelector<HTMLInputElement>('input.code')
  const code = location.hash.slice(1)
  if (!field || !/^[A-Za-z0-9-]{8,}$/.test(code)) return
  field.value = code
  history.replaceState(null, '', location.pathname)
}

/** A second tap on a button that is on its way sends nothing. The server would not count it twice either. */
function guardForms(): void {
  document.querySelectorAll<HTMLFormElement>('form[data-once]').forEach((form) => {
    let sent = false
    form.addEventListener('submit', (event) => {
      if (sent) event.preventDefault()
      sent = true
    })
    // Coming back with the browser's button finds a form that can be sent again.
    window.addEventListener('pageshow', () => {
      sent = false
    })
  })
}

prepareTools()
markSharedTablet()
fillSlip()
guardForms()
