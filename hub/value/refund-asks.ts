import type { z } from 'zod'
import type { RefundRefusal } from '#shared/contracts/lease.ts'
import type { CloudToHub } from '#shared/contracts/sync.ts'
import type { Position } from '#shared/journal/record.ts'
import { HOLD_PATIENCE_MS } from '#shared/value/hub/hold-desk.ts'
import type { ValueLine } from './line.ts'

export interface RefundQuestion {
  /** Of the refund's own receipt. */
  readonly id: string
  readonly receiptId: string
  readonly amount: number
  /** Refunds of the receipt that the amount follows from. */
  readonly seen: number
}

export interface RefundTold {
  readonly granted: number | null
  readonly reason: RefundRefusal | 'offline' | 'no-answer' | null
}
type RefundAnswer = Extract<z.infer<typeof CloudToHub>, { kind: 'refund-answer' }>

/** Asks the cloud, while a customer waits, whether this store may refund another's receipt. */
export interface RefundAsks {
  readonly ask: (question: RefundQuestion) => Promise<RefundTold>
  readonly hear: (answer: RefundAnswer) => void
}

/** The right is on its way back, or this journal on its way up: the next answer may be yes. */
const passing: ReadonlySet<RefundTold['reason']> = new Set([
  'right-elsewhere',
  'send-first',
  'session-ended',
])
const ASK_AGAIN_MS = 100

export function createRefundAsks(deps: {
  readonly line: ValueLine
  readonly head: () => Position
}): RefundAsks {
  const { line } = deps
  const open = new Map<string, (answer: RefundTold) => void>()
  const inWork = new Map<string, Promise<RefundTold>>()

  const send = ({ amount, ...question }: RefundQuestion): boolean => {
    const session = line.session()?.id
    if (session === undefined || !line.isOpen()) return false
    const { epoch, seq } = deps.head()
    const of = { ...question, amount, session, head: { epoch, seq } }
    return line.send({ kind: 'refund-request', ...of })
  }

  /** No answer, in words of the last one, once the patience of a hold is over. */
  const askNow = (question: RefundQuestion): Promise<RefundTold> =>
    new Promise((resolve) => {
      let last: RefundTold = { granted: null, reason: 'no-answer' }
      let again: NodeJS.Timeout | undefined
      const end = (told: RefundTold): void => {
        clearTimeout(again)
        clearTimeout(patience)
        open.delete(question.id)
        resolve(told)
      }
      const patience = setTimeout(() => end(last), HOLD_PATIENCE_MS)
      open.set(question.id, (told) => {
        if (!passing.has(told.reason)) return end(told)
        last = told
        clearTimeout(again)
        again = setTimeout(() => send(question), ASK_AGAIN_MS)
      })
      if (!send(question)) end({ granted: null, reason: 'offline' })
    })

  return {
    async ask(question) {
      // An answer names its refund only: what was asked for it before is answered first.
      for (let other = inWork.get(question.id); other !== undefined; ) {
        await other
        other = inWork.get(question.id)
      }
      const mine = askNow(question)
      inWork.set(question.id, mine)
      try {
        return await mine
      } finally {
        inWork.delete(question.id)
      }
    },
    hear({ id, granted, reason }) {
      // Of a cloud that does not say why.
      const why = granted === null ? (reason ?? 'right-elsewhere') : null
      open.get(id)?.({ granted, reason: why })
    },
  }
}
