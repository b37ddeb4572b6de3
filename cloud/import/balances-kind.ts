import {
  type BalanceDraft,
  holdsBalances,
  saveBalances,
  withBooks,
} from '../value/opening-balances.ts'
import { createKind } from './kind.ts'

/** Opening balances of members, as credits of HQ. */
export const balances = createKind<BalanceDraft>({
  read(cells, job) {
    const who = {
      member: cells.text('member', 40) ?? '',
      card: cells.text('card', 40) ?? '',
      phone: cells.text('phone', 40) ?? '',
    }
    if (Object.values(who).every((cell) => cell === '')) {
      cells.reject('member', 'is missing', 'give the number, a card or the phone of the member')
    }
    const reference = cells.name('reference', 40) ?? ''
    const amount = cells.name('amount') ?? ''
    if (amount !== '' && !/^\d{1,12}([.,]\d{1,2})?$/.test(amount)) {
      cells.reject('amount', 'is not an amount', 'write it like 1500 or 1234.50, more than nothing')
    }
    const endsAt = cells.time('ends', { zone: job.zoneOf(''), isEnd: true })
    if (endsAt !== null && endsAt <= job.given.at) {
      cells.reject('ends', 'is over', 'leave the line out, or write a later day')
    }
    return {
      programme: cells.name('programme', 12) ?? '',
      ...who,
      amount,
      endsAt,
      reference,
      given: job.given,
    }
  },
  keys: ({ programme, reference }) => [
    { column: 'reference', value: `${programme} ${reference}`.trimEnd() },
  ],
  prepare: (drafts, { group, company }) => withBooks(group, company, drafts, holdsBalances),
  save: saveBalances,
  // Nobody waits a tenth of a second for the writer, nor does an account come to so many lots.
  linesPerSave: 200,
})
