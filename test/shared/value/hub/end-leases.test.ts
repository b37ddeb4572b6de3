import { expect, test } from 'vitest'
import { closeAfterReceipt, closeOrphans, endedLeases } from '#shared/value/hub/end-leases.ts'
import { askHold } from '#shared/value/hub/hold-desk.ts'
import { createHubBox, ENDS, grantOf, NOW } from './hub-box.ts'

function hubWithLeases() {
  const box = createHubBox()
  box.grant('l1', 100)
  box.grant('l2', 50, { endsAt: ENDS + 1 })
  const { ask } = askHold({ requestId: 'q', receiptId: 'r1', account: 'a', amount: 9, now: NOW })
  box.openRequests.set('q', ask)
  box.receive(3, grantOf('h1', 9, { requestId: 'q', receiptId: 'r1' }))
  return box
}

function sweep(box: ReturnType<typeof createHubBox>, upper: number | null, limit = 10) {
  const drafts = endedLeases({ wallet: box.wallet, upper, reserved: box.reserved, limit })
  return drafts.map((draft) => [draft.word?.lease, draft.word?.reason, draft.word?.returned])
}

test('a lease that ended is closed by the hub: its word brings the escrow home [B1.1]', () => {
  const box = hubWithLeases()
  box.spend('l1', 40)
  expect(sweep(box, ENDS - 1)).toEqual([])
  expect(sweep(box, ENDS)).toEqual([
    ['l1', 'ended', 60],
    ['h1', 'ended', 9],
  ])
})

test('a hub that does not know the time closes nothing [B1.2]', () => {
  expect(sweep(hubWithLeases(), null)).toEqual([])
})

test('an ended lease waits for the payment that reserved parts of it [B1.4]', () => {
  const box = hubWithLeases()
  box.reserved.set('l1', 1)
  expect(sweep(box, ENDS)).toEqual([['h1', 'ended', 9]])
})

test('a sweep is short: the rest comes with the next', () => {
  const box = hubWithLeases()
  expect(sweep(box, ENDS + 1, 2)).toHaveLength(2)
})

test('what a hold has left goes back when its receipt ends, standing leases stay [B1.4]', () => {
  const box = hubWithLeases()
  box.spend('h1', 4)
  const { wallet, reserved } = box
  const drafts = closeAfterReceipt({ wallet, receiptId: 'r1', accounts: ['a', 'b'], reserved })
  for (const draft of drafts) box.keep(draft)
  expect(drafts).toMatchObject([
    { type: 'lease.closed', word: { lease: 'h1', n: 0, returned: 5, reason: 'receipt-ended' } },
  ])
  expect(wallet.leasesOf('a').map((lease) => lease.id)).toEqual(['l1', 'l2'])
  expect(wallet.stream().n).toBe(3)
})

test('a recalled lease closes when the receipt that kept it ends, not before [B1.4]', () => {
  const box = hubWithLeases()
  box.reserved.set('l1', 30)
  box.receive(4, { kind: 'recall', lease: 'l1' })
  const { wallet, reserved } = box
  const ended = { wallet, accounts: ['a'], reserved }
  expect(closeAfterReceipt({ ...ended, receiptId: 'other' })).toEqual([])
  reserved.clear()
  box.spend('l1', 30)
  for (const draft of closeAfterReceipt({ ...ended, receiptId: 'r2' })) box.keep(draft)
  expect(wallet.lease('l1')).toMatchObject({ state: 'closed', spent: 30, returned: 70 })
})

test('a power cut in a payment leaves no hold behind: the next start closes it [B1.4]', () => {
  const box = hubWithLeases()
  box.reserved.set('l2', 30)
  box.receive(4, { kind: 'recall', lease: 'l2' })
  const wallet = box.rebuilt()
  const start = { wallet, reserved: new Map<string, number>() }
  const idsOf = (receiptsInProgress: ReadonlySet<string>) => {
    return closeOrphans({ ...start, receiptsInProgress }).map((draft) => draft.word?.lease)
  }
  expect(idsOf(new Set())).toEqual(['l2', 'h1'])
  expect(idsOf(new Set(['r1']))).toEqual(['l2'])
  expect(
    closeOrphans({ ...start, reserved: box.reserved, receiptsInProgress: new Set(['r1']) }),
  ).toEqual([])
})
