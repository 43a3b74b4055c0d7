import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A message as a county's own gateway gets it. */
export interface Letter { to: string; purpose: string; text: string; params: Record<string, string> }

export interface Gateway { url: string; letters: Letter[]; close: () => void }

/** A gateway on this machine that keeps what it is handed. */
export async function gateway(): Promise<Gateway> {
  const letters: Letter[] = []
  const server: Server = createServer((request, answer) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      letters.push(JSON.parse(body) as Letter)
      answer.end('{}')
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, letters, close: () => server.close() }
}
