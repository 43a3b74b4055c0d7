/** The household's rating page: which view is shown, and what its buttons do. Every word stands in the page itself. */
import { tidy } from './ballot'
import { answered, deliver, type End, type Paper } from './deliver'
import { isShared, keepOf, waiting, type Keep } from './keep'

export { blind, finalize, verify } from './blind'
export { sha256, sha384 } from './sha2'
export { commitment, textOf } from './ballot'

/** Seconds before the next attempt, longer each time. */
const PAUSES = [2, 4, 8, 15, 30]
const LOW = ['dissatisfied', 'very_dissatisfied']

function all(selector: string, within: ParentNode = document): HTMLElement[] {
  return Array.prototype.slice.call(within.querySelectorAll(selector)) as HTMLElement[]
}

const said = (element: HTMLElement, name: string): string => element.getAttribute('data-' + name) || ''

function papersOf(root: HTMLElement, cards: HTMLElement[]): Paper[] {
  return cards.map((card) => ({
    round: said(card, 'round'),
    code: said(card, 'code'),
    box: said(root, 'box'),
    issue: said(root, 'issue'),
    mark: said(root, 'mark'),
    official: said(card, 'official'),
    key: said(card, 'n'),
  }))
}

function start(root: HTMLElement): void {
  const cards = all('[data-official]', root)
  const papers = papersOf(root, cards)
  const forms = all('form', root) as HTMLFormElement[]
  const keeps: Keep[] = papers.map((one) => keepOf(one.round))
  const shared = isShared()
  // Where there are many to rate, each has a page of his own.
  const beyond = said(root, 'next')
  const links = all('.left a', root)
  let current = 0
  let timer = 0
  let attempt = 0
  let busy = false
  let shown = false

  const paper = () => papers[current] as Paper
  const keep = () => keeps[current] as Keep
  /** Rounds may ask different things. */
  const form = () => forms[Number(said(cards[current] as HTMLElement, 'form'))] as HTMLFormElement
  const keptOf = (at: number) => (keeps[at] as Keep).read((papers[at] as Paper).official)
  const part = (name: string) => all('[data-part="' + name + '"]', root)
  const reveal = (name: string, yes: boolean) => part(name).forEach((element) => { element.hidden = !yes })

  function show(view: string): void {
    cards.forEach((card, at) => { card.hidden = at !== current })
    all('[data-view]', root).forEach((element) => {
      element.hidden = said(element, 'view') !== view || (view === 'ask' && element !== form())
    })
    // Whoever is left may be taken next, but not while an answer is on its way.
    const left = all('[data-at]', root).filter((button, at) => {
      button.hidden = at === current || isDone(at)
      return !button.hidden
    })
    reveal('left', left.length + links.length > 0 && view !== 'sending' && view !== 'waiting')
    // Where the page goes on, so do the eye and a screen reader; but a page that opens begins at its top.
    const onward = root.querySelector('[data-view="' + view + '"] h2') || cards[current]
    if (shown && onward) {
      onward.setAttribute('tabindex', '-1')
      ;(onward as HTMLElement).focus()
    }
    shown = true
  }

  /** The next official who has no receipt yet, else the next one. */
  function next(): number {
    for (let step = 1; step < papers.length; step++) {
      const at = (current + step) % papers.length
      if (!isDone(at)) return at
    }
    return (current + 1) % papers.length
  }

  function isDone(at: number): boolean {
    const kept = keptOf(at)
    return kept ? Boolean(kept.receipt && !kept.answer) : said(cards[at] as HTMLElement, 'issued') !== ''
  }

  function receipt(): void {
    const kept = keptOf(current)
    part('receipt').forEach((element) => { element.textContent = (kept && kept.receipt) || '' })
    reveal('change', !shared)
    reveal('kept', keep().lasting)
    reveal('leave', shared && !links.length && papers.every((_, at) => isDone(at)))
    reveal('next', papers.length > 1 || Boolean(beyond))
    part('next-name').forEach((element) => { element.textContent = said(beyond ? root : (cards[next()] as HTMLElement), 'name') })
    show('receipt')
  }

  function ask(): void {
    // Nothing of an earlier answer stands here again.
    form().reset()
    reveal('lost', !keep().lasting && !shared)
    reveal('shared', shared)
    show('ask')
  }

  function open(at: number): void {
    current = at
    const kept = keptOf(current)
    const issued = said(cards[at] as HTMLElement, 'issued')
    if (kept && kept.answer) send()
    else if (kept && kept.receipt) receipt()
    else if (!kept && issued) show(issued === 'slip' ? 'slip' : 'issued')
    else ask()
  }

  function send(): void {
    if (busy) return
    busy = true
    window.clearTimeout(timer)
    show('sending')
    // The view is drawn before the phone begins to reckon.
    window.setTimeout(() => deliver(paper(), keep(), ended), 30)
  }

  function ended(end: End, after?: number): void {
    busy = false
    if (end === 'again') {
      show('waiting')
      timer = window.setTimeout(send, (after || PAUSES[Math.min(attempt++, PAUSES.length - 1)] as number) * 1000)
      return
    }
    attempt = 0
    if (end === 'done') receipt()
    // The server asks for the digits; the answer waits here.
    else if (end === 'factor') window.location.reload()
    else show(end)
  }

  root.addEventListener('submit', (event) => {
    event.preventDefault()
    const chosen = form().querySelector('input[name=level]:checked') as HTMLInputElement | null
    if (busy || !chosen) return
    const level = chosen.value
    const reasons = LOW.indexOf(level) < 0 ? [] : all('input[type=checkbox]:checked', form()).map((box) => (box as HTMLInputElement).value)
    const comment = tidy((form().querySelector('textarea') as HTMLTextAreaElement).value)
    answered(keep(), paper().official, level, reasons, comment)
    form().reset()
    send()
  })
  root.addEventListener('click', (event) => {
    const target = event.target as HTMLElement
    const act = target.getAttribute('data-act')
    if (act === 'again') send()
    else if (act === 'change') ask()
    else if (act === 'next' && beyond) window.location.href = beyond
    else if (act === 'next') open(next())
    else if (act === 'pick') open(Number(said(target, 'at')))
  })
  window.addEventListener('online', () => {
    const waiting = root.querySelector('[data-view=waiting]') as HTMLElement
    if (!waiting.hidden) send()
  })

  const unsent = papers.map((_, at) => at).filter((at) => {
    const kept = keptOf(at)
    return kept && kept.answer
  })
  root.setAttribute('data-ready', '')
  all('button[disabled]', root).forEach((button) => button.removeAttribute('disabled'))
  // An answer without a receipt goes before everything else, on whichever page it was given.
  const elsewhere = beyond && !window.location.search && !unsent.length ? waiting(paper().round)[0] : ''
  if (elsewhere) window.location.replace('?round=' + paper().round + '&of=' + elsewhere)
  else if (unsent.length) open(unsent[0] as number)
  else open(isDone(0) && papers.length > 1 ? next() : 0)
}

const root = typeof document === 'undefined' ? null : document.getElementById('rating')
// Without a good source of chance there is no secret ballot: the page goes on offering the slip.
if (root && 'crypto' in window) start(root)
