/** The check of a bundle with its time taken, for the benchmark (`web/scripts/time-check.mjs`); no page loads it. */
import { verifying } from './pdraw1/verify'
import { inSlices } from './slices'

export async function timed(address: string): Promise<{ kind: string; milliseconds: number; longest: number }> {
  const bytes = new Uint8Array(await (await fetch(address)).arrayBuffer())
  const begin = performance.now()
  let before = begin
  let longest = 0
  const verdict = await inSlices(verifying(bytes), () => {
    const now = performance.now()
    longest = Math.max(longest, now - before)
    before = now
  })
  return { kind: verdict.kind, milliseconds: performance.now() - begin, longest }
}
