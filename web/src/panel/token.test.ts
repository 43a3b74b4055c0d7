import { describe, expect, it } from 'vitest'
import { commitment, openVote } from './token'

const vote = { code: 'X', meeting: '01890a5d-ac96-774b-bcce-b302099a8057', number: 2, label: 'A00012', key: '' }

describe('a judge\'s ballot', () => {
  it('has the commitment that the record will carry', () => {
    // SHA-256 of the salt and the lines, reckoned apart; `domain::audit::hearing` has the same one in its tests.
    expect(commitment('11'.repeat(32), vote, 'fair')).toBe('f1c94a97a87a15a76433de577c4ee79b4cceeeb795cff6e317778e6729e76204')
  })
  it('is there while its vote is open, and not before or after', () => {
    const paper = { meeting_id: vote.meeting, title: 'x', rehearsal: false, number: 2, signed: false }
    expect(openVote('X', { ...paper, state: 'waiting' })).toBeNull()
    expect(openVote('X', { ...paper, state: 'open', label: 'A00012', key: 'AQ' })).toMatchObject({ number: 2, label: 'A00012', key: 'AQ' })
  })
})
