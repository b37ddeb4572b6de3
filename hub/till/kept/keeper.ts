import { z } from 'zod'
import { EventType } from '#shared/contracts/event.ts'
import type { Saved, Shift } from '#shared/contracts/till.ts'
import { type FoundSales, MAX_OFFERED, type StoredEvent } from '#shared/contracts/witness.ts'
import {
  type CloudMark,
  type KeptSale,
  keptSales,
  restateSale,
  type ShiftPart,
  salesToOffer,
  statedEpoch,
} from '#shared/journal/kept-sales.ts'

export type Kept = KeptSale<StoredEvent>

/** What survives a reload: IndexedDB in the page. */
export interface KeptStore {
  readonly all: () => Promise<Kept[]>
  readonly put: (kept: readonly Kept[]) => Promise<void>
  readonly remove: (ids: readonly string[]) => Promise<void>
}

export interface Keeper {
  /** Resolves when what was saved is in the store. */
  readonly keep: (saved: Saved | Shift, hub: number) => Promise<void>
  /** Is something on its way to a hub that lacked it? Resolves when no more of it is. */
  readonly offered: () => Promise<boolean>
  /** An answer said how far the cloud is: forgets what it has, offers what the hub may lack. */
  readonly hear: (mark: CloudMark) => void
  readonly count: () => number
}

export interface KeeperDeps {
  readonly store: KeptStore
  readonly offer: (sales: readonly StoredEvent[]) => Promise<FoundSales>
  readonly now: () => number
  readonly onProblem: (problem: unknown) => void
}

const tryAgainMs = 10_000
/** A request holds at most 1 MiB; a body stands in it as a string, with its quotes escaped. */
const maxOfferedChars = 300_000

/** Keeps acknowledged sales until the books have them (spine B2.7; shared/journal/kept-sales.ts). */
export async function createKeeper(deps: KeeperDeps): Promise<Keeper> {
  const { store, now } = deps
  let kept: readonly Kept[] = await store.all()
  let last: CloudMark | null = null
  let offeredAt = Number.NEGATIVE_INFINITY
  let offering: Promise<void> | null = null
  /** Refused ones stay, but do not stand before the others for ever. */
  const refused = new Set<string>()

  const forget = (mark: CloudMark): void => {
    const rest = keptSales(kept, { mark, now: now() })
    if (rest.length === kept.length) return
    const left = new Set(rest.map(({ id }) => id))
    const gone = kept.filter(({ id }) => !left.has(id)).map(({ id }) => id)
    kept = rest
    store.remove(gone).catch(deps.onProblem)
  }

  const offer = (mark: CloudMark): void => {
    const due = salesToOffer(kept, mark).filter(({ id }) => !refused.has(id))
    const sales = firstOf(due)
    if (sales.length === 0 || offering !== null || now() < offeredAt + tryAgainMs) return
    offeredAt = now()
    offering = send(sales).catch(deps.onProblem)
  }

  const send = async (sales: readonly StoredEvent[]): Promise<void> => {
    try {
      const { hub, epoch, found, refused: no } = await deps.offer(sales)
      for (const { id } of no) refused.add(id)
      const seqById = new Map(found.map(({ id, seq }) => [id, seq]))
      const moved: Kept[] = []
      kept = kept.map((sale) => {
        const seq = seqById.get(sale.id)
        if (seq === undefined) return sale
        const there = restateSale(sale, { hub, epoch, seq })
        moved.push(there)
        return there
      })
      await store.put(moved)
      // More may wait; the next answer need not be waited for.
      if (found.length > 0) offeredAt = Number.NEGATIVE_INFINITY
    } finally {
      offering = null
    }
    if (last !== null) hear(last)
  }

  const hear = (mark: CloudMark): void => {
    last = mark
    forget(mark)
    offer(mark)
  }

  return {
    hear,
    count: () => kept.length,
    async offered() {
      const isUnderWay = offering !== null
      // The end of one offer begins the next.
      while (offering !== null) await offering
      return isUnderWay
    },
    async keep(answer, hub) {
      const { saved, stored } = answer
      if (saved === undefined || stored === undefined) return
      if (kept.some(({ id }) => id === stored.id)) return
      const { seq } = saved
      const number = 'receipt' in answer ? (answer.receipt?.number ?? '') : ''
      const epoch = answer.provisional === true ? 0 : statedEpoch(saved.epoch, number)
      const shift = shiftPartOf(stored)
      const sale: Kept = { id: stored.id, keptAt: now(), hub, epoch, seq, sale: stored, shift }
      kept = [...kept, sale]
      await store.put([sale])
    },
  }
}

function firstOf(due: readonly Kept[]): StoredEvent[] {
  let chars = 0
  const sales: StoredEvent[] = []
  for (const { sale } of due.slice(0, MAX_OFFERED)) {
    chars += sale.body.length
    if (sales.length > 0 && chars > maxOfferedChars) break
    sales.push(sale)
  }
  return sales
}

const Body = z.object({
  envelope: z.object({ type: EventType, shiftId: z.string().nullable() }),
})

/** Undefined: it belongs to none, or its hub speaks otherwise than this page. */
function shiftPartOf({ body }: StoredEvent): ShiftPart | undefined {
  const { type, shiftId } = Body.parse(JSON.parse(body)).envelope
  if (shiftId === null) return undefined
  const is = type === 'shift.opened' ? 'opened' : type === 'shift.closed' ? 'closed' : 'within'
  return { id: shiftId, is }
}
