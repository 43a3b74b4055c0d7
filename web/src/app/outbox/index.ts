import { Outbox } from './outbox'
import { sendEntry } from './send'

/** The outbox of this page; it is opened on the shelf of whoever has unlocked the app. */
export const outbox = new Outbox(sendEntry)
