import type { Saved } from '#shared/contracts/till.ts'
import { type FoundSales, MAX_OFFERED, type StoredEvent } from '#shared/contracts/witness.ts'
import {
  type CloudMark,
  type KeptSale,
  keptSales,
  restateSale,
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
  /** Resolves when the sale is in the store. */
  readonly keep: (saved: Saved, hub: number) => Promise<void>
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
  let isOffering = false
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

  const offer = async (mark: CloudMark): Promise<void> => {
    const due = salesToOffer(kept, mark).filter(({ id }) => !refused.has(id))
    const sales = firstOf(due)
    if (sales.length === 0 || isOffering || now() < offeredAt + tryAgainMs) return
    isOffering = true
    offeredAt = now()
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
      isOffering = false
    }
    if (last !== null) hear(last)
  }

  const hear = (mark: CloudMark): void => {
    last = mark
    forget(mark)
    offer(mark).catch(deps.onProblem)
  }

  return {
    hear,
    count: () => kept.length,
    async keep({ id, saved, stored, receipt }, hub) {
      if (stored === undefined || kept.some((sale) => sale.id === id)) return
      const { seq } = saved
      const epoch = statedEpoch(saved.epoch, receipt?.number ?? '')
      const sale: Kept = { id, keptAt: now(), hub, epoch, seq, sale: stored }
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
