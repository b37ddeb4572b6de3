import { postedOf } from '#shared/value/account.ts'
import type { FeedCut } from '../../messages.ts'
import type { CloudSite } from './cloud-site.ts'

/** What the shops are told of the books: balances and marks as of one place in the log. */
export interface Feed {
  /** The same one as long as nothing was applied. */
  cut(): FeedCut
  forget(): void
}

export function createFeed(site: CloudSite): Feed {
  let last: FeedCut | null = null
  let number = 0

  function make(): FeedCut {
    const { books, histories, incarnation } = site.data
    const balances = new Map<string, number>()
    const frozen = new Set<string>()
    for (const account of books.ledger.accounts.values()) {
      balances.set(account.id, postedOf(account))
      if (account.frozen) frozen.add(account.id)
    }
    const marks = new Map([...histories].map(([hub, past]) => [hub, past.head()]))
    const reached = [...histories.values()].flatMap((past) => past.ends())
    number += 1
    return { number, incarnation, applied: books.log.length, balances, frozen, marks, reached }
  }

  return {
    cut() {
      const { books, incarnation } = site.data
      if (last?.applied === books.log.length && last.incarnation === incarnation) return last
      last = make()
      site.world.cutMade(last, books)
      return last
    },
    forget() {
      last = null
    },
  }
}
