import type { HubHead } from '#shared/contracts/witness.ts'
import type { CloudMark, KeptSale, ShiftPart } from '#shared/journal/kept-sales.ts'
import type { Head } from '#shared/journal/record.ts'
import type { SaveRequest, SimRecord, TillLan } from '../messages.ts'
import type { Address } from '../network.ts'
import type { World } from '../world.ts'

/** What the cashier is about to do; value first, then the receipt. */
export interface TillTask {
  readonly request: SaveRequest
  readonly payAfterMs: number
  /** The customer changes his mind after the value was reserved. */
  readonly cancels: boolean
  /** Told once the hub has answered for good. */
  readonly done?: (saved: boolean, request: SaveRequest, record: SimRecord | null) => void
}

/** One till: a patient machine that repeats a request until its hub has answered. */
export interface Till {
  readonly address: Address
  readonly store: number
  readonly name: string
  begin(task: TillTask): void
  readonly fromHub: (line: TillLan, from: Address) => void
  /** Repeats at once and often for this long. */
  hurry(untilAt: number): void
  isResting(): boolean
  /** Kept, and not only for the shift that is open. */
  unsent(): number
  /** Asks its hub where it stands, as a till at rest does. */
  call(): void
}

interface Current {
  readonly task: TillTask
  request: SaveRequest
  stage: 'covering' | 'paying' | 'saving'
  /** Spends that are still asked about. */
  readonly open: Set<string>
  readonly covered: Set<string>
  attempt: number
}

const REPEAT_MS = 5_000
const HURRIED_MS = 150
const COVER_PATIENCE_MS = 3_000
const QUEUE_MAX = 200

export function createTill(
  world: World,
  { address, store, name }: { address: Address; store: number; name: string },
): Till {
  const { agenda, network, rules, reach, oracle } = world
  const queue: TillTask[] = []
  let current: Current | null = null
  let attempts = 0
  let hurriedUntil = 0
  let witness: HubHead | null = null
  let kept: KeptSale<SimRecord>[] = []
  let offeredAt = -Infinity
  let cloudHas: CloudMark | null = null

  function isSent({ hub, epoch, seq }: CloudMark): boolean {
    return cloudHas?.hub === hub && cloudHas.epoch === epoch && seq <= cloudHas.seq
  }

  function send(line: TillLan): void {
    network.send(address, world.boxOf(store, name).address, 'till-lan', line)
  }

  function next(): void {
    const task = queue.shift()
    if (task === undefined) return
    const { request } = task
    const open = new Set(request.spends.map(({ account }) => account))
    current = { task, request, stage: 'covering', open, covered: new Set(), attempt: 0 }
    const now = current
    if (open.size === 0) {
      pay(now)
      return
    }
    for (const { account, amount } of request.spends) {
      send({ kind: 'cover', receiptId: request.receiptId, account, amount })
    }
    agenda.after(COVER_PATIENCE_MS, () => {
      if (current === now && now.stage === 'covering') pay(now)
    })
  }

  function pay(now: Current): void {
    now.stage = 'paying'
    agenda.after(now.task.payAfterMs, () => {
      if (current !== now) return
      if (now.task.cancels) {
        send({ kind: 'let-go', receiptId: now.request.receiptId })
        reach('till: a payment is cancelled')
        finish(now, null)
        return
      }
      const spends = now.request.spends.filter(({ account }) => now.covered.has(account))
      now.request = withSpends(now.request, spends)
      now.stage = 'saving'
      save(now)
    })
  }

  function save(now: Current): void {
    attempts += 1
    const attempt = attempts
    now.attempt = attempt
    send({ kind: 'save', request: now.request, witness })
    const wait = agenda.now() < hurriedUntil ? HURRIED_MS : REPEAT_MS
    agenda.after(wait, () => {
      if (current === now && now.stage === 'saving' && now.attempt === attempt) save(now)
    })
  }

  function finish(now: Current, record: SimRecord | null): void {
    current = null
    now.task.done?.(record !== null, now.request, record)
    next()
  }

  /** Another hub has another history: the one that answers counts. */
  function see(hub: number, head: Head): void {
    const seen = witness?.hub === hub ? witness : null
    witness = { hub, ...rules.lastSeen(seen, head) }
  }

  function keep(line: Extract<TillLan, { kind: 'saved' | 'where' }>): void {
    const { cloud, head } = line
    see(cloud.hub, head)
    cloudHas = cloud
    kept = rules.keptSales(kept, { mark: cloud, now: agenda.now() })
    const offers = rules.salesToOffer(kept, cloud)
    if (offers.length === 0 || agenda.now() < offeredAt + 10_000) return
    offeredAt = agenda.now()
    reach('till: offers what it kept')
    const offered = offers
      .slice(0, 50)
      .map((sale) => ({ record: sale.sale, places: rules.keptPlaces(sale) }))
    send({ kind: 'offer', till: name, kept: offered, witness })
  }

  function onSaved(line: Extract<TillLan, { kind: 'saved' }>): void {
    const { record, cloud } = line
    const now = current
    if (now !== null && now.stage === 'saving' && now.request.eventId === record.id) {
      oracle.acked(record.id, record.body.envelope)
      const { hub } = cloud
      const epoch = rules.statedEpoch(cloud.epoch, record.body.envelope.receipt?.number ?? '')
      const { id, seq } = record
      const shift = shiftPartOf(record)
      kept.push({ id, keptAt: agenda.now(), hub, epoch, seq, sale: record, shift })
      finish(now, record)
    }
    keep(line)
  }

  function onRefused(eventId: string, reason: string): void {
    const now = current
    if (now === null || now.stage !== 'saving' || now.request.eventId !== eventId) return
    const isSale = now.request.type === 'sale.closed'
    if (now.request.spends.length === 0 || reason === 'other-content' || !isSale) {
      finish(now, null)
      return
    }
    // Another receipt: the first one's id has been used up by the refusal.
    reach('till: sells for money instead')
    const { eventId: id, receiptId } = now.request
    send({ kind: 'let-go', receiptId })
    now.request = withSpends({ ...now.request, eventId: `${id}+`, receiptId: `${receiptId}+` }, [])
    save(now)
  }

  return {
    address,
    store,
    name,
    begin(task) {
      if (queue.length >= QUEUE_MAX) return
      queue.push(task)
      if (current === null) next()
    },
    fromHub(line) {
      switch (line.kind) {
        case 'cover-answer': {
          const now = current
          if (now === null || now.stage !== 'covering') return
          if (now.request.receiptId !== line.receiptId) return
          if (line.covered) now.covered.add(line.account)
          now.open.delete(line.account)
          if (now.open.size === 0) pay(now)
          return
        }
        case 'saved':
          onSaved(line)
          return
        case 'refused':
          onRefused(line.eventId, line.reason)
          return
        case 'where': {
          const places = new Map(line.found.map(({ id, seq }) => [id, seq]))
          const { hub, epoch } = line.cloud
          kept = kept.map((sale) => {
            const seq = places.get(sale.id)
            return seq === undefined ? sale : rules.restateSale(sale, { hub, epoch, seq })
          })
          keep(line)
          return
        }
        case 'cover':
        case 'let-go':
        case 'save':
        case 'offer':
      }
    },
    hurry(untilAt) {
      hurriedUntil = untilAt
    },
    isResting: () => current === null && queue.length === 0,
    unsent: () => kept.filter((sale) => !isSent(sale)).length,
    call() {
      send({ kind: 'offer', till: name, kept: [], witness })
    },
  }
}

function shiftPartOf({ body, type }: SimRecord): ShiftPart | undefined {
  const { shiftId } = body.envelope
  if (shiftId === null) return undefined
  const is = type === 'shift.opened' ? 'opened' : type === 'shift.closed' ? 'closed' : 'within'
  return { id: shiftId, is }
}

function withSpends(request: SaveRequest, spends: SaveRequest['spends']): SaveRequest {
  const hash = `${request.hash}|${spends.map(({ account, amount }) => `${account}=${amount}`).join(',')}`
  return { ...request, spends, hash }
}
