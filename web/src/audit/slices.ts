/** Runs long work in slices short enough that the page answers a finger between them. Needs no worker, which old phones load badly. */

const SLICE = 14

export async function inSlices<P, R>(work: Generator<P, R, undefined>, tell: (progress: P) => void): Promise<R> {
  for (;;) {
    const until = performance.now() + SLICE
    let progress: P | undefined
    do {
      const step = work.next()
      if (step.done) return step.value
      progress = step.value
    } while (performance.now() < until)
    if (progress !== undefined) tell(progress)
    await nextTurn()
  }
}

/** After whatever waits; timers would be slowed to 4 ms each. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
