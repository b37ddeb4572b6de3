import type { z } from 'zod'
import type { CloudToHub } from '#shared/contracts/sync.ts'
import { MAX_VOUCHERS_CLAIMED } from '#shared/contracts/sync.ts'
import type { LoadHindrance } from '#shared/contracts/voucher.ts'
import type { Position } from '#shared/journal/record.ts'
import type { ValueLine } from './line.ts'
import { PAYMENT_MS_MAX } from './payments.ts'
import { createQuestions } from './questions.ts'

type VoucherAnswer = Extract<z.infer<typeof CloudToHub>, { kind: 'voucher-answer' }>

/**
 * Vouchers of no store's stock that the cloud keeps for this hub while it sells them. It keeps them
 * until this hub says that it needs them no more, and has sent its journal up to there (spine B1.1).
 */
export interface VoucherClaims {
  /** Null: nobody else sells it now; else why not. */
  readonly keep: (receiptId: string, account: string) => Promise<LoadHindrance | null>
  readonly isKept: (account: string) => boolean
  /** The receipt is journaled or given up. */
  readonly letGo: (receiptId: string) => void
  readonly hear: (answer: VoucherAnswer) => void
  /** What an earlier process was promised is over. */
  readonly sessionOpened: () => void
  /** Receipts whose till never came back. */
  readonly sweep: () => void
}

export function createVoucherClaims(deps: {
  readonly line: ValueLine
  readonly head: () => Position
  readonly newId: () => string
  readonly uptimeMs: () => number
}): VoucherClaims {
  const { line, uptimeMs } = deps
  const questions = createQuestions<VoucherAnswer>(deps)
  /** When each receipt began, by account. */
  const kept = new Map<string, Map<string, number>>()
  const asking = new Map<string, Promise<LoadHindrance | null>>()

  const tell = (): void => {
    const session = line.session()?.id
    if (session === undefined) return
    const { epoch, seq } = deps.head()
    const accounts = [...new Set([...kept.keys(), ...asking.keys()])]
    line.send({ kind: 'voucher-kept', session, head: { epoch, seq }, accounts })
  }
  const ask = async (receiptId: string, account: string): Promise<LoadHindrance | null> => {
    const session = line.session()?.id
    if (session === undefined || !line.isOpen()) return 'offline'
    if (kept.size + asking.size >= MAX_VOUCHERS_CLAIMED) return 'in-work'
    const answer = await questions.ask((id) => ({
      kind: 'voucher-claim',
      session,
      id,
      receiptId,
      account,
    }))
    if (answer === null) return 'no-answer'
    const { reason } = answer
    return reason === 'session-ended' || reason === 'recovering' ? 'no-answer' : reason
  }
  const end = (isOver: (receiptId: string, since: number) => boolean): void => {
    let isLess = false
    for (const [account, receipts] of kept) {
      for (const [receiptId, since] of receipts) {
        if (isOver(receiptId, since)) receipts.delete(receiptId)
      }
      if (receipts.size > 0) continue
      kept.delete(account)
      isLess = true
    }
    if (isLess) tell()
  }

  return {
    async keep(receiptId, account) {
      if (!kept.has(account)) {
        const mine = asking.get(account) ?? ask(receiptId, account)
        asking.set(account, mine)
        const hindrance = await mine
        asking.delete(account)
        if (hindrance !== null) return hindrance
      }
      const receipts = kept.get(account) ?? new Map<string, number>()
      kept.set(account, receipts.set(receiptId, uptimeMs()))
      return null
    },
    isKept: (account) => kept.has(account),
    letGo: (receiptId) => end((each) => each === receiptId),
    hear(answer) {
      if (!questions.hear(answer) && answer.reason === null) tell()
    },
    sessionOpened: tell,
    sweep() {
      const now = uptimeMs()
      end((_, since) => now >= since + PAYMENT_MS_MAX)
    },
  }
}
