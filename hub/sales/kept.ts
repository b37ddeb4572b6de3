import { z } from 'zod'
import { Envelope, SaleClosed, SaleRefunded } from '#shared/contracts/event.ts'
import type { FoundSales, KeptSales, StoredEvent } from '#shared/contracts/witness.ts'
import type { Statement } from '../journal/job.ts'
import { stateAfter } from './refund.ts'
import type { SalesDeps } from './sell.ts'
import { addReceipt, moveRefunded } from './store.ts'

/**
 * Takes what a till kept of another disk: a hub that was replaced, or went back to an older image
 * (spine B2.7). Same ids, same bytes, so the books have each once; its shift and its paper were
 * the old disk's.
 */
export async function takeKept(deps: SalesDeps, { sales }: KeptSales): Promise<FoundSales> {
  const { journal } = deps.shop
  const found: FoundSales['found'] = []
  const refused: FoundSales['refused'] = []
  const { hubId: hub } = deps.shop.identity()
  const { epoch } = journal.head()
  // An old image states no places: the tills keep their sales for the next epoch, or another disk.
  if (journal.isProvisional()) return { hub, epoch, found, refused }
  // One after the other: a refund needs its sale.
  for (const sale of sales) {
    const seq = journal.eventById(sale.id)?.seq ?? (await takeOne(deps, sale))
    if (typeof seq === 'number') found.push({ id: sale.id, seq })
    else refused.push({ id: sale.id, reason: seq })
  }
  return { hub, epoch: journal.head().epoch, found, refused }
}

const Kept = z.object({ envelope: Envelope, payload: z.union([SaleClosed, SaleRefunded]) })
type Kept = z.infer<typeof Kept>

/** Its place, or why it is not taken. */
async function takeOne(deps: SalesDeps, sale: StoredEvent): Promise<number | string> {
  const kept = readBody(sale.body)
  if (typeof kept === 'string') return kept
  const { envelope, payload } = kept
  const { id, type, receipt, till, currency } = envelope
  if (id !== sale.id) return `the body is that of ${id}`
  if (receipt === null || till === null) return `${type} without a receipt or till`
  const { company } = deps.shop.profile()
  if (currency !== company.currency) return `currency is ${currency}, not ${company.currency}`
  const alongside = statementsOf(deps, kept)
  if (alongside === null) return 'more is given back than its sale has left here'
  const { body, requestHash, firstHash } = sale
  const result = await deps.shop.journal.appendStored({
    envelope,
    payload,
    body,
    requestHash,
    firstHash,
    alongside,
  })
  switch (result.outcome) {
    case 'saved':
    case 'repeated':
      deps.live.publish(
        {
          kind: 'receipt.saved',
          receipt: {
            id,
            kind: type === 'sale.closed' ? 'sale' : 'refund',
            number: result.number ?? '',
            at: envelope.at,
            till,
            total: payload.priced.total,
          },
        },
        null,
      )
      return result.position.seq
    case 'differs':
    case 'conflict':
      return 'it was saved here meanwhile, otherwise'
  }
}

function readBody(body: string): Kept | string {
  if (/[\n\r]/.test(body)) return 'the body is more than one line'
  try {
    const parsed = Kept.safeParse(JSON.parse(body))
    if (!parsed.success) return `${parsed.error.issues[0]?.path.join('.')} is wrong`
    const { type } = parsed.data.envelope
    return type === 'sale.closed' || type === 'sale.refunded' ? parsed.data : `${type} is no sale`
  } catch {
    // Said to the till, which keeps it; a person may look at it.
    return 'the body is no JSON'
  }
}

/** What this hub derives from a receipt, without shift and paper; null = its sale has less left. */
function statementsOf(
  { receipts, shop }: SalesDeps,
  { envelope, payload }: Kept,
): Statement[] | null {
  const { at, till, receipt } = envelope
  const { priced, settlement } = payload
  const row = { at, till: till ?? '', total: priced.total }
  const originalId = receipt?.originalId ?? null
  if (originalId === null) return [addReceipt({ kind: 'sale', ...row, originalSeq: null })]
  // Without its sale here, nothing more can be given back of it here either.
  const isHere = shop.journal.eventById(originalId)?.type === 'sale.closed'
  if (!isHere) return [addReceipt({ kind: 'refund', ...row, originalSeq: null })]
  const sale = receipts.sale(originalId)
  const next = stateAfter(sale.refunds, priced, settlement)
  return [
    moveRefunded(sale.seq, next),
    addReceipt({ kind: 'refund', ...row, originalSeq: sale.seq }),
  ]
}
