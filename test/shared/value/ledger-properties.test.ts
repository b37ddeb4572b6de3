import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AccountTerms, freeOf } from '#shared/value/account.ts'
import { type Correct, correct } from '#shared/value/correct.ts'
import { type Credit, credit } from '#shared/value/credit.ts'
import { expireLots } from '#shared/value/expire.ts'
import { freeze, unfreeze } from '#shared/value/freeze.ts'
import { type GiveBack, giveBack } from '#shared/value/give-back.ts'
import {
  type CaptureHold,
  captureHold,
  lapseHolds,
  type PlaceHold,
  placeHold,
  type ReleaseHold,
  releaseHold,
} from '#shared/value/hold.ts'
import type { Outcome } from '#shared/value/ledger.ts'
import { addPending, dropPending, type PostPending, postPending } from '#shared/value/pending.ts'
import { type Spend, spend } from '#shared/value/spend.ts'
import { type TakeBack, takeBack } from '#shared/value/take-back.ts'
import type { MemoryLedger } from '../../sim/memory-ledger.ts'
import { accountIn, expectBalanced, giftCard, openBooks, points } from './books.ts'

const names = [
  'credit',
  'spend',
  'place-hold',
  'capture-hold',
  'release-hold',
  'lapse-holds',
  'give-back',
  'take-back',
  'take-back-fact',
  'expire',
  'correct',
  'freeze',
  'unfreeze',
  'add-pending',
  'post-pending',
  'drop-pending',
  'again',
  'forge',
] as const

const stepArbitrary = fc.record({
  name: fc.constantFrom(...names),
  amount: fc.integer({ min: 1, max: 60 }),
  sign: fc.constantFrom(1, -1),
  /** Which of the things done so far is meant. */
  which: fc.nat(1000),
  minutes: fc.nat(20),
})
type Step = Readonly<typeof stepArbitrary extends fc.Arbitrary<infer T> ? T : never>

/** A command that was done, to be sent again as it was or with another amount. */
interface Sent {
  again(amount?: number): Outcome
  readonly hasAmount: boolean
}

/** Does one random thing after the other to one account and checks the books after each. */
class Run {
  readonly ledger: MemoryLedger
  readonly #sent: Sent[] = []
  readonly #spends: string[] = []
  readonly #credits: string[] = []
  #now = 100
  #steps = 0
  readonly counts = new Map<string, number>()

  constructor(terms: AccountTerms) {
    this.ledger = openBooks({ m: terms })
  }

  step({ name, amount, sign, which, minutes }: Step): void {
    const { ledger } = this
    this.#now += minutes
    const at = this.#now
    const id = `${name}-${++this.#steps}`
    const account = 'm'
    const before = accountIn(ledger, 'm')
    const free = freeOf(before)
    const common = { id, account, amount, at }
    const receiptId = `r${which % 3}`
    const hold = pick(before.holds, which)
    const pending = pick(before.pending, which)
    const send = <Command extends { amount?: number }>(
      verb: (ledger: MemoryLedger, command: Command) => Outcome,
      command: Command,
    ): boolean => {
      const { outcome } = verb(ledger, command)
      this.counts.set(`${name} ${outcome}`, (this.counts.get(`${name} ${outcome}`) ?? 0) + 1)
      if (outcome === 'refused') expect(accountIn(ledger, 'm')).toBe(before)
      if (outcome !== 'done') return false
      const again = (other = command.amount) =>
        verb(ledger, other === undefined ? command : { ...command, amount: other })
      // Of a claim that was posted in part the books know only the part.
      const hasAmount = command.amount !== undefined && name !== 'add-pending'
      this.#sent.push({ again, hasAmount })
      return true
    }
    const freeNow = () => freeOf(accountIn(ledger, 'm'))
    const expectFree = (isDone: boolean, change: number) =>
      expect(freeNow()).toBe(isDone ? free + change : free)

    switch (name) {
      case 'credit': {
        const endsAt = which % 2 === 0 ? null : at + minutes * 5
        const rule = which % 5 === 0 ? 'birthday' : null
        const command: Credit = { ...common, kind: 'earn', endsAt, receiptId, rule }
        expectFree(send(credit, command), amount)
        this.#credits.push(id)
        break
      }
      case 'spend': {
        const command: Spend = { ...common, receiptId, rule: null }
        const isDone = send(spend, command)
        expectFree(isDone, -amount)
        if (isDone) this.#spends.push(id)
        if (isDone) expect(freeNow()).toBeGreaterThanOrEqual(0)
        if (isDone) expect(before).toMatchObject({ frozen: false, owed: 0 })
        break
      }
      case 'place-hold': {
        const command: PlaceHold = { ...common, receiptId, lapsesAt: at + 30 }
        const isDone = send(placeHold, command)
        expectFree(isDone, -amount)
        if (isDone) expect(freeNow()).toBeGreaterThanOrEqual(0)
        if (isDone) expect(before).toMatchObject({ frozen: false, owed: 0 })
        break
      }
      case 'capture-hold': {
        if (hold === undefined) return
        const total = hold.lots.reduce((sum, lot) => sum + lot.amount, 0)
        const command: CaptureHold = { ...common, hold: hold.id }
        const isDone = send(captureHold, command)
        expectFree(isDone, total - amount)
        if (isDone) this.#spends.push(id)
        break
      }
      case 'release-hold': {
        if (hold === undefined) return
        const total = hold.lots.reduce((sum, lot) => sum + lot.amount, 0)
        const command: ReleaseHold & { amount?: number } = { id, account, hold: hold.id, at }
        expectFree(send(releaseHold, command), total)
        break
      }
      case 'lapse-holds':
        expectFree(true, lapseHolds(ledger, account, at))
        break
      case 'give-back': {
        const reverses = pick(this.#spends, which)
        if (reverses === undefined) return
        const command: GiveBack = { id, reverses, amount, at, receiptId }
        expectFree(send(giveBack, command), amount)
        break
      }
      case 'take-back':
      case 'take-back-fact': {
        const fact = name === 'take-back-fact'
        const reverses = pick([null, ...this.#credits], which) ?? null
        const command: TakeBack = { ...common, reverses, receiptId, fact }
        const isDone = send(takeBack, command)
        if (fact) expect(isDone).toBe(true)
        else expectFree(isDone, -amount)
        break
      }
      case 'expire':
        expectFree(true, -expireLots(ledger, account, at))
        break
      case 'correct': {
        const command: Correct = { ...common, amount: sign * amount, endsAt: null }
        expectFree(send(correct, command), sign * amount)
        break
      }
      case 'freeze':
        freeze(ledger, account)
        break
      case 'unfreeze':
        unfreeze(ledger, account)
        break
      case 'add-pending':
        expectFree(send(addPending, { id, account, receiptId, amount }), 0)
        break
      case 'post-pending': {
        if (pending === undefined) return
        const command: PostPending = { ...common, id: pending.id, endsAt: null }
        expectFree(send(postPending, command), amount)
        break
      }
      case 'drop-pending':
        if (pending === undefined) return
        // What was dropped is forgotten, so its claim is not sent again here.
        this.#sent.length = 0
        expect(dropPending(ledger, { id: pending.id, account }).outcome).toBe('done')
        expectFree(true, 0)
        break
      case 'again':
        expect(pick(this.#sent, which)?.again().outcome ?? 'repeated').toBe('repeated')
        expect(accountIn(ledger, 'm')).toBe(before)
        break
      case 'forge': {
        const sent = pick(this.#sent, which)
        if (sent === undefined || !sent.hasAmount) return
        expect(() => sent.again(amount + 1000)).toThrow(
          expect.objectContaining({ code: 'conflict' }),
        )
        expect(accountIn(ledger, 'm')).toBe(before)
        break
      }
    }
  }
}

function pick<Item>(items: readonly Item[], which: number): Item | undefined {
  return items[which % Math.max(1, items.length)]
}

test.each([
  ['points, which may owe', points],
  ['a gift card, which may not', giftCard],
])('after any commands on %s every place holds what its movements say [B1.6]', (_, terms) => {
  walk(terms, { numRuns: 200 })
  // What a walk meets is left to chance, so that every verb is met in both moods in one that is known.
  const counts = walk(terms, { numRuns: 300, seed: 7 })
  for (const what of ['spend done', 'spend refused', 'capture-hold done', 'give-back done']) {
    expect(counts.get(what), what).toBeGreaterThan(0)
  }
  for (const what of ['give-back refused', 'take-back done', 'post-pending done', 'correct done']) {
    expect(counts.get(what), what).toBeGreaterThan(0)
  }
})

/** How often each verb ended in which way. */
function walk(
  terms: AccountTerms,
  parameters: { readonly numRuns: number; readonly seed?: number },
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  fc.assert(
    fc.property(fc.array(stepArbitrary, { maxLength: 60, size: 'max' }), (steps) => {
      const run = new Run(terms)
      for (const step of steps) {
        run.step(step)
        expectBalanced(run.ledger)
        if (!terms.mayOwe) expect(accountIn(run.ledger, 'm').owed).toBe(0)
      }
      for (const [what, count] of run.counts) counts.set(what, (counts.get(what) ?? 0) + count)
    }),
    parameters,
  )
  return counts
}
