import { expect } from 'vitest'
import type { LedgerStore } from '#cloud/value/ledger-store.ts'
import type { Ledger } from '#shared/value/ledger.ts'
import type { MemoryLedger } from '../../sim/memory-ledger.ts'

/** Both ledgers as one: each question must be answered alike, each write accepted or refused alike. */
export function twinLedger(memory: MemoryLedger, store: LedgerStore): Ledger {
  const ask =
    <Name extends keyof Ledger>(name: Name) =>
    (...args: unknown[]) => {
      const call = (ledger: Ledger) => answerOf(ledger[name] as (...of: unknown[]) => unknown, args)
      const [expected, found] = [call(memory), call(store)]
      if (JSON.stringify(found) !== JSON.stringify(expected)) {
        expect(found, `${name}(${JSON.stringify(args)})`).toEqual(expected)
      }
      if ('threw' in expected) throw expected.threw
      return expected.answer
    }
  return {
    account: ask('account'),
    saveAccount: ask('saveAccount'),
    accountOfLease: ask('accountOfLease'),
    noteLease: ask('noteLease'),
    leasesOfHub: ask('leasesOfHub'),
    closeLease: ask('closeLease'),
    movement: ask('movement'),
    reversedOf: ask('reversedOf'),
    addMovement: ask('addMovement'),
    coupon: ask('coupon'),
    saveCoupon: ask('saveCoupon'),
    refundRight: ask('refundRight'),
    saveRefundRight: ask('saveRefundRight'),
    raise: ask('raise'),
  } as Ledger
}

function answerOf(call: (...args: unknown[]) => unknown, args: unknown[]) {
  try {
    return { answer: call(...args) }
  } catch (threw) {
    return { threw, words: String(threw) }
  }
}
