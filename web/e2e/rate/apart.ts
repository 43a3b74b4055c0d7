import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BINARY } from '../served-county'

/** A demo county whose registrar and ballot box are two processes, at two origins. */
export interface Apart {
  county: string
  box: string
  kill: (room: Room) => Promise<void>
  start: (room: Room) => Promise<void>
  end: () => Promise<void>
}

export type Room = 'registrar' | 'ballot-box'

function free(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

/** Makes the county as one process and carries to the box what is the box's. */
function make(folder: string): Record<Room, string> {
  const registrar = join(folder, 'registrar')
  const box = join(folder, 'ballot-box')
  const made = spawnSync(BINARY, ['demo', '--scale', 'village', '--make-only', '--data', registrar], { stdio: ['ignore', 'ignore', 'inherit'] })
  if (made.status !== 0) throw new Error(`the demo ended with ${made.status}`)
  mkdirSync(join(box, 'keys/rounds'), { recursive: true })
  const rounds = readdirSync(join(registrar, 'keys/rounds')).filter((name) => name.endsWith('.box'))
  for (const name of ['ballot_box.db', 'keys/box.1.key', ...rounds.map((name) => `keys/rounds/${name}`)]) {
    renameSync(join(registrar, name), join(box, name))
  }
  return { registrar, 'ballot-box': box }
}

export async function apart(): Promise<Apart> {
  const folder = mkdtempSync(join(tmpdir(), 'lianxin-apart-'))
  const folders = make(folder)
  const ports = { registrar: await free(), 'ballot-box': await free() }
  const office = `127.0.0.1:${await free()}`
  // Two names of one machine: cookies know a host, not its port.
  const county = `http://127.0.0.1:${ports.registrar}`
  const box = `http://localhost:${ports['ballot-box']}`
  const running = new Map<Room, ChildProcess>()

  async function start(room: Room): Promise<void> {
    const env = {
      ...process.env, LIANXIN_DATA: folders[room], LIANXIN_LISTEN: `127.0.0.1:${ports[room]}`,
      LIANXIN_PUBLIC_URL: county, LIANXIN_BALLOT_BOX_ORIGIN: box, LIANXIN_BALLOT_BOX_OFFICE: office, LIANXIN_LOG: 'error',
    }
    const server = spawn(BINARY, ['serve', '--only', room], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    running.set(room, server)
    await new Promise<void>((resolve, reject) => {
      server.stdout.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('listening on ')) resolve()
      })
      server.once('exit', (code) => reject(new Error(`${room} ended with ${code}`)))
    })
  }

  async function kill(room: Room): Promise<void> {
    const server = running.get(room)
    if (!server) return
    running.delete(room)
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill('SIGKILL')
    await ended
  }

  await start('registrar')
  // The registrar has made the key that the two share.
  copyFileSync(join(folders.registrar, 'keys/office.1.key'), join(folders['ballot-box'], 'keys/office.1.key'))
  await start('ballot-box')
  return {
    county, box, kill, start,
    end: async () => {
      await kill('registrar')
      await kill('ballot-box')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
