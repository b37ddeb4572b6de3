import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  blockedBy,
  emptyQuarantine,
  type Held,
  hold,
  parkedInShift,
  type Quarantine,
  repair,
} from '#shared/journal/quarantine.ts'

const sale = (n: number, reason: string | null = null): Held => ({
  event: `sale-${n}`,
  makes: `R${n}`,
  names: [],
  shiftId: 'shift-1',
  reason,
})
const refund = (n: number, of: string): Held => ({ ...sale(n), event: `refund-${n}`, names: [of] })
const reprint = (of: string): Held => ({
  event: `reprint-${of}`,
  makes: null,
  names: [of],
  shiftId: null,
  reason: null,
})

function heldIn(...events: readonly Held[]): Quarantine {
  return events.reduce(hold, emptyQuarantine)
}

test('a quarantined sale blocks what names its receipt, and what names that in turn [B2.2]', () => {
  const one = heldIn(sale(1, 'poison'))
  expect(blockedBy(one, refund(2, 'R1'))).toBe('sale-1')
  expect(blockedBy(one, sale(3))).toBeNull()
  expect(blockedBy(one, sale(1))).toBe('sale-1')
  const two = hold(one, refund(2, 'R1'))
  expect(blockedBy(two, reprint('R2'))).toBe('refund-2')
  expect(blockedBy(emptyQuarantine, reprint('R1'))).toBeNull()
})

test('a quarantined refund does not block the sale that it gives back [B2.2]', () => {
  const one = heldIn({ ...refund(2, 'R1'), reason: 'poison' })
  expect(blockedBy(one, refund(3, 'R1'))).toBeNull()
})

test('a shift’s close counts the receipts that its sums lack, and counts down with repairs [B2.2]', () => {
  const held = heldIn(sale(1, 'poison'), refund(2, 'R1'), reprint('R1'), sale(9, 'poison'))
  expect(parkedInShift(held, 'shift-1')).toBe(3)
  expect(parkedInShift(held, 'shift-2')).toBe(0)
  expect(parkedInShift(repair(held, 'sale-1', () => null).quarantine, 'shift-1')).toBe(1)
})

test('a repair applies the sale and then what waited for it, in the order in which it came [B2.3]', () => {
  const held = heldIn(sale(1, 'poison'), refund(2, 'R1'), sale(5, 'poison'), reprint('R2'))
  const { applied, quarantine } = repair(held, 'sale-1', () => null)
  expect(applied).toEqual(['sale-1', 'refund-2', 'reprint-R2'])
  expect(quarantine.held).toEqual([sale(5, 'poison')])
  expect(repair(quarantine, 'sale-1', () => null)).toEqual({ quarantine, applied: [] })
})

test('a dependent that is poison itself stays with its reason, and what waits for it too [B2.3]', () => {
  const held = heldIn(sale(1, 'poison'), refund(2, 'R1'), reprint('R2'), reprint('R1'))
  const wrong = (event: string) => (event === 'refund-2' ? 'more than was sold' : null)
  const { applied, quarantine } = repair(held, 'sale-1', wrong)
  expect(applied).toEqual(['sale-1', 'reprint-R1'])
  expect(quarantine.held).toEqual([
    { ...refund(2, 'R1'), reason: 'more than was sold' },
    reprint('R2'),
  ])
  expect(repair(quarantine, 'refund-2', () => null).quarantine).toEqual(emptyQuarantine)
})

test('a repair that is wrong itself, or of a parked event, applies nothing [B2.3]', () => {
  const held = heldIn(sale(1, 'poison'), refund(2, 'R1'))
  expect(repair(held, 'sale-1', () => 'still wrong')).toEqual({
    quarantine: heldIn(sale(1, 'still wrong'), refund(2, 'R1')),
    applied: [],
  })
  expect(repair(held, 'refund-2', () => null)).toEqual({ quarantine: held, applied: [] })
})

test('an event that waits for two receipts is applied once both are there [B2.3]', () => {
  const both: Held = { ...refund(3, 'R1'), names: ['R1', 'R2'] }
  const held = heldIn(sale(1, 'poison'), sale(2, 'poison'), both)
  const first = repair(held, 'sale-1', () => null)
  expect(first.applied).toEqual(['sale-1'])
  expect(repair(first.quarantine, 'sale-2', () => null).applied).toEqual(['sale-2', 'refund-3'])
})

test('however repairs fall, nothing is applied twice or before what it names, and nothing is left [B2.3]', () => {
  const event = fc.record({ refundOf: fc.option(fc.nat(9)), poison: fc.boolean() })
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 25 }),
      fc.infiniteStream(fc.nat()),
      (events, picks) => {
        let quarantine = emptyQuarantine
        const applied: string[] = []
        const names = new Map<string, readonly string[]>()
        const madeBy = new Map<string, string>()
        events.forEach(({ refundOf, poison }, n) => {
          const of =
            refundOf === null ? [] : [`R${refundOf}`].filter((receipt) => madeBy.has(receipt))
          const held: Held = { ...sale(n), names: of, reason: null }
          names.set(held.event, of)
          madeBy.set(`R${n}`, held.event)
          const isBlocked = blockedBy(quarantine, held) !== null
          if (isBlocked) quarantine = hold(quarantine, held)
          else if (poison) quarantine = hold(quarantine, { ...held, reason: 'poison' })
          else applied.push(held.event)
        })
        let rounds = 0
        while (quarantine.held.length > 0) {
          expect((rounds += 1)).toBeLessThan(1000)
          const wrong = quarantine.held.filter(({ reason }) => reason !== null)
          // Something is always there to repair: a parked event waits for a wrong one.
          const pick = wrong[(picks.next().value ?? 0) % wrong.length]
          if (pick === undefined) throw new Error('all that is held is parked')
          const isPoison = () => ((picks.next().value ?? 0) % 4 === 0 ? 'poison' : null)
          const result = repair(quarantine, pick.event, isPoison)
          applied.push(...result.applied)
          quarantine = result.quarantine
        }
        expect([...applied].sort()).toEqual([...names.keys()].sort())
        applied.forEach((one, at) => {
          for (const receipt of names.get(one) ?? []) {
            expect(applied.indexOf(madeBy.get(receipt) ?? '')).toBeLessThan(at)
          }
        })
      },
    ),
  )
})
