import { expect, test } from 'vitest'
import { openValueHub, refused, sellFor } from './value-hub.ts'

test('after a start an older lease waits for each till, and is given back when its time is over', async () => {
  await using hub = await openValueHub()
  const [till, other] = [await hub.openTill(), await hub.openTill()]
  const bold = hub.newHolder()
  await hub.grant('old', bold, 500_00)
  const endsAt = Date.now() + 5000
  await hub.grant('short', bold, 100_00, { endsAt })
  hub.isCut = true
  hub.restartValue()
  expect(refused(await sellFor(till, bold, 100_00)).hindrance).toBe('tills-unheard')
  // What came since the start is nobody else's.
  hub.isCut = false
  await hub.grant('new', bold, 200_00)
  hub.isCut = true
  expect((await sellFor(till, bold, 200_00)).status).toBe(201)
  expect(refused(await sellFor(till, bold, 1_00)).hindrance).toBe('tills-unheard')
  // Nor is it spoken for: a recall is answered with nothing.
  hub.isCut = false
  await hub.tell({ kind: 'recall', lease: 'old' })
  expect(hub.leaseAt('old')).toEqual(['recalled', 500_00, 0, 0])
  hub.upper = endsAt
  await hub.value.sweep()
  expect(hub.leaseAt('short')?.[0]).toBe('open')
  await other.call('GET', '/shifts/current')
  await expect.poll(() => hub.leaseAt('old')).toEqual(['closed', 500_00, 0, 500_00])
  await hub.value.sweep()
  expect(hub.leaseAt('short')).toEqual(['closed', 100_00, 0, 100_00])
  expect(hub.leaseAt('new')).toEqual(['open', 200_00, 200_00, 0])
})

test('what was on its way when the session was opened waits for the tills, as older leases do: a copy of the disk may have it', async () => {
  await using hub = await openValueHub()
  const [till, other] = [await hub.openTill(), await hub.openTill()]
  const bold = hub.newHolder()
  hub.restartValue()
  hub.session = { ...hub.session, id: 's2', posted: 2 }
  hub.value.sessionOpened(hub.session)
  await hub.grant('standing', bold, 500_00)
  await hub.grant('hold', bold, 300_00, { requestId: 'of before', receiptId: 'R0' })
  await hub.grant('late', bold, 100_00, { requestId: 'of before, too', receiptId: 'R0' })
  const states = () => ['standing', 'hold', 'late'].map((lease) => hub.leaseAt(lease)?.[0])
  expect(states()).toEqual(['open', 'open', 'refused'])
  hub.isCut = true
  expect(refused(await sellFor(till, bold, 100_00)).hindrance).toBe('tills-unheard')
  await other.call('GET', '/shifts/current')
  await expect.poll(states).toEqual(['open', 'closed', 'refused'])
  expect((await sellFor(till, bold, 500_00)).status).toBe(201)
})

test('messages that come twice, late, early or of another session change nothing', async () => {
  await using hub = await openValueHub()
  const bold = hub.newHolder()
  const grantOf = (lease: string) => {
    const of = { kind: 'grant', requestId: null, receiptId: null, amount: 10 } as const
    return hub.messageOf({ ...of, lease, account: bold.account, endsAt: Date.now() + 60_000 })
  }
  const [first, second, third] = [grantOf('A'), grantOf('B'), grantOf('C')]
  const hear = (message: typeof first) => hub.value.hear({ kind: 'message', message })
  const acks = () => hub.said.flatMap((each) => (each.kind === 'ack' ? each.n : []))
  hear(second)
  hear({ ...first, incarnation: 2 })
  hear(first)
  hear(first)
  hear(third)
  hear(second)
  await expect.poll(acks).toEqual([1, 1, 2])
  expect(['A', 'B', 'C'].map((lease) => hub.leaseAt(lease)?.[0])).toEqual([
    'open',
    'open',
    undefined,
  ])
  // Said before the handshake's answer came: kept until it is there.
  hear({ ...third, session: 's2' })
  hub.session = { id: 's2', incarnation: 1, epoch: 1 }
  hub.value.sessionOpened(hub.session)
  await expect.poll(acks).toEqual([1, 1, 2, 3])
})

test('a grant that waits for the disk while an epoch is opened is of a session that is over: it is not taken [B1.3, B1.4]', async () => {
  await using hub = await openValueHub()
  const { journal, shop } = hub
  const { account } = hub.newHolder()
  const of = { kind: 'grant', requestId: null, receiptId: null, amount: 10 } as const
  const message = hub.messageOf({ ...of, lease: 'A', account, endsAt: Date.now() + 60_000 })
  const base = { epoch: 1, seq: 0, hash: '' }
  const opening = journal.openEpoch(2, base, shop.note('epoch-opened', 'test'))
  hub.value.hear({ kind: 'message', message })
  await opening
  // The writer takes what comes in order.
  await journal.execute([])
  expect(hub.leaseAt('A')).toBeUndefined()
  expect(hub.said.filter(({ kind }) => kind === 'ack')).toEqual([])
})
