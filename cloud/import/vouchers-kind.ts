import { voucherText } from '#shared/feed/lookup.ts'
import { withBooks } from '../value/opening-balances.ts'
import { holdsVouchers, saveVouchers, type VoucherDraft } from '../vouchers/opening-vouchers.ts'
import { voucherKey } from '../vouchers/voucher-code.ts'
import type { Cells } from './cells.ts'
import { createKind } from './kind.ts'

const states = ['reserved', 'sold', 'issued', 'used', 'expired', 'cancelled'] as const
const overStates: ReadonlySet<string> = new Set(['used', 'expired', 'cancelled'])
/** Fewer could be tried out at a till. */
const shortest = 6

/** Coupons and gift cards of an older system, under the codes that are printed on them. */
export const vouchers = createKind<VoucherDraft>({
  read(cells, job) {
    const programme = cells.name('programme', 12) ?? ''
    const code = codeOf(cells)
    const state = stateOf(cells)
    const endsAt = cells.time('ends', { zone: job.zoneOf(''), isEnd: true })
    if (endsAt !== null && endsAt <= job.given.at && !overStates.has(state)) {
      cells.reject('ends', 'is over', 'write the state expired, or a later day')
    }
    return {
      programme,
      code,
      key: voucherKey(job.lookupKey, code),
      state,
      amount: cells.money('amount') ?? 0,
      written: cells.raw('amount') ?? '',
      endsAt,
      given: job.given,
    }
  },
  keys: ({ code }) => [{ column: 'code', value: voucherText(code).slice('voucher:'.length) }],
  prepare: (drafts, { group, company }) => withBooks(group, company, drafts, holdsVouchers),
  save: saveVouchers,
  linesPerSave: 200,
})

function codeOf(cells: Cells): string {
  const code = cells.name('code', 80) ?? ''
  if (code === '') return ''
  if (!/^[\x20-\x7e]+$/.test(code)) {
    cells.reject('code', 'holds other than Latin letters and digits', 'write it as it is printed')
  } else if (voucherText(code).length - 'voucher:'.length < shortest) {
    const fix = 'give its holder a new one: anybody could try such codes out'
    cells.reject('code', `has fewer than ${shortest} letters and digits`, fix)
  }
  return code
}

function stateOf(cells: Cells): VoucherDraft['state'] {
  const word = cells.raw('state')?.toLowerCase() ?? ''
  const state = states.find((known) => known === word)
  if (state === undefined) {
    cells.reject('state', 'is no state of a voucher', `write ${states.join(', ')}`)
  }
  return state ?? 'reserved'
}
