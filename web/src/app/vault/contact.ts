import { api, take } from '../../api/client'
import { asProblem } from '../../api/problem'
import { outbox } from '../outbox'
import { call } from '../sync/calls'
import type { DeviceStanding } from '../sync/contract'
import { copy, deviceIsKnown, keepMe, sync } from '../sync/sync'
import { phoneName } from './phone-name'
import { changeVault, formerVaults, unsentIn, wipeVault, type OpenVault } from './vault'

/** What talking to the server brought to light. */
export type Word = 'fine' | 'offline' | 'signed_out' | 'another' | 'revoked'

/** Whether this phone was revoked; it may ask without a session, which a revoked phone has lost. */
export async function isRevoked(device: string): Promise<boolean> {
  try {
    return (await call<DeviceStanding>('GET', `/api/devices/${device}/standing`)).wipe
  } catch {
    // Unknown there, or no network: no reason to wipe.
    return false
  }
}

/** The server may stop counting on this phone. */
export async function sayWiped(device: string): Promise<void> {
  await call('POST', `/api/devices/${device}/wiped`).catch(() => undefined)
}

/** Everything there is to say to the server: who, that this phone is alive, what is unsent, and what is new. */
export async function contact(vault: OpenVault | null): Promise<Word> {
  try {
    const mine = await take(api.GET('/api/me'))
    if (vault && mine.account_id !== vault.account_id) return 'another'
    await keepMe(mine)
    if (vault) {
      await seen(vault)
      await retire(vault)
    }
    await Promise.all([outbox.flush(), vault ? known(vault) : sync()])
    return 'fine'
  } catch (thrown) {
    const { status } = asProblem(thrown)
    if (status === 410) return 'revoked'
    if (status === 401) return vault && (await isRevoked(vault.id)) ? 'revoked' : 'signed_out'
    return 'offline'
  }
}

/** A server that was restored from an older backup may not know this phone any more: it makes itself known again. */
async function known(vault: OpenVault): Promise<void> {
  try {
    await sync()
  } catch (thrown) {
    if (asProblem(thrown).status !== 404) throw thrown
    await changeVault(vault.db, vault.id, (row) => ({ ...row, registered: false }))
    await seen(vault)
    await sync()
  }
}

async function seen(vault: OpenVault): Promise<void> {
  const at = new Date().toISOString()
  const days = copy.value?.wipe_after_days
  let registered = true
  // What a former PIN still locks is as much in contact as its account.
  for (const row of await formerVaults(vault.db, vault.account_id)) await changeVault(vault.db, row.id, (kept) => ({ ...kept, seen_at: at, warned_at: '' }))
  await changeVault(vault.db, vault.id, (row) => {
    registered = row.registered
    return { ...row, seen_at: at, warned_at: '', wipe_after_days: days ?? row.wipe_after_days }
  })
  if (registered) return deviceIsKnown()
  try {
    await call('PUT', `/api/devices/${vault.id}`, { name: phoneName(navigator.userAgent) })
    await changeVault(vault.db, vault.id, (row) => ({ ...row, registered: true }))
    deviceIsKnown()
  } catch (thrown) {
    // What is unsent does not wait for it; the next contact tries again.
    if (asProblem(thrown).status === 401) throw thrown
  }
}

/** A former vault that holds nothing any more leaves this phone, and the server's list of phones; so does one that was revoked. */
async function retire(vault: OpenVault): Promise<void> {
  for (const { id, registered } of await formerVaults(vault.db, vault.account_id)) {
    if ((await unsentIn(vault.db, id)) > 0) {
      if (!(await isRevoked(id))) continue
    } else if (registered) {
      try {
        await call('POST', `/api/devices/${id}/revoke`)
      } catch (thrown) {
        // Next time, unless nobody knows it.
        if (asProblem(thrown).status !== 404) continue
      }
    }
    await wipeVault(vault.db, id)
    if (registered) await sayWiped(id)
  }
}
