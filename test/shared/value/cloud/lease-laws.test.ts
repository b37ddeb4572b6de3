import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Envelope } from '#shared/contracts/event.ts'
import { freeOf, openAccount, postedOf } from '#shared/value/account.ts'
import { applyEnvelope } from '#shared/value/cloud/apply-envelope.ts'
import { forfeitLease, writeOffForfeit } from '#shared/value/cloud/forfeit-lease.ts'
import { grantLease } from '#shared/value/cloud/grant-lease.ts'
import { recallLease } from '#shared/value/cloud/recall-lease.ts'
import { voidLeases } from '#shared/value/cloud/void-leases.ts'
import { correct } from '#shared/value/correct.ts'
import { credit } from '#shared/value/credit.ts'
import { expireLots } from '#shared/value/expire.ts'
import { spend } from '#shared/value/spend.ts'
import { createMemoryLedger, type MemoryLedger } from '../../../sim/memory-ledger.ts'
import { accountIn, points } from '../books.ts'
import {
  close,
  type HubModel,
  loseDisk,
  newHub,
  putBack,
  returnPart,
  spendLease,
  takeGrant,
} from './hub-model.ts'
import { envelopeOf, expectLawful, leaseIn, movementOf, receiptOf, sumAt } from './story.ts'

const accounts = ['a', 'b']
const verbs = [
  'credit',
  'grant',
  'grant',
  'spend',
  'spend',
  'spend',
  'put back',
  'return',
  'close',
  'deliver',
  'deliver',
  'deliver',
  'deliver again',
  'forfeit',
  'write off',
  'recall',
  'time',
  'correct',
  'spend in the cloud',
  'trust',
  'lose disk',
] as const

const step = fc.record({
  verb: fc.constantFrom(...verbs),
  hub: fc.nat(1),
  pick: fc.nat(7),
  amount: fc.integer({ min: 1, max: 60 }),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** The books, two honest hubs, and by hand what the risk account should have lost. */
class World {
  readonly ledger: MemoryLedger = createMemoryLedger()
  readonly hubs: readonly HubModel[] = [newHub(1), newHub(2)]
  readonly leaseIds: string[] = []
  /** Spends that came in when their lease was the risk account's, by movement id. */
  readonly riskPaid = new Map<string, number>()
  lost = 0
  now = 1
  count = 0

  constructor() {
    for (const id of accounts) this.ledger.saveAccount(openAccount(id, points))
  }

  run({ verb, hub: hubIndex, pick, amount }: Step): void {
    const { ledger, now } = this
    const hub = this.hubs[hubIndex]
    if (hub === undefined) throw new Error('no such hub')
    const id = `${verb} ${++this.count}`
    const account = accounts[pick % 2] ?? 'a'
    const plain = { id, account, amount, at: now, receiptId: null, rule: null }
    const lease = this.leaseIds[pick % Math.max(1, this.leaseIds.length)]
    switch (verb) {
      case 'credit': {
        const endsAt = pick < 4 ? null : now + pick * 20
        credit(ledger, { ...plain, kind: 'earn', endsAt })
        break
      }
      case 'grant':
        this.grant(hub, account, amount, id)
        break
      case 'spend':
        spendLease(hub, pick, amount, now, id)
        break
      case 'put back':
        putBack(hub, pick, amount, now, id)
        break
      case 'return':
        returnPart(hub, pick, amount, id)
        break
      case 'close':
        close(hub, pick, id)
        break
      case 'deliver':
        this.deliver(hub, pick + 1)
        break
      case 'deliver again':
        for (const event of hub.delivered.slice(-pick - 1)) this.apply(hub, event)
        break
      case 'forfeit':
        if (lease !== undefined) forfeitLease(ledger, { id, lease, at: now, marginMs: 5 })
        break
      case 'write off':
        if (lease !== undefined) writeOffForfeit(ledger, { id, lease, at: now })
        break
      case 'recall':
        if (lease !== undefined) recallLease(ledger, lease)
        break
      case 'time':
        this.now += amount
        for (const each of accounts) expireLots(ledger, each, this.now)
        break
      case 'correct':
        correct(ledger, { id, account, amount: -amount, endsAt: null, at: now })
        break
      case 'spend in the cloud':
        if (spend(ledger, plain).outcome === 'done')
          expect(this.free(account)).toBeGreaterThanOrEqual(0)
        break
      case 'trust':
        this.trust(hub, account, amount, id)
        break
      case 'lose disk':
        loseDisk(hub)
        voidLeases(ledger, hub.hub, hub.epoch - 1)
        break
    }
  }

  deliver(hub: HubModel, count: number): void {
    for (const event of hub.journal.splice(0, count)) {
      this.charge(event)
      this.apply(hub, event)
      hub.delivered.push(event)
    }
  }

  /** Everything is sent and closed; what a lost disk held is declared and written off. */
  settle(): void {
    for (const hub of this.hubs) {
      while (close(hub, 0, `settled ${++this.count}`));
      this.deliver(hub, Number.POSITIVE_INFINITY)
    }
    this.now += 1_000_000
    for (const lease of this.leaseIds) {
      forfeitLease(this.ledger, { id: `f ${lease}`, lease, at: this.now, marginMs: 5 })
      writeOffForfeit(this.ledger, { id: `w ${lease}`, lease, at: this.now })
    }
  }

  free(account: string): number {
    return freeOf(accountIn(this.ledger, account))
  }

  private grant(hub: HubModel, account: string, amount: number, id: string): void {
    const endsAt = this.now + 100
    const common = { id, hub: hub.hub, epoch: hub.epoch, account, amount, endsAt, at: this.now }
    const answer = grantLease(this.ledger, { ...common, receiptId: null, lotsEndingFrom: null })
    if (answer.outcome === 'refused') return
    expect(this.free(account)).toBeGreaterThanOrEqual(0)
    this.leaseIds.push(id)
    takeGrant(hub, answer.lease, account, `event ${id}`)
  }

  private trust(hub: HubModel, account: string, amount: number, id: string): void {
    const movement = movementOf({ id, account, amount, cover: 'trust', lease: null })
    const receipt = receiptOf(`receipt ${id}`)
    hub.journal.push(
      envelopeOf('sale.closed', { id: `event ${id}`, receipt, movements: [movement] }),
    )
  }

  private apply(hub: HubModel, envelope: Envelope): void {
    applyEnvelope(this.ledger, { hub: hub.hub, epoch: hub.epoch, seq: 1, envelope })
  }

  /** Who ought to pay, said before the books are asked. */
  private charge({ movements }: Envelope): void {
    for (const { id, kind, cover, lease, amount, account, reverses } of movements) {
      if (kind === 'spend' && cover === 'trust') {
        this.lost += Math.max(0, amount - Math.max(0, this.free(account)))
      } else if (kind === 'spend') {
        const state = leaseIn(this.ledger, lease ?? '')?.state ?? 'gone'
        if (state !== 'forfeited' && state !== 'gone') continue
        this.lost += amount
        this.riskPaid.set(id, amount)
      } else if (kind === 'give-back' && this.riskPaid.has(reverses ?? '')) {
        this.lost -= amount
      }
    }
  }
}

function expectLossExplained({ ledger, lost, leaseIds }: World): void {
  let risk = sumAt(ledger, 'risk@points:7')
  for (const id of leaseIds) risk += sumAt(ledger, `risk/lease:${id}@points:7`)
  expect(risk).toBe(lost === 0 ? 0 : -lost)
}

test('whatever the order of grants, spends, returns, losses and late words, every unit is in one place and every loss is explained [B1.1]', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const world = new World()
      for (const each of steps) {
        world.run(each)
        expectLossExplained(world)
        expectLawful(world.ledger)
      }
    }),
    { numRuns: 600 },
  )
})

test('when all has been told, no escrow is left and the risk account lost what was spent of forfeited leases [B1.1]', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const world = new World()
      for (const each of steps) world.run(each)
      world.settle()
      for (const id of accounts) {
        const account = accountIn(world.ledger, id)
        expect(account.leases).toEqual([])
        expect(postedOf(account)).toBe(freeOf(account))
      }
      for (const { hub } of world.hubs) expect(world.ledger.leasesOfHub(hub)).toEqual([])
      expect(sumAt(world.ledger, 'risk@points:7')).toBe(world.lost === 0 ? 0 : -world.lost)
      expectLawful(world.ledger)
    }),
    { numRuns: 600 },
  )
})
