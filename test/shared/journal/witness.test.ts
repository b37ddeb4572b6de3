import { expect, test } from 'vitest'
import {
  type KeptSale,
  keptForMs,
  keptSales,
  keptSalesMax,
  restateSale,
  salesToOffer,
  statedEpoch,
} from '#shared/journal/kept-sales.ts'
import { isProvisional, isWitnessed, lastSeen, type OwnJournal } from '#shared/journal/witness.ts'
import { createMemoryHistory } from '#test/sim/memory-history.ts'
import { comeBack, copyOf, type PaperHub, paperHub, push, write } from './paper-hub.ts'

function journalOf(hub: PaperHub, prunedSeq = 0): OwnJournal {
  return {
    head: hub.head,
    prunedSeq,
    hashesAt: (seq) => hub.records.find((record) => record.seq === seq && seq > prunedSeq),
  }
}

test('a hub holds what its tills saw of it [B2.8]', () => {
  const hub = paperHub()
  expect(isWitnessed(journalOf(hub), hub.head)).toBe('known')
  write(hub, 5)
  const seen = hub.head
  write(hub, 5)
  expect(isWitnessed(journalOf(hub), seen)).toBe('known')
  expect(isWitnessed(journalOf(hub, 8), seen)).toBe('known')
})

test('an old image is known at once by what a till saw, also once it sold past that place [B2.8]', () => {
  const hub = paperHub()
  write(hub, 5)
  const image = copyOf(hub)
  write(hub, 3)
  const seen = hub.head
  expect(isWitnessed(journalOf(image), seen)).toBe('unknown')
  write(image, 7)
  expect(isWitnessed(journalOf(image), seen)).toBe('unknown')
  expect(isWitnessed(journalOf(image), { ...image.head, epoch: 2 })).toBe('unknown')
})

test('after the new epoch the tills’ memory of the lost disk tells nothing any more [B2.8]', () => {
  const history = createMemoryHistory(7)
  const hub = paperHub()
  write(hub, 5)
  comeBack(history, hub)
  const image = copyOf(hub)
  write(hub, 3)
  push(history, hub)
  write(image, 4)
  const seenOfImage = image.head
  comeBack(history, image)
  expect(image.head.epoch).toBe(2)
  expect(isWitnessed(journalOf(image), hub.head)).toBe('known')
  expect(isWitnessed(journalOf(image), seenOfImage)).toBe('known')
  expect(isWitnessed(journalOf(image), image.head)).toBe('known')
})

test('a record that was chained again is known by its first hash too [B2.8]', () => {
  const journal: OwnJournal = {
    head: { epoch: 2, seq: 3, hash: 'c2' },
    prunedSeq: 0,
    hashesAt: () => ({ hash: 'c2', firstHash: 'c1' }),
  }
  expect(isWitnessed(journal, { epoch: 2, seq: 3, hash: 'c1' })).toBe('known')
})

test('a till remembers the furthest place, so an old image cannot hide what came before it [B2.8]', () => {
  const far = { epoch: 1, seq: 9, hash: 'far' }
  const near = { epoch: 1, seq: 4, hash: 'near' }
  expect(lastSeen(null, near)).toBe(near)
  expect(lastSeen(far, near)).toBe(far)
  expect(lastSeen(far, { ...near, epoch: 2 })).toMatchObject({ epoch: 2 })
})

test('numbers are provisional from the witnessed old image until the next epoch [B2.8]', () => {
  expect(isProvisional(null)).toBe(false)
  expect(isProvisional('old-image-witnessed')).toBe(true)
  expect(isProvisional('epoch-opened')).toBe(false)
})

const kept = (seq: number, more: Partial<KeptSale<string>> = {}): KeptSale<string> => ({
  id: `sale-${seq}`,
  keptAt: seq,
  hub: 7,
  epoch: 1,
  seq,
  sale: 'body',
  ...more,
})
const mark = { hub: 7, epoch: 1, seq: 0 }

test('a till keeps a sale until the cloud has passed it [B2.7]', () => {
  const sales = [kept(1), kept(2), kept(3)]
  expect(keptSales(sales, { mark: { ...mark, seq: 2 }, now: 9 })).toEqual([kept(3)])
  expect(keptSales(sales, { mark, now: 9 })).toEqual(sales)
})

test('a till keeps 5,000 sales of 30 days, the newest ones [B2.7]', () => {
  const sales = Array.from({ length: keptSalesMax + 2 }, (_, i) => kept(i + 1))
  const rest = keptSales(sales, { mark, now: 9 })
  expect(rest).toHaveLength(keptSalesMax)
  expect(rest[0]?.seq).toBe(3)
  expect(keptSales([kept(1), kept(2)], { mark, now: 1 + keptForMs + 1 })).toEqual([kept(2)])
})

test('what a hub refused is only on the till: no age and no number drops it before the others [B2.7]', () => {
  const refused = kept(1, { refused: 'currency is RUB', epoch: 0 })
  const later = { mark, now: 1 + keptForMs + 1 }
  expect(keptSales([refused, kept(2)], later)).toEqual([refused, kept(2)])
  const others = Array.from({ length: keptSalesMax }, (_, i) => kept(i + 2))
  expect(keptSales([refused, ...others], { mark, now: 9 })).toEqual([refused, ...others.slice(1)])
  expect(restateSale(refused, { ...mark, seq: 8 })).not.toHaveProperty('refused')
})

test('what another epoch or another hub acknowledged is offered, not forgotten by a number alone [B2.7]', () => {
  // The disk died with 13 and 14 unsent; its replacement is at 20 of a new epoch.
  const lost = [kept(13), kept(14)]
  for (const replaced of [
    { hub: 7, epoch: 2, seq: 20 },
    { hub: 9, epoch: 1, seq: 20 },
  ]) {
    expect(keptSales(lost, { mark: replaced, now: 99 })).toEqual(lost)
    expect(salesToOffer(lost, replaced)).toEqual(lost)
    const restated = lost.map((sale) => restateSale(sale, { ...replaced, seq: sale.seq + 8 }))
    expect(salesToOffer(restated, replaced)).toEqual([])
    expect(keptSales(restated, { mark: { ...replaced, seq: 21 }, now: 99 })).toEqual([restated[1]])
  }
})

test('the mark of another disk forgets nothing that an old image sold under a provisional number [B2.8]', () => {
  expect(statedEpoch(3, 'S1-1-3-000007-AB')).toBe(3)
  const sold = kept(13, { epoch: statedEpoch(1, 'S1-1-1X-000007-AB') })
  const other = { ...mark, seq: 20 }
  expect(keptSales([sold], { mark: other, now: 99 })).toEqual([sold])
  expect(salesToOffer([sold], other)).toEqual([sold])
  expect(salesToOffer([restateSale(sold, { ...other, seq: 21 })], other)).toEqual([])
})
