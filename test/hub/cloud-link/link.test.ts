import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createBackoff } from '#hub/cloud-link/backoff.ts'
import { startClaim } from '#hub/cloud-link/claim.ts'
import { createCloudClient } from '#hub/cloud-link/cloud-client.ts'
import { createCloudState } from '#hub/cloud-link/state.ts'
import { startStream } from '#hub/cloud-link/stream.ts'
import { storeProfile } from '#test/support/feed.ts'
import { identity, openTestJournal } from '../journal/open-journal.ts'
import { openFakeCloud } from './fake-cloud.ts'

const log = pino({ level: 'silent' })
const backoff = () => createBackoff(() => 1, { firstMs: 20, maxMs: 50 })
const { profile: _, ...claimed } = identity
const claimAnswer = { ...claimed, profile: storeProfile(), cloudTime: 1 }

test('a hub asks until the cloud answers its claim, and keeps what it got', async () => {
  await using files = await openTestJournal(false)
  await using cloud = await openFakeCloud()
  const client = createCloudClient(cloud.url)
  const { journal } = files
  const options = { code: 'nom-ABCD1234', name: 'hub', cloudUrl: cloud.url, client, journal, log }
  const claim = startClaim({ ...options, backoff: backoff() })
  await expect.poll(() => cloud.claims.length).toBeGreaterThan(2)
  expect(claim.reason()).toContain(`waits for the cloud at ${cloud.url} (the cloud starts)`)
  cloud.claimAnswer = { status: 200, body: claimAnswer }
  await claim.done
  expect(cloud.claims[0]).toEqual({ code: 'nom-ABCD1234', name: 'hub' })
  const again = await files.reopen()
  expect(again.identity()).toMatchObject({ hubId: 7, token: 'token', cloudSeq: 0 })
  const asked = cloud.claims.length
  await startClaim({ ...options, journal: again, backoff: backoff() }).done
  expect(cloud.claims).toHaveLength(asked)
})

test('a code that the cloud refuses is not asked for again; the reason is said', async () => {
  await using files = await openTestJournal(false)
  await using cloud = await openFakeCloud()
  const words = 'this code was used before'
  cloud.claimAnswer = {
    status: 404,
    body: { type: 'x', title: 'x', status: 404, detail: words },
  }
  const client = createCloudClient(cloud.url)
  const { journal } = files
  const claim = startClaim({
    code: 'nom-ABCD1234',
    name: 'hub',
    cloudUrl: cloud.url,
    client,
    journal,
    backoff: backoff(),
    log,
  })
  await claim.done
  expect(claim.reason()).toContain(words)
  expect(claim.reason()).toContain('KASSA_CLAIM_CODE')
  expect(journal.identity()).toBeNull()
})

test('the stream brings pokes down and health up, and comes back by itself', async () => {
  await using cloud = await openFakeCloud()
  let now = 1000
  const state = createCloudState(() => now)
  const messages: string[] = []
  const stream = startStream({
    cloudUrl: cloud.url,
    token: () => 'token',
    status: () => ({
      kind: 'status',
      version: '1',
      headSeq: 5,
      unsent: 2,
      oldestUnsentAt: 1,
      replica: null,
      replicaAt: null,
      tills: 1,
      devices: [],
    }),
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
