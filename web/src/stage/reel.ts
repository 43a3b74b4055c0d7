/**
 * Reels that run down to a result that is already committed: nothing here chooses anything. A column's way is fixed by
 * its digit and its place, so every screen in the hall shows the same run.
 */
const first = 1600
const each = 420

/** How long the whole label runs, in milliseconds. */
export function runTime(label: string): number {
  return first + each * Math.max(0, label.length - 1)
}

function ease(share: number): number {
  return 1 - (1 - share) ** 3
}

/** How far column `index` of `label` has turned after `elapsed` milliseconds, in digits; it ends on its own digit. */
export function turned(label: string, index: number, elapsed: number): number {
  const digit = Number(label[index])
  if (!Number.isInteger(digit)) return 0
  const way = 30 + 10 * index + digit
  return way * ease(Math.min(1, Math.max(0, elapsed / (first + each * index))))
}

/** What can be read in the column when it stands still. */
export function digitAt(turns: number): number {
  return Math.round(turns) % 10
}
