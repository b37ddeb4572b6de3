import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createBackoff } from '#hub/cloud-link/backoff.ts'
import { createCloudState } from '#hub/cloud-link/state.ts'
import { startStream } from '#hub/cloud-link/stream.ts'
import type { BoxStatus } from '#shared/contracts/sync.ts'
import { openFakeCloud } from './fake-cloud.ts'

const log = pino({ level: 'silent' })
const status = (): BoxStatus => ({
  kind: 'status',
  version: '1',
  headSeq: 5,
  unsent: 2,
  oldestUnsentAt: 1,
  replica: null,
  replicaAt: null,
  tills: 1,
  devices: [],
})
const backoff = () => createBackoff(() => 1, { firstMs: 20, maxMs: 50 })

test('the stream brings pokes down and health up, and comes back by itself', async () => {
  await using cloud = await openFakeCloud()
  let now = 1000
  const state = createCloudState(() => now)
  const messages: string[] = []
  const stream = startStream({
    cloudUrl: cloud.url,
    token: () => 'token',
    status,
    onMessage: (message) => messages.push(message.kind),
    report: (isUp) => state.report('stream', isUp),
    backoff: backoff(),
    log,
  })
  await expect.poll(() => messages).toEqual(['hello'])
  await expect.poll(() => cloud.statuses).toMatchObject([{ headSeq: 5, unsent: 2 }])
  expect(state.now()).toEqual({ online: true, since: 1000 })
  cloud.poke({ kind: 'poke', class: 'urgent', generation: 1, frame: 2 })
  await expect.poll(() => messages).toEqual(['hello', 'poke'])
  stream.changed()
  await expect.poll(() => cloud.statuses.length).toBe(2)

  now = 2000
  const changes: boolean[] = []
  state.onChange((online) => changes.push(online))
  cloud.dropStreams()
  await expect.poll(() => messages.length).toBe(3)
  expect(changes).toEqual([false, true])
  await stream.stop()
  expect(state.now()).toEqual({ online: false, since: 2000 })
})

test('a stream that waits out its back-off is tried soon once the cloud answered elsewhere', async () => {
  await using cloud = await openFakeCloud()
  let opened = 0
  const knownLineMs = 1000
  const stream = startStream({
    cloudUrl: cloud.url,
    token: () => 'token',
    status,
    onMessage: () => undefined,
    report: (isUp) => (opened += Number(isUp)),
    backoff: createBackoff(() => 1, { firstMs: 600_000, maxMs: 600_000 }),
    log,
    knownLineMs,
  })
  await expect.poll(() => opened).toBe(1)
  const from = performance.now()
  cloud.dropStreams()
  await expect.poll(() => stream.isOpen()).toBe(false)
  for (let answer = 0; answer < 20; answer += 1) stream.hurry()
  await expect.poll(() => opened).toBe(2)
  expect(performance.now() - from, 'no sooner than this').toBeGreaterThan(knownLineMs - 10)
  await stream.stop()
})

test('online is said while either channel works', () => {
  let now = 1
  const state = createCloudState(() => now)
  expect(state.now()).toEqual({ online: false, since: null })
  state.report('push', true)
  now = 2
  state.report('push', true)
  expect(state.now()).toEqual({ online: true, since: 1 })
  state.report('stream', true)
  state.report('push', false)
  expect(state.now()).toEqual({ online: true, since: 1 })
  now = 3
  state.report('stream', false)
  expect(state.now()).toEqual({ online: false, since: 3 })
})
