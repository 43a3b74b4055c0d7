import { Outbox } from './outbox'
import { openShelf } from './sealed-shelf'
import { sendVisit } from './send'

/** The outbox of this page. */
export const outbox = new Outbox(sendVisit)

/**
 * Opens the outbox of an account and sends it whenever there is reason to hope: now, when the network is back, when the page is
 * looked at again. Background Sync is not relied on: half the phones do not have it.
 */
export async function startOutbox(account: string): Promise<void> {
  await outbox.open(await openShelf(), account)
  window.addEventListener('online', () => void outbox.flush())
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void outbox.read().then(() => outbox.flush())
  })
  window.addEventListener('beforeunload', (event) => {
    // Only a page that cannot keep them has something to lose.
    if (!outbox.lasting.value && outbox.entries.value.length > 0) event.preventDefault()
  })
  void outbox.flush()
}
