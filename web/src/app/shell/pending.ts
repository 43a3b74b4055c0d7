/** What is being written in open forms; put on the phone before the page starts anew. */
const writing = new Set<() => Promise<unknown>>()

export function whileWriting(keep: () => Promise<unknown>): () => void {
  writing.add(keep)
  return () => writing.delete(keep)
}

export async function keepAll(): Promise<void> {
  await Promise.all([...writing].map((keep) => keep()))
}
