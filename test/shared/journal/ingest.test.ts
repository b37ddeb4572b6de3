import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgeVersion } from '#shared/journal/contract-version.ts'
import { takeBatch } from '#shared/journal/ingest.ts'
import { type FoundEnvelope, type FoundPayload, judgeEvent } from '#shared/journal/judge-event.ts'
import { createMemoryHistory } from '#test/sim/memory-history.ts'
import { copyOf, hashRecord, paperHub, push, type Record, write } from './paper-hub.ts'

function send(
  history: ReturnType<typeof createMemoryHistory>,
  records: readonly Record[],
  epoch = 1,
) {
  const known = { head: history.head(), hashAt: history.hashAt }
  return takeBatch(known, { epoch, records, hashRecord })
}

test('however batches are cut, repeated, lost and reordered, each event is applied once, in order [B2.6]', () => {
  const batch = fc.record({ from: fc.nat(29), count: fc.integer({ min: 1, max: 12 }) })
  fc.assert(
    fc.property(fc.array(batch, { maxLength: 30 }), (batches) => {
      const history = createMemoryHistory(7)
      const hub = paperHub()
      write(hub, 30)
      const applied: string[] = []
      const take = (records: readonly Record[]) => {
        const taking = send(history, records)
        if (taking.outcome === 'apply') {
          applied.push(...taking.fresh.map(({ id }) => id))
          history.ingest(taking.fresh)
        } else if (taking.outcome === 'gap') {
          expect(taking.expectedSeq).toBe(history.head().seq + 1)
        } else {
          expect(taking.outcome).toBe('repeated')
        }
      }
      for (const { from, count } of batches) take(hub.records.slice(from, from + count))
      take(hub.records)
      expect(applied).toEqual(hub.records.map(({ id }) => id))
      expect(history.head()).toEqual(hub.head)
    }),
  )
})

test('a batch that starts beyond the head says where to go on; one of another epoch is not taken [B2.6]', () => {
  const history = createMemoryHistory(7)
  const hub = paperHub()
  write(hub, 9)
  expect(send(history, hub.records.slice(4))).toEqual({ outcome: 'gap', expectedSeq: 1 })
  expect(send(history, hub.records, 2)).toEqual({ outcome: 'other-epoch' })
  expect(send(history, [])).toEqual({ outcome: 'repeated' })
})

test('a batch of another history is a fork, whether it overlaps the known one or not [B2.6]', () => {
  const history = createMemoryHistory(7)
  const hub = paperHub()
  write(hub, 5)
  const clone = copyOf(hub)
  write(hub, 5)
  push(history, hub)
  write(clone, 9)
  expect(send(history, clone.records)).toEqual({ outcome: 'fork', seq: 10 })
  expect(send(history, clone.records.slice(7))).toEqual({ outcome: 'fork', seq: 10 })
  expect(send(history, clone.records.slice(10))).toEqual({ outcome: 'fork', seq: 14 })
})

test('a changed byte anywhere in a batch is noticed [B2.6]', () => {
  const history = createMemoryHistory(7)
  const hub = paperHub()
  write(hub, 6)
  const records = hub.records.map((record) =>
    record.seq === 3 ? { ...record, body: `${record.body} ` } : record,
  )
  expect(send(history, records).outcome).toBe('fork')
})

const contracts = { version: 4, isType: (type: string) => type === 'sale.closed' }
const good: FoundEnvelope & FoundPayload = {
  type: 'sale.closed',
  version: 4,
  envelopeProblem: null,
  payloadProblem: () => null,
  blockedBy: null,
}

test('a good event is applied; a wrong payload steps aside alone [B2.1]', () => {
  expect(judgeEvent(good, contracts)).toEqual({ verdict: 'apply' })
  expect(judgeEvent({ ...good, payloadProblem: () => 'total: 1 is not 2' }, contracts)).toEqual({
    verdict: 'quarantine',
    reason: 'total: 1 is not 2',
  })
})

test('a wrong envelope stops the hub’s stream, whatever its payload is [B2.1]', () => {
  const wrong = { ...good, envelopeProblem: 'currency is RUB', blockedBy: 'e1' }
  expect(judgeEvent(wrong, contracts)).toEqual({
    verdict: 'stop',
    reason: 'bad-envelope',
    words: 'currency is RUB',
  })
})

test('an event that names a blocked receipt is parked, and its payload is not even looked at [B2.2]', () => {
  const payloadProblem = () => {
    throw new Error('looked at')
  }
  expect(judgeEvent({ ...good, blockedBy: 'e1', payloadProblem }, contracts)).toEqual({
    verdict: 'park',
    behind: 'e1',
  })
})

test('a newer version or an unknown type is no poison: the stream waits for the cloud’s upgrade [B2.4]', () => {
  for (const newer of [{ version: 5 }, { type: 'sale.dreamt' }]) {
    const verdict = judgeEvent({ ...good, ...newer, envelopeProblem: 'type: unknown' }, contracts)
    expect(verdict).toMatchObject({ verdict: 'stop', reason: 'cloud-older' })
  }
})

test('two versions back are read; what is older steps aside [B2.4]', () => {
  const ages = [5, 4, 3, 2, 1].map((version) => judgeVersion(contracts, { ...good, version }))
  expect(ages).toEqual(['newer', 'known', 'known', 'known', 'older'])
  expect(judgeEvent({ ...good, version: 1 }, contracts)).toMatchObject({
    verdict: 'quarantine',
    reason: expect.stringContaining('v1 is older'),
  })
})
