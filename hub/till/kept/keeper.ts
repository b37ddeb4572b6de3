import type { Saved, Shift } from '#shared/contracts/till.ts'
import {
  type FoundSales,
  MAX_OFFERED,
  type OfferedEvent,
  type StoredEvent,
} from '#shared/contracts/witness.ts'
import {
  type CloudMark,
  type KeptSale,
  keptPlaces,
  keptSales,
  restateSale,
  salesToOffer,
  statedEpoch,
} from '#shared/journal/kept-sales.ts'
import { type RefusedSale, receiptNumberIn, shiftPartOf } from './kept-body.ts'

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
  readonly offer: (sales: readonly OfferedEvent[]) => Promise<FoundSales>
  readonly now: () => number
  /** What the hub does not take, at the start and whenever it is other than before. */
  readonly onRefused: (sales: readonly RefusedSale[]) => void
  readonly onProblem: (problem: unknown) => void
}

const tryAgainMs = 10_000
/** The hub may have been given another program or profile. */
const refusedAgainMs = 3_600_000
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
  const refusals = new Map<string, { readonly hub: number; readonly at: number }>()
  const mayBeOffered = (id: string, { hub }: CloudMark): boolean => {
    const refusal = refusals.get(id)
    if (refusal === undefined || refusal.hub !== hub) return true
    return now() >= refusal.at + refusedAgainMs
  }
  let told = ''
  const tell = (): void => {
    const refused = kept.flatMap(({ id, sale, refused: reason }): RefusedSale[] =>
      reason === undefined ? [] : [{ id, number: receiptNumberIn(sale), reason }],
    )
    const text = JSON.stringify(refused)
    if (text !== told) deps.onRefused(refused)
    told = text
  }

  const forget = (mark: CloudMark): void => {
    const rest = keptSales(kept, { mark, now: now() })
    const known = new Set(kept)
    const changed = rest.filter((sale) => !known.has(sale))
    if (changed.length > 0) store.put(changed).catch(deps.onProblem)
    if (rest.length === kept.length) {
      kept = rest
      return
    }
    const left = new Set(rest.map(({ id }) => id))
    const gone = kept.filter(({ id }) => !left.has(id)).map(({ id }) => id)
    kept = rest
    tell()
    store.remove(gone).catch(deps.onProblem)
  }

  const offer = (mark: CloudMark): void => {
    const due = salesToOffer(kept, mark).filter(({ id }) => mayBeOffered(id, mark))
    const sales = firstOf(due)
    if (sales.length === 0 || offering !== null || now() < offeredAt + tryAgainMs) return
    offeredAt = now()
    offering = send(sales).catch(deps.onProblem)
  }

  const send = async (sales: readonly OfferedEvent[]): Promise<void> => {
    try {
      const { hub, epoch, found, refused: no } = await deps.offer(sales)
      const reasonById = new Map(no.map(({ id, reason }) => [id, reason]))
      const seqById = new Map(found.map(({ id, seq }) => [id, seq]))
      const changed: Kept[] = []
      kept = kept.map((sale) => {
        const seq = seqById.get(sale.id)
        // Of what the cloud has nothing is lost.
        const reason = keptPlaces(sale).length === 0 ? reasonById.get(sale.id) : undefined
        if (seq === undefined && reason === undefined) return sale
        const next =
          seq === undefined ? { ...sale, refused: reason } : restateSale(sale, { hub, epoch, seq })
        changed.push(next)
        return next
      })
      for (const id of reasonById.keys()) refusals.set(id, { hub, at: now() })
      for (const id of seqById.keys()) refusals.delete(id)
      tell()
      await store.put(changed)
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

  tell()
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

function firstOf(due: readonly Kept[]): OfferedEvent[] {
  let chars = 0
  const sales: OfferedEvent[] = []
  for (const kept of due.slice(0, MAX_OFFERED)) {
    const { sale } = kept
    chars += sale.body.length
    if (sales.length > 0 && chars > maxOfferedChars) break
    sales.push({ ...sale, places: keptPlaces(kept) })
  }
  return sales
}
