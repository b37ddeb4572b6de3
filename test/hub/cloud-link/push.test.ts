import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createBackoff } from '#hub/cloud-link/backoff.ts'
import { createCloudClient } from '#hub/cloud-link/cloud-client.ts'
import { createHandshake, type HandshakeDeps } from '#hub/cloud-link/handshake.ts'
import { type Pusher, startPusher } from '#hub/cloud-link/push.ts'
import { createHubTime } from '#hub/cloud-link/time.ts'
import { keptSales } from '#shared/journal/kept-sales.ts'
import { identity, newEvent, openTestJournal, type TestJournal } from '../journal/open-journal.ts'
import { type FakeCloud, openFakeCloud } from './fake-cloud.ts'

interface Pushing extends AsyncDisposable {
  readonly pusher: Pusher
  readonly foreign: () => number
  readonly up: boolean[]
}

function startPushing(files: TestJournal, cloudUrl: string): Pushing {
  let foreign = 0
  const up: boolean[] = []
  const { journal } = files
  const log = pino({ level: 'silent' })
  const time = createHubTime(
    { bootId: 'boot', uptimeMs: () => Math.round(performance.now()) },
    Date.now,
  )
  const note: HandshakeDeps['note'] = () => newEvent()
  const client = createCloudClient(() => cloudUrl)
  const sealKey = 'k'.repeat(43)
  const handshake = createHandshake({
    client,
    journal,
    time,
    note,
    sealKey,
    onSession: () => undefined,
    log,
  })
  const pusher = startPusher({
    cloudUrl,
    journal,
    handshake,
    wantsHandshake: time.wantsHandshake,
    backoff: createBackoff(() => 1, { firstMs: 20, maxMs: 50 }),
    log,
    report: (isUp) => up.push(isUp),
    onForeign: () => {
      foreign += 1
    },
    onConfirmed: () => undefined,
  })
  files.journal.onHead(pusher.wake)
  return { pusher, foreign: () => foreign, up, [Symbol.asyncDispose]: pusher.stop }
}

const append = async (files: TestJournal, count: number) => {
  await Promise.all(
    Array.from({ length: count }, () => files.journal.append(newEvent({ sale: true }))),
  )
}
const hasAll = (files: TestJournal, cloud: FakeCloud) =>
  expect
    .poll(() => cloud.head)
    .toMatchObject({
      seq: files.journal.head().seq,
      hash: files.journal.head().hash,
    })

test('a backlog goes up in order, in batches of at most 500, and is confirmed', async () => {
  await using files = await openTestJournal()
  await using cloud = await openFakeCloud()
  await append(files, 1203)
  await using pushing = startPushing(files, cloud.url)
  await hasAll(files, cloud)
  expect(cloud.batches).toEqual([500, 500, 203])
  await expect.poll(() => pushing.pusher.cloudSeq()).toBe(1203)
  const stored = files.journal.read('SELECT body FROM event ORDER BY seq', [])
  expect(cloud.bodies).toEqual(stored.map(({ body }) => body))
})

test('the cloud is told of a session once it is on the disk: a copy without it is another disk [B1.3]', async () => {
  await using files = await openTestJournal()
  await using cloud = await openFakeCloud()
  const onDisk: (string | null)[] = []
  cloud.onHeard = () => onDisk.push(files.journal.session())
  await using _pushing = startPushing(files, cloud.url)
  await expect.poll(() => onDisk).toEqual(['session 1'])
})

test('a hub that a till proves to be an old image while the cloud answers takes no time anchor, and says hello again [B2.8]', async () => {
  await using files = await openTestJournal()
  await using cloud = await openFakeCloud()
  cloud.onHeard = async () => {
    cloud.onHeard = () => undefined
    cloud.meetings.push({ outcome: 'new-epoch', epoch: 2, base: { epoch: 1, seq: 0, hash: '' } })
    await files.journal.noteOldImage(1, newEvent())
  }
  await using _pushing = startPushing(files, cloud.url)
  const said = () => cloud.hellos.map(({ head, provisional }) => [head.epoch, provisional])
  await expect.poll(said).toEqual([
    [1, false],
    [1, true],
    [2, false],
  ])
})

test('a new event goes up at once', async () => {
  await using files = await openTestJournal()
  await using cloud = await openFakeCloud()
  await using pushing = startPushing(files, cloud.url)
  await append(files, 1)
  await hasAll(files, cloud)
  await expect.poll(() => pushing.pusher.oldestUnsentAt()).toBeNull()
})

test('what a busy store sells goes up together, not each sale by itself', async () => {
  await using files = await openTestJournal()
  await using cloud = await openFakeCloud()
  await using pushing = startPushing(files, cloud.url)
  const from = performance.now()
  await append(files, 1)
  await hasAll(files, cloud)
  for (let sale = 0; sale < 30; sale += 1) await append(files, 1)
  await hasAll(files, cloud)
  await expect.poll(() => pushing.pusher.cloudSeq()).toBe(31)
  // Ten a second at most, however slowly this store sells.
  expect(cloud.batches.length).toBeLessThanOrEqual(2 + (performance.now() - from) / 100)
})

test('a busy cloud and a line cut before or after it was taken lose and double nothing', async () => {
  await using files = await openTestJournal()
  await using cloud = await openFakeCloud()
  cloud.faults.push('busy', 'cut-before', 'cut-after', 'busy', 'cut-after')
  await append(files, 20)
  await using pushing = startPushing(files, cloud.url)
  await hasAll(files, cloud)
  await append(files, 20)
  await hasAll(files, cloud)
  expect(new Set(cloud.bodies).size).toBe(40)
  expect(pushing.up).toContain(false)
  await expect.poll(() => pushing.up.at(-1)).toBe(true)
})

test('what a proxy or a guest network answers in place of the cloud is no word of the cloud: tills see no moment online', async () => {
  await using files = await openTestJournal()
  await using cloud = await openFakeCloud()
  await append(files, 1)
  await using pushing = startPushing(files, cloud.url)
  await hasAll(files, cloud)
  await expect.poll(() => pushing.pusher.cloudSeq()).toBe(1)
  const before = pushing.up.length
  const pages = [502, 200, 403, 401, 404, 409, 413].map((page) => ({ page }))
  cloud.faults.push(...pages)
  await append(files, 1)
  await hasAll(files, cloud)
  await expect.poll(() => pushing.up.at(-1)).toBe(true)
  // A body that is too large for a proxy is sent in halves at once.
  const failed = pages.length - 1
  expect(pushing.up.slice(before)).toEqual([...Array.from({ length: failed }, () => false), true])
  expect(pushing.foreign()).toBe(0)
  expect(cloud.bodies).toHaveLength(2)
})

test('a cloud that lost events asks for them and gets them', async () => {
  await using files = await openTestJournal()
  await using cloud = await openFakeCloud()
  await append(files, 30)
  await using pushing = startPushing(files, cloud.url)
  await hasAll(files, cloud)
  await expect.poll(() => pushing.pusher.cloudSeq()).toBe(30)
  const kept = files.journal.eventBySeq(10)
  cloud.head = { seq: 10, hash: kept?.hash ?? '' }
  cloud.bodies.length = 10
  await append(files, 5)
  await hasAll(files, cloud)
  expect(cloud.bodies).toHaveLength(35)
})

test('a batch that is too large is sent in smaller ones', async () => {
  await using files = await openTestJournal()
  await using cloud = await openFakeCloud()
  cloud.faults.push('too-large', 'too-large')
  await append(files, 300)
  await using _pushing = startPushing(files, cloud.url)
  await hasAll(files, cloud)
  expect(cloud.batches[0]).toBe(125)
})

test('a cloud with another history of this hub gets nothing more before a handshake', async () => {
  await using files = await openTestJournal()
  await using cloud = await openFakeCloud()
  const fork = { conflict: { reason: 'fork', expectedSeq: 3, hash: 'f'.repeat(64) } }
  cloud.faults.push(fork, fork)
  await append(files, 5)
  await using pushing = startPushing(files, cloud.url)
  await hasAll(files, cloud)
  expect(cloud.hellos).toHaveLength(3)
  expect(pushing.foreign()).toBe(0)
})

test('of a push that an event stops, what came before it is confirmed, and tills forget exactly that [B2.1, B2.7]', async () => {
  await using files = await openTestJournal()
  await using cloud = await openFakeCloud()
  // However often it is tried again.
  cloud.faults.push(...Array.from({ length: 1000 }, () => ({ stopAt: 8 })))
  await append(files, 12)
  await using pushing = startPushing(files, cloud.url)
  await expect.poll(() => pushing.up.filter((isUp) => !isUp).length).toBeGreaterThan(2)
  expect(pushing.pusher.cloudSeq()).toBe(7)
  expect(pushing.pusher.mark()).toEqual({ epoch: 1, seq: 7 })
  const kept = Array.from({ length: 12 }, (_, i) => ({
    id: String(i + 1),
    keptAt: 0,
    hub: identity.hubId,
    epoch: 1,
    seq: i + 1,
    sale: null,
  }))
  const mark = { hub: identity.hubId, epoch: 1, seq: pushing.pusher.cloudSeq() }
  const still = keptSales(kept, { mark, now: 0 }).map(({ seq }) => seq)
  expect(still).toEqual([8, 9, 10, 11, 12])
  expect(cloud.bodies).toHaveLength(7)
  // HQ has put it right.
  cloud.faults.length = 0
  await hasAll(files, cloud)
  expect(cloud.bodies).toHaveLength(12)
})

test('what the cloud confirmed is known after a restart', async () => {
  await using files = await openTestJournal()
  await using cloud = await openFakeCloud()
  await append(files, 12)
  {
    await using pushing = startPushing(files, cloud.url)
    await expect.poll(() => pushing.pusher.cloudSeq()).toBe(12)
  }
  const again = await files.reopen()
  expect(again.identity()?.cloudSeq).toBe(12)
})

test('a disk that lacks the answer to a message which this hub has acknowledged opens no session: it says that it is an older copy, and goes on in a new epoch [B1.3]', async () => {
  await using files = await openTestJournal()
  await using cloud = await openFakeCloud()
  const { epoch } = files.journal.head()
  const session = 'of a copy that went on'
  const stream = { incarnation: 1, epoch, posted: 7, acked: 7 }
  const base = { epoch: 0, seq: 0, hash: '' }
  cloud.meetings.push(
    { outcome: 'go', session, sendFrom: 1, cloudTime: Date.now(), ...stream },
    { outcome: 'new-epoch', epoch: epoch + 1, base },
  )
  await append(files, 3)
  await using pushing = startPushing(files, cloud.url)
  await expect.poll(() => pushing.up).toContain(true)
  const said = cloud.hellos.map(({ provisional, head, session: of }) => [
    provisional,
    head.epoch,
    of,
  ])
  expect(said).toEqual([
    [false, epoch, null],
    [true, epoch, null],
    [false, epoch + 1, null],
  ])
  expect(files.journal.session()).not.toBe(session)
})
