/** The receipt finder of a round's public page. The receipt stays on the phone: asked for is the whole part of the official. */
import { findReceipt, readReceipt, type Finding, type Part } from './receipt'

const PATIENCE = 30_000

type Told = Finding['kind'] | 'typed' | 'offline'

/** What the server published of an official, or nothing when it cannot be reached. */
function ask(address: string, then: (part: Part | undefined, status: number) => void): void {
  const request = new XMLHttpRequest()
  request.open('GET', address)
  request.timeout = PATIENCE
  request.onload = () => then(read(request.responseText), request.status)
  request.onerror = request.ontimeout = () => then(undefined, 0)
  request.send()
}

function read(text: string): Part | undefined {
  try {
    const part = JSON.parse(text) as Part
    return part.receipts && part.leaf && part.proof && part.checkpoint ? part : undefined
  } catch {
    return undefined
  }
}

/** What a receipt that was typed comes to. */
export function look(typed: string, round: string, official: string, tell: (told: Told) => void): void {
  const receipt = readReceipt(typed)
  if (receipt === undefined) return tell('typed')
  ask(`/api/rating-rounds/${round}/receipts/${official}`, (part, status) => {
    if (status === 0) tell('offline')
    else tell(part ? findReceipt(part, official, receipt).kind : 'unreadable')
  })
}

function begin(finder: HTMLElement): void {
  const form = finder.querySelector('form') as HTMLFormElement
  const input = finder.querySelector('input') as HTMLInputElement
  const button = finder.querySelector('button') as HTMLButtonElement
  const findings = finder.querySelectorAll<HTMLElement>('[data-finding]')
  const show = (told?: Told) => {
    for (let nth = 0; nth < findings.length; nth += 1) {
      const finding = findings[nth] as HTMLElement
      finding.hidden = finding.getAttribute('data-finding') !== told
    }
  }
  form.hidden = false
  form.onsubmit = () => {
    show()
    button.disabled = true
    look(input.value, finder.getAttribute('data-round') as string, finder.getAttribute('data-official') as string, (told) => {
      button.disabled = false
      show(told)
    })
    return false
  }
}

if (typeof document !== 'undefined') {
  const finder = document.getElementById('finder')
  if (finder) begin(finder)
}
