import fc from 'fast-check'
import { expect, test } from 'vitest'
import { localSpendable } from '#shared/value/hub/local-balance.ts'
import { adoptFeed, type OwnMovement, shownBalance } from '#shared/value/hub/overlay.ts'

const kinds = ['earn', 'load', 'spend', 'give-back', 'take-back'] as const
const at = (epoch: number, seq: number) => ({ epoch, seq })
const own = (seq: number, kind: OwnMovement['kind'], amount: number, epoch = 1): OwnMovement => {
  return { epoch, seq, kind, amount }
}
const signOf = { earn: 1, load: 1, 'give-back': 1, spend: -1, 'take-back': -1 }

test('the shown balance is the feed and the own movements after its mark [B3]', () => {
  const movements = [own(3, 'earn', 5), own(4, 'spend', 20), own(5, 'give-back', 7)]
  expect(shownBalance({ balance: 100, mark: at(1, 3) }, movements)).toBe(87)
  expect(shownBalance({ balance: 100, mark: at(1, 5) }, movements)).toBe(100)
})

test('a movement counts once, before and after the feed has it [B3]', () => {
  const anyOwn = fc.record({ kind: fc.constantFrom(...kinds), amount: fc.integer({ min: 1 }) })
  fc.assert(
    fc.property(fc.array(anyOwn, { maxLength: 20 }), fc.nat(20), fc.nat(20), (all, cut, other) => {
      const movements = all.map(({ kind, amount }, i) => own(i + 1, kind, amount))
      const feedUpTo = (seq: number) =>
        movements.slice(0, seq).reduce((sum, one) => sum + signOf[one.kind] * one.amount, 0)
      const shown = (seq: number) =>
        shownBalance({ balance: feedUpTo(seq), mark: at(1, seq) }, movements)
      expect(shown(cut)).toBe(feedUpTo(movements.length))
      expect(shown(other)).toBe(shown(cut))
    }),
  )
})

test('a rebuilt replica with an older mark finds every movement again [B3]', () => {
  const movements = [own(1, 'earn', 5), own(2, 'spend', 3)]
  const newer = shownBalance({ balance: 2, mark: at(1, 2) }, movements)
  expect(shownBalance({ balance: 0, mark: at(1, 0) }, movements)).toBe(newer)
})

test('events that a new epoch chained again come after any mark of the old one [B3]', () => {
  const movements = [own(40, 'earn', 5), own(41, 'spend', 3, 2)]
  expect(shownBalance({ balance: 100, mark: at(1, 50) }, movements)).toBe(97)
})

const hashes = new Map([
  ['1/80', 'h80'],
  ['1/79', 'h79'],
])
const hashAt = ({ epoch, seq }: { epoch: number; seq: number }) => hashes.get(`${epoch}/${seq}`)
const head = { ...at(1, 80), hash: 'h80' }

test('a feed of this very history is adopted [B3]', () => {
  const adopted = { outcome: 'adopted' }
  expect(adoptFeed({ mark: { ...at(1, 79), hash: 'h79' }, head, hashAt })).toEqual(adopted)
  expect(adoptFeed({ mark: head, head, hashAt })).toEqual(adopted)
  expect(adoptFeed({ mark: { ...at(0, 0), hash: '' }, head, hashAt })).toEqual(adopted)
})

test('a feed that knows more of this hub than its own disk tells of an old image [B1.3]', () => {
  const ahead = { outcome: 'old-image', reason: 'ahead' }
  expect(adoptFeed({ mark: { ...at(1, 81), hash: 'x' }, head, hashAt })).toEqual(ahead)
  expect(adoptFeed({ mark: { ...at(2, 1), hash: 'x' }, head, hashAt })).toEqual(ahead)
})

test('a feed that holds other events of this hub tells of a copied disk [B1.3]', () => {
  expect(adoptFeed({ mark: { ...at(1, 79), hash: 'x' }, head, hashAt })).toEqual({
    outcome: 'old-image',
    reason: 'other-hash',
  })
})

test('a mark on an event that was pruned, or chained again, is no proof against the disk', () => {
  const healed = { ...at(2, 90), hash: 'h90' }
  expect(adoptFeed({ mark: { ...at(1, 85), hash: 'x' }, head: healed, hashAt }).outcome).toBe(
    'adopted',
  )
})

const spendable = (movements: readonly OwnMovement[], reserved = 0) =>
  localSpendable({ feed: { balance: 100, mark: at(1, 10) }, own: movements, reserved })

test('a local-balance store spends at most what it loaded last, over all its tills', () => {
  expect(spendable([own(10, 'spend', 99), own(11, 'spend', 30)], 20)).toBe(50)
  expect(spendable([own(11, 'spend', 130)])).toBe(0)
})

test('credits since the last load are not spendable in a local-balance store [B1.8]', () => {
  expect(spendable([own(11, 'earn', 500), own(12, 'load', 5), own(13, 'give-back', 5)])).toBe(100)
})

test('a take-back undoes credits first and lowers the balance by the rest', () => {
  expect(spendable([own(11, 'earn', 30), own(12, 'take-back', 30)])).toBe(100)
  expect(spendable([own(11, 'earn', 10), own(12, 'take-back', 30)])).toBe(80)
})

test('what a local-balance store spends never exceeds loaded balance and credits less take-backs', () => {
  const anyOwn = fc.record({
    kind: fc.constantFrom(...kinds),
    amount: fc.integer({ min: 1, max: 60 }),
  })
  fc.assert(
    fc.property(fc.array(anyOwn, { maxLength: 8 }), (all) => {
      const movements = all.map(({ kind, amount }, i) => own(i + 11, kind, amount))
      const truth = shownBalance({ balance: 100, mark: at(1, 10) }, movements)
      expect(spendable(movements)).toBeLessThanOrEqual(Math.max(0, Math.min(100, truth)))
    }),
  )
})
