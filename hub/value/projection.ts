import { projectEvent } from '#shared/value/hub/project-event.ts'
import { bodyBytes } from '../journal/stored-text.ts'
import { createStoredWallet, type Sql, type StoredWallet } from './store.ts'
import { readBody, type ValuedEvent, valuedEvent } from './valued-event.ts'

/** Keeps the wallet at the journal's head, inside the transactions of the journal's writer. */
export interface Projection {
  readonly wallet: StoredWallet
  /** `valued` is null where the event means nothing to the wallet by itself. */
  readonly take: (place: Place, event: Appended, valued: ValuedEvent | null) => void
  /** Reads what the journal has and the wallet lacks: at start, after an older program or a salvage. */
  readonly catchUp: () => void
}

interface Place {
  readonly epoch: number
  readonly seq: number
}
interface Appended {
  readonly id: string
  readonly type: string
  readonly body: string
}

/** So often the wallet notes that nothing was there for it: a start reads no more events than that. */
const NOTE_EVERY = 512
const EVENTS_A_STEP = 500

export function createProjection(sql: Sql): Projection {
  const wallet = createStoredWallet(sql)
  // The only sales for money that the wallet must hear of; read once, then kept.
  let withoutSale: Set<string> | null = null

  const isAwaited = (id: string): boolean => {
    withoutSale ??= new Set(wallet.receiptsWithoutSale())
    return withoutSale.has(id)
  }
  const fold = ({ epoch, seq }: Place, { envelope, payload }: ValuedEvent): void => {
    wallet.setHorizon(seq)
    try {
      projectEvent(wallet, { epoch, seq, envelope, payload })
      for (const movement of envelope.movements) wallet.addMovement(seq, movement)
      for (const coupon of payload.issued ?? []) wallet.addIssued(seq, coupon)
      const receiptId = envelope.receipt?.originalId ?? envelope.receipt?.id
      if (receiptId !== undefined && wallet.ownReceipt(receiptId)?.total === null) {
        withoutSale?.add(receiptId)
      }
    } finally {
      wallet.setHorizon(Number.MAX_SAFE_INTEGER)
    }
    wallet.saveProjectedSeq(seq)
  }

  const take: Projection['take'] = (place, { id, type, body }, valued) => {
    if (valued !== null) fold(place, valued)
    else if (type === 'sale.closed' && isAwaited(id)) fold(place, readBody(body))
    else if (place.seq % NOTE_EVERY === 0) wallet.saveProjectedSeq(place.seq)
  }

  return {
    wallet,
    take,
    catchUp() {
      const from = wallet.projectedSeq()
      const head = Number(sql('SELECT max(seq) FROM event', [])[0]?.[0] ?? 0)
      // A wallet that is ahead is another journal's.
      if (from === null || from > head) wallet.clear()
      let at = wallet.projectedSeq() ?? 0
      for (;;) {
        const rows = sql(eventsSql, [at])
        for (const [seq, epoch, id, type, body] of rows) {
          at = Number(seq)
          const event = { id: String(id), type: String(type), body: String(body) }
          const { envelope, payload } = readBody(event.body)
          take({ epoch: Number(epoch), seq: at }, event, valuedEvent(envelope, payload))
        }
        if (rows.length < EVENTS_A_STEP) break
      }
      // The next start would read the same again; a few events are not worth a write.
      if (at - (wallet.projectedSeq() ?? 0) >= NOTE_EVERY) wallet.saveProjectedSeq(at)
    },
  }
}

const eventsSql = `SELECT seq, epoch, id, type, ${bodyBytes} FROM event WHERE seq > ? ORDER BY seq
  LIMIT ${EVENTS_A_STEP}`
