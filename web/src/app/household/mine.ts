import { computed } from 'vue'
import { may } from '../../session/session'
import { copy, householdsOf } from '../sync/copy'
import { sync, syncing, syncProblem } from '../sync/sync'
import { talk } from '../vault/gate'
import { byNeed } from './order'

/** My households as they lie on this phone, in the order of need. */
export const mine = computed(() => householdsOf(copy.value).sort(byNeed))
export const mineProblem = syncProblem
export const mineBusy = syncing
/** Whether they have been read at all: an empty list is then really empty. */
export const mineKnown = computed(() => !may('sync') || Boolean(copy.value?.synced_at))
/** Those that never were mine have no name to show. */
export const gone = computed(() => copy.value?.gone.filter((one) => one.head_name) ?? [])

/** Ends when it is over, however: what the server says of the phone itself is heard where all of it is. */
export const loadMine = (): Promise<void> => sync().catch(talk)
