import { signal } from '@preact/signals'
import type { TenderGiven } from '#shared/contracts/tender.ts'
import { changeDraft, draft } from '../basket/basket.ts'
import { say } from '../notices.ts'
import { closeSheet } from '../sheets.ts'
import { t } from '../texts.ts'
import { letGo, letGoAfterReload, letGoOfAll } from './covers.ts'

/** Tenders of the open sale, so that Esc and back does not lose the money among them. */
const taken = signal<{ readonly saleId: string; readonly tenders: readonly TenderGiven[] }>({
  saleId: '',
  tenders: [],
})

export function tendersTaken(): readonly TenderGiven[] {
  return taken.value.saleId === draft.value.saleId ? taken.value.tenders : []
}

/** What reserves value is let go of with its tender. */
export function keepTenders(next: readonly TenderGiven[]): void {
  const keys = new Set(next.map(coverKey))
  for (const tender of tendersTaken())
    if (isValue(tender) && !keys.has(coverKey(tender))) void letGo(coverKey(tender))
  taken.value = { saleId: draft.value.saleId, tenders: next }
}

/** Points are deducted before the sale is saved: given up, they return at once (requirements 004-13). */
export function givePointsBack(): void {
  if (draft.value.points === null) return
  changeDraft({ points: null })
  void letGo(POINTS)
}

/** At the start of the page, once what was on its way is answered. */
export async function startAnew(): Promise<void> {
  if (draft.value.points !== null) changeDraft({ points: null })
  await letGoAfterReload()
}

/** Back to the goods: money that was given stays, what was reserved goes back. */
export function leavePayment(): void {
  const gaveBack = letGoOfAll()
  const money = tendersTaken().filter((tender) => !isValue(tender))
  taken.value = { saleId: draft.value.saleId, tenders: money }
  if (draft.value.points !== null) changeDraft({ points: null })
  closeSheet()
  if (gaveBack) say('info', t('till.pay.given-back'), t('till.pay.given-back.how'))
}

export const POINTS = 'points'

/** By what a tender's value is reserved: each gift card for itself. */
export function coverKey({ kind, account }: Pick<TenderGiven, 'kind' | 'account'>): string {
  return account === undefined ? kind : `${kind} ${account}`
}

function isValue({ kind }: TenderGiven): boolean {
  return kind === 'store-credit' || kind === 'gift-card'
}
