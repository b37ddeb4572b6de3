import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgeRequest, nextRecord } from '#shared/journal/append.ts'
import { headAfterRebase, rebase } from '#shared/journal/rebase.ts'
import { isAfter } from '#shared/journal/record.ts'
import { hashRecord, paperHub, write } from './paper-hub.ts'

const draft = { id: 'e1', type: 'cash.moved', at: 5, body: '{"envelope":{},"payload":{}}' }
const start = { epoch: 1, seq: 0, hash: '' }

test('the hash covers each part of a record: any other value gives another hash [B2.6]', () => {
  const record = nextRecord(7, { epoch: 2, seq: 8, hash: 'aa' }, draft, hashRecord)
  expect(record).toMatchObject({ hub: 7, epoch: 2, seq: 9, prev: 'aa', firstHash: null })
  const others = [
    { prev: 'ab' },
    { hub: 8 },
    { epoch: 3 },
    { seq: 10 },
    { id: 'e2' },
    { type: 'cash.move' },
    { at: 6 },
    { body: '{"envelope":{},"payload":{} }' },
  ]
  const hashes = others.map((other) => hashRecord({ ...record, ...other }))
  expect(new Set([record.hash, ...hashes]).size).toBe(others.length + 1)
})

test('the body is stored as it came, never serialised again [B2.6]', () => {
  const body = '{"payload": {"z":1,"a":1.0}, "envelope":{}}'
  expect(nextRecord(7, start, { ...draft, body }, hashRecord).body).toBe(body)
})

test('a repeated id is known by the hash of its request; other content is a conflict [B2.5]', () => {
  expect(judgeRequest(undefined, 'a')).toBe('new')
  expect(judgeRequest('a', 'a')).toBe('repeated')
  expect(judgeRequest('a', 'b')).toBe('differs')
})

test('a sale that a till kept is saved by its first hash, which its receipt shows [B2.7]', () => {
  const first = nextRecord(7, start, draft, hashRecord)
  const again = nextRecord(9, start, { ...draft, firstHash: first.hash }, hashRecord)
  expect(again.firstHash).toBe(first.hash)
  expect(nextRecord(7, start, { ...draft, firstHash: first.hash }, hashRecord).firstHash).toBeNull()
})

test('a rebased tail keeps places, ids, bodies and first hashes, however often it moves [B1.3]', () => {
  fc.assert(
    fc.property(fc.nat(20), fc.nat(20), fc.integer({ min: 1, max: 4 }), (kept, moved, times) => {
      const hub = paperHub()
      write(hub, kept)
      const base = hub.head
      write(hub, moved)
      const before = hub.records.slice(kept)
      let tail = before
      let link = base
      for (let i = 0; i < times; i += 1) {
        tail = rebase(tail, { epoch: 2 + i, base, hashRecord })
        link = headAfterRebase(2 + i, base, tail)
      }
      expect(tail.map(({ seq, id, body, at, type }) => ({ seq, id, body, at, type }))).toEqual(
        before.map(({ seq, id, body, at, type }) => ({ seq, id, body, at, type })),
      )
      expect(tail.map(({ firstHash }) => firstHash)).toEqual(before.map(({ hash }) => hash))
      let { hash: prev } = base
      for (const record of tail) {
        expect(record.prev).toBe(prev)
        expect(record.hash).toBe(hashRecord(record))
        prev = record.hash
      }
      expect(link).toEqual({ epoch: 1 + times, seq: kept + moved, hash: prev })
    }),
  )
})

test('a tail with a hole, or an epoch that does not come later, is refused [B1.3]', () => {
  const hub = paperHub()
  write(hub, 3)
  const [first, , third] = hub.records
  if (first === undefined || third === undefined) throw new Error('no records')
  const base = { epoch: 1, seq: 0, hash: '' }
  expect(() => rebase([first, third], { epoch: 2, base, hashRecord })).toThrow(
    'record 3 does not follow base 0 at place 2',
  )
  expect(() => rebase([first], { epoch: 1, base, hashRecord })).toThrow('does not follow epoch 1')
})

test('places are ordered by epoch, then by number', () => {
  expect(isAfter({ epoch: 2, seq: 1 }, { epoch: 1, seq: 9 })).toBe(true)
  expect(isAfter({ epoch: 1, seq: 9 }, { epoch: 2, seq: 1 })).toBe(false)
  expect(isAfter({ epoch: 1, seq: 9 }, { epoch: 1, seq: 9 })).toBe(false)
})
