/** A piece of two texts set side by side: in both, only in the first, or only in the second. */
export interface Piece { kind: 'same' | 'gone' | 'new'; text: string }

/** What became of a text, sign by sign; comments are short, so the longest common part is found outright. */
export function diff(before: string, after: string): Piece[] {
  const [left, right] = [[...before], [...after]]
  const width = right.length + 1
  const common = new Uint16Array((left.length + 1) * width)
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      const [down, across] = [common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0]
      common[i * width + j] = left[i] === right[j] ? (common[(i + 1) * width + j + 1] ?? 0) + 1 : Math.max(down, across)
    }
  }
  const pieces: Piece[] = []
  const put = (kind: Piece['kind'], sign: string) => {
    const last = pieces[pieces.length - 1]
    if (last?.kind === kind) last.text += sign
    else pieces.push({ kind, text: sign })
  }
  let [i, j] = [0, 0]
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      put('same', left[i] ?? '')
      i += 1
      j += 1
    } else if (i < left.length && (j === right.length || (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))) {
      put('gone', left[i] ?? '')
      i += 1
    } else {
      put('new', right[j] ?? '')
      j += 1
    }
  }
  return pieces
}
