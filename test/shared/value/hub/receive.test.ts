import { expect, test } from 'vitest'
import { returnAskedRights } from '#shared/value/hub/end-leases.ts'
import { askHold, stepHold } from '#shared/value/hub/hold-desk.ts'
import {
  lacksAnswers,
  nextNumber,
  receiveMessage,
  UNKNOWN_ACCOUNT,
} from '#shared/value/hub/receive.ts'
import { createHubBox, draftOf, ENDS, grantOf, NOW } from './hub-box.ts'

const recall = (lease: string) => ({ kind: 'recall' as const, lease })

test('a standing grant is journaled as granted and becomes spendable', () => {
  const box = createHubBox()
  const draft = draftOf(box.receive(1, grantOf('l1', 100)))
  expect(draft).toEqual({
    type: 'lease.granted',
    word: {
      lease: 'l1',
      account: 'a',
      n: 1,
      granted: 100,
      endsAt: ENDS,
      receiptId: null,
      spent: 0,
      returned: 0,
      reason: 'granted',
    },
    receiptId: null,
    payload: { v: 1, incarnation: 1, epoch: 1 },
  })
  expect(box.wallet.leasesOf('a')).toMatchObject([{ id: 'l1', state: 'open', granted: 100 }])
})

test('messages are taken in their order: a later one waits, an earlier one is only acknowledged [B1.4]', () => {
  const box = createHubBox()
  expect(box.receive(2, recall('l1'))).toEqual({ outcome: 'not-next', expected: 1 })
  box.receive(1, grantOf('l1', 100))
  expect(box.receive(1, grantOf('l1', 100))).toEqual({ outcome: 'repeated', n: 1 })
  expect(box.journal).toHaveLength(1)
})

test('every message taken is answered by one event that carries its number [B1.4]', () => {
  const box = createHubBox()
  const bodies = [
    grantOf('l1', 10),
    grantOf('late', 10, { requestId: 'q', receiptId: 'r' }),
    grantOf('l1', 99),
    recall('l1'),
    recall('l1'),
    recall('never'),
    grantOf('never', 10),
    { kind: 'refund-recall' as const, receiptId: 'r1' },
  ]
  for (const [i, body] of bodies.entries()) {
    box.receive(i + 1, body)
    expect(box.journal).toHaveLength(i + 1)
    expect(box.rebuilt().stream()).toEqual({ incarnation: 1, epoch: 1, n: i + 1 })
  }
})

test('an ended session, another epoch, and a hub without a session take nothing [B1.3]', () => {
  const box = createHubBox()
  const old = box.session()
  box.open({ id: 's2' })
  const other = { outcome: 'other-session' }
  expect(box.receive(1, grantOf('l1', 10), old)).toEqual(other)
  expect(box.receive(1, grantOf('l1', 10), { ...box.session(), epoch: 2 })).toEqual(other)
  expect(box.receive(1, grantOf('l1', 10), { ...box.session(), incarnation: 2 })).toEqual(other)
  const message = { session: 's2', incarnation: 1, epoch: 1, n: 1, body: grantOf('l1', 10) }
  const { wallet, openRequests, reserved } = box
  expect(
    receiveMessage({
      message,
      wallet,
      session: null,
      now: NOW,
      openRequests,
      reserved,
      isWhole: true,
      isSoldSinceStart: () => false,
    }),
  ).toEqual(other)
})

test('a new session of the same cloud goes on where the journal stands [B1.4]', () => {
  const box = createHubBox()
  box.receive(1, grantOf('l1', 10))
  box.open({ id: 's2' })
  expect(box.receive(1, grantOf('l1', 10)).outcome).toBe('repeated')
  expect(box.receive(2, grantOf('l2', 10)).outcome).toBe('taken')
})

test('a disk without the answer to an acknowledged message is an older copy; what was only posted it is told [B1.3]', () => {
  const box = createHubBox()
  const welcomed = { incarnation: 1, epoch: 1 }
  const lacks = (change: object) => lacksAnswers(box.rebuilt().stream(), { ...welcomed, ...change })
  for (let n = 1; n <= 3; n++) box.receive(n, grantOf(`l${n}`, 10))
  expect(lacks({ posted: 9, acked: 3 })).toBe(false)
  expect(lacks({ posted: 9, acked: 4 })).toBe(true)
  // Of another life of the cloud this disk has answered nothing.
  expect(lacks({ incarnation: 2, acked: 0 })).toBe(false)
  expect(lacks({ incarnation: 2, acked: 1 })).toBe(true)
  // An older cloud does not say.
  expect(lacks({ posted: 9 })).toBe(false)
})

test('a restored cloud counts from 1 again, also for a hub that restarted meanwhile [B1.12]', () => {
  const box = createHubBox()
  for (let n = 1; n <= 5; n++) box.receive(n, grantOf(`l${n}`, 10))
  expect(nextNumber(box.rebuilt().stream(), { incarnation: 2, epoch: 1 })).toBe(1)
  box.open({ id: 's2', incarnation: 2 })
  expect(draftOf(box.receive(1, recall('l3'))).type).toBe('lease.closed')
  expect(box.rebuilt().stream()).toEqual({ incarnation: 2, epoch: 1, n: 1 })
})

test('a grant that a restored cloud repeats is told as it is held, and not given twice [B1.12]', () => {
  const box = createHubBox()
  box.receive(1, grantOf('l1', 100))
  box.spend('l1', 40)
  box.open({ id: 's2', incarnation: 2 })
  const draft = draftOf(box.receive(1, grantOf('l1', 100)))
  expect(draft).toMatchObject({ type: 'lease.granted', word: { granted: 100, spent: 40, n: 1 } })
  expect(box.wallet.lease('l1')).toMatchObject({ granted: 100, spent: 40, state: 'open' })
})

test('a lease id is never enlarged: a second grant of it changes nothing [B1.4]', () => {
  const box = createHubBox()
  box.receive(1, grantOf('l1', 100))
  const draft = draftOf(box.receive(2, grantOf('l1', 500)))
  expect(draft).toMatchObject({ type: 'lease.granted', word: { granted: 100, returned: 0 } })
  expect(box.wallet.lease('l1')?.granted).toBe(100)
})

test('a lease id is never used again after its close [B1.4]', () => {
  const box = createHubBox()
  box.receive(1, grantOf('l1', 100))
  box.spend('l1', 30)
  box.receive(2, recall('l1'))
  const draft = draftOf(box.receive(3, grantOf('l1', 100)))
  expect(draft).toMatchObject({
    type: 'lease.refused',
    word: { reason: 'dead', spent: 30, returned: 0 },
  })
  expect(box.wallet.lease('l1')).toMatchObject({ state: 'closed', spent: 30, returned: 70 })
})

test('a recall that overtakes its grant is refused, and the grant is dead when it comes [B1.4]', () => {
  const box = createHubBox()
  const refused = draftOf(box.receive(1, recall('l1')))
  expect(refused).toMatchObject({
    type: 'lease.refused',
    word: { reason: 'unknown', account: UNKNOWN_ACCOUNT, granted: 0, returned: 0 },
  })
  const dead = draftOf(box.receive(2, grantOf('l1', 100)))
  expect(dead).toMatchObject({ type: 'lease.refused', word: { reason: 'dead', returned: 100 } })
  expect(box.wallet.openLeases()).toEqual([])
  expect(box.rebuilt().openLeases()).toEqual([])
})

function asked(box: ReturnType<typeof createHubBox>) {
  const state = askHold({ requestId: 'q1', receiptId: 'r1', account: 'a', amount: 50, now: NOW })
  box.openRequests.set('q1', state.ask)
  return state
}
const holdGrant = grantOf('h1', 50, { requestId: 'q1', receiptId: 'r1' })

test('a hold granted in time is taken for its receipt [B1.13]', () => {
  const box = createHubBox()
  asked(box)
  box.at({ uptimeMs: NOW.uptimeMs + 799 })
  expect(draftOf(box.receive(1, holdGrant)).type).toBe('lease.granted')
  expect(box.wallet.lease('h1')).toMatchObject({ receiptId: 'r1', state: 'open' })
})

test('a grant that comes after its deadline goes back at once [B1.4]', () => {
  const box = createHubBox()
  asked(box)
  box.at({ uptimeMs: NOW.uptimeMs + 800 })
  const draft = draftOf(box.receive(1, holdGrant))
  expect(draft).toMatchObject({ type: 'lease.refused', word: { reason: 'late', returned: 50 } })
  expect(box.wallet.openLeases()).toEqual([])
})

test('a wall clock that is set back does not keep a request alive [B1.4]', () => {
  const box = createHubBox()
  asked(box)
  box.at({ uptimeMs: NOW.uptimeMs + 900, wallMs: NOW.wallMs - 900 })
  expect(draftOf(box.receive(1, holdGrant)).word?.reason).toBe('late')
})

test('the answer to a request of before the reboot goes back [B1.4]', () => {
  const box = createHubBox()
  asked(box)
  box.at({ bootId: 'boot-2', uptimeMs: 10 })
  expect(draftOf(box.receive(1, holdGrant)).word?.reason).toBe('late')
})

test('a grant for a request that is unknown, or of other contents, goes back [B1.4]', () => {
  const box = createHubBox()
  expect(draftOf(box.receive(1, holdGrant)).word?.reason).toBe('late')
  asked(box)
  const wrong = grantOf('h2', 50, { requestId: 'q1', receiptId: 'r2' })
  expect(draftOf(box.receive(2, wrong)).word?.reason).toBe('late')
  const stranger = grantOf('h3', 50, { requestId: 'q1', receiptId: 'r1', account: 'b' })
  expect(draftOf(box.receive(3, stranger)).word?.reason).toBe('late')
})

test('a second grant of one request goes back [B1.4]', () => {
  const box = createHubBox()
  const state = asked(box)
  box.receive(1, holdGrant)
  stepHold(state, { kind: 'granted', lease: 'h1', now: NOW })
  box.openRequests.delete('q1')
  const again = grantOf('h2', 50, { requestId: 'q1', receiptId: 'r1' })
  expect(draftOf(box.receive(2, again)).word?.reason).toBe('late')
})

test('a hold of before the session is not given back by a disk that no till vouches for: its copy may spend it [B1.3]', () => {
  const box = createHubBox()
  box.isUnproven()
  box.open({ id: 's2', posted: 1 })
  const kept = box.receive(1, holdGrant)
  expect(draftOf(kept)).toMatchObject({ type: 'lease.granted', word: { returned: 0 } })
  expect(kept).toMatchObject({ isOurs: false })
  // What is posted in this session no other disk is told.
  const late = grantOf('h2', 50, { requestId: 'q2', receiptId: 'r2' })
  expect(draftOf(box.receive(2, late))).toMatchObject({ word: { reason: 'late', returned: 50 } })
})

test('a hold of before the session goes back where all tills vouch for the disk [B1.4]', () => {
  const box = createHubBox()
  box.open({ id: 's2', posted: 1 })
  expect(draftOf(box.receive(1, holdGrant)).word?.reason).toBe('late')
})

test('only what is posted in the session, or was asked for here, is surely no other disk’s [B1.3]', () => {
  const box = createHubBox()
  box.open({ id: 's2', posted: 2 })
  asked(box)
  const ours = [
    box.receive(1, grantOf('l1', 10)),
    box.receive(2, holdGrant),
    box.receive(3, grantOf('l2', 10)),
  ]
  expect(ours.map((each) => each.outcome === 'taken' && each.isOurs)).toEqual([false, true, true])
})

test('a recall closes what is not under payment, spent told in the same word [B1.4]', () => {
  const box = createHubBox()
  box.grant('l1', 100)
  box.spend('l1', 30)
  expect(draftOf(box.receive(2, recall('l1')))).toMatchObject({
    type: 'lease.closed',
    word: { reason: 'recalled', spent: 30, returned: 70, n: 2 },
  })
  expect(box.wallet.lease('l1')).toMatchObject({ state: 'closed', returned: 70 })
})

test('parts under a payment in progress stay, the rest goes back at once [B1.4]', () => {
  const box = createHubBox()
  box.grant('l1', 100)
  box.reserved.set('l1', 30)
  expect(draftOf(box.receive(2, recall('l1')))).toMatchObject({
    type: 'lease.returned',
    word: { reason: 'recalled', returned: 70 },
  })
  expect(box.wallet.lease('l1')).toMatchObject({ state: 'recalled', returned: 70 })
})

test('a recall said twice returns nothing twice [B1.4]', () => {
  const box = createHubBox()
  box.grant('l1', 100)
  box.reserved.set('l1', 30)
  box.receive(2, recall('l1'))
  expect(draftOf(box.receive(3, recall('l1'))).word?.returned).toBe(0)
  box.reserved.clear()
  expect(draftOf(box.receive(4, recall('l1')))).toMatchObject({
    type: 'lease.closed',
    word: { returned: 30 },
  })
  expect(draftOf(box.receive(5, recall('l1')))).toMatchObject({
    type: 'lease.refused',
    word: { reason: 'unknown', returned: 0 },
  })
  expect(box.wallet.lease('l1')).toMatchObject({ state: 'closed', returned: 100 })
})

test('a reservation larger than what is left never returns a negative part', () => {
  const box = createHubBox()
  box.grant('l1', 100)
  box.reserved.set('l1', 130)
  expect(draftOf(box.receive(2, recall('l1'))).word?.returned).toBe(0)
})

test('the right to refund goes back by the journal, once asked for [B5]', () => {
  const box = createHubBox()
  const draft = draftOf(box.receive(1, { kind: 'refund-recall', receiptId: 'r1' }))
  expect(draft).toEqual({
    type: 'refund-right.returned',
    word: null,
    receiptId: 'r1',
    payload: { v: 1, n: 1, incarnation: 1, epoch: 1 },
  })
  expect(box.journal[0]?.envelope.receipt?.id).toBe('r1')
})

test('a disk that no till vouches for may have refunded more than it knows: it keeps the right that is asked for, and gives it back once they do [B5, B2.8]', () => {
  const box = createHubBox()
  box.isUnproven()
  box.soldSinceStart.add('new')
  const [kept, given] = ['old', 'new'].map((receiptId, i) =>
    draftOf(box.receive(i + 1, { kind: 'refund-recall', receiptId })),
  )
  const payload = { v: 1, incarnation: 1, epoch: 1 }
  expect(kept).toMatchObject({ receiptId: 'old', keeps: true, payload: { ...payload, n: 1 } })
  expect(box.journal[0]?.envelope.receipt).toMatchObject({ id: 'old', cover: 'right' })
  expect(box.wallet.ownReceipt('old')).toMatchObject({ right: 'asked' })
  // Nobody refunded elsewhere what this program sold.
  expect(given).toEqual({
    type: 'refund-right.returned',
    word: null,
    receiptId: 'new',
    payload: { ...payload, n: 2 },
  })
  box.isProven()
  const [back, ...others] = returnAskedRights(box.wallet)
  expect(others).toEqual([])
  if (back !== undefined) box.keep(back)
  expect(box.journal.at(-1)?.envelope.receipt).toMatchObject({ id: 'old', cover: null })
  expect(box.rebuilt().ownReceipt('old')).toMatchObject({ right: 'returned' })
  expect(returnAskedRights(box.rebuilt())).toEqual([])
  expect(box.rebuilt().stream().n).toBe(2)
})

test('nor does it say that a lease is unknown: the recall waits for the tills [B1.4, B2.8]', () => {
  const box = createHubBox()
  box.isUnproven()
  expect(box.receive(1, recall('l1'))).toEqual({ outcome: 'unvouched' })
  expect(box.journal).toEqual([])
  box.isProven()
  expect(draftOf(box.receive(1, recall('l1'))).word).toMatchObject({ reason: 'unknown' })
})
