/** What a screen does with the server's events. */
export interface Listener {
  /** The snapshot, as JSON. */
  stage: (snapshot: string) => void
  live: (is: boolean) => void
}

const AGAIN = 3000

/**
 * The events of a meeting. The browser reconnects by itself after a lost connection, but not after an answer that is none (a
 * proxy's, while the server starts): then they are asked for anew. Returns what ends it.
 */
export function meetingEvents(id: string, on: Listener): () => void {
  let source: EventSource
  let timer: number | undefined
  function listen(): void {
    source = new EventSource(`/api/public/meetings/${encodeURIComponent(id)}/events`)
    source.addEventListener('open', () => on.live(true))
    source.addEventListener('error', () => {
      on.live(false)
      if (source.readyState === EventSource.CLOSED) timer = window.setTimeout(listen, AGAIN)
    })
    source.addEventListener('stage', (event) => {
      on.live(true)
      on.stage((event as MessageEvent<string>).data)
    })
  }
  listen()
  return () => {
    window.clearTimeout(timer)
    source.close()
  }
}
