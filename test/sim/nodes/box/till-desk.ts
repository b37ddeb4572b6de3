import type { TillLan } from '../../messages.ts'
import type { Address } from '../../network.ts'
import type { Covers } from './covers.ts'
import type { LeaseEnds } from './lease-ends.ts'
import type { OfferDesk } from './offer-desk.ts'
import type { Payments } from './payments.ts'
import type { SaveDesk } from './save-desk.ts'
import type { TillLine } from './till-line.ts'
import type { Witness } from './witness.ts'

/** Takes what the tills of the store say to the desk that it concerns. */
export type TillDesk = (said: TillLan, from: Address) => void

export function createTillDesk(parts: {
  readonly tillLine: TillLine
  readonly payments: Payments
  readonly covers: Covers
  readonly leaseEnds: LeaseEnds
  readonly witness: Witness
  readonly saveDesk: SaveDesk
  readonly offerDesk: OfferDesk
}): TillDesk {
  const { tillLine, payments, covers, leaseEnds, witness, saveDesk, offerDesk } = parts

  return (said, from) => {
    switch (said.kind) {
      case 'cover': {
        const { receiptId, account } = said
        covers.find(said, () => {
          const covered = payments.coverOf(receiptId, account) !== undefined
          tillLine.send(from, { kind: 'cover-answer', receiptId, account, covered })
        })
        return
      }
      case 'let-go': {
        const accounts = payments.letGo(said.receiptId)
        if (accounts.length > 0) leaseEnds.closeReceipt(said.receiptId, accounts)
        return
      }
      case 'save':
        witness.fromTill(said.request.till, said.witness)
        saveDesk.save(said.request, from)
        return
      case 'offer':
        witness.fromTill(said.till, said.witness)
        offerDesk.take(said.kept, from)
        return
      case 'cover-answer':
      case 'saved':
      case 'refused':
      case 'where':
    }
  }
}
