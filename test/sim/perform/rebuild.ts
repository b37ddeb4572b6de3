import { type Books, rebuildBooks } from '../nodes/books.ts'
import { stateText } from '../state-text.ts'
import { openAccounts } from '../values.ts'
import type { Scene } from './scene.ts'

/** Builds the books again from their log and compares them to the last detail. */
export type Rebuild = () => void

export function createRebuild({ world, cloud, plan }: Scene): Rebuild {
  const { oracle, rules, reach } = world

  return () => {
    const books = cloud.books()
    const again = rebuildBooks(books, rules, (empty) => openAccounts(empty, plan))
    // What the checks have looked at already in the books is no part of their state.
    again.ledger.fresh.length = 0
    if (textOf(again) === textOf(books)) reach('books: rebuilt and equal')
    else oracle.fail('a rebuild gives the same books', `after ${books.log.length} entries`)
  }
}

function textOf({ ledger, turnover, takings, incompleteShifts, quarantine }: Books): string {
  const { accounts, coupons, refundRights, sumsByPlace } = ledger
  const inLedger = [accounts, coupons, refundRights, sumsByPlace]
  return stateText([...inLedger, turnover, takings, incompleteShifts, quarantine])
}
