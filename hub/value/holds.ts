import type { HoldRefusal } from '#shared/contracts/lease.ts'
import type { Position } from '#shared/journal/record.ts'
import {
  askHold,
  HOLD_PATIENCE_MS,
  type HoldAsk,
  type HoldInput,
  type HoldState,
  stepHold,
} from '#shared/value/hub/hold-desk.ts'
import type { ClockReading } from '#shared/value/hub/time-anchor.ts'
import type { ValueLine } from './line.ts'

export interface Wanted {
  readonly receiptId: string
  readonly account: string
  readonly amount: number
  /** As typed, for the cloud alone; it never goes to the journal's writer. */
  readonly pin?: string
  /** Nobody here can check it: the cloud must, whatever leases there are. */
  readonly isUnchecked?: true
}
export type HoldAnswer = Exclude<HoldState, { value: 'asked' }>

/** Holds that tills wait for, 800 ms each (spine B1.13). */
export interface Holds {
  /** By request: what comes for another one came too late. */
  readonly open: () => ReadonlyMap<string, HoldAsk>
  /** Null: there is no line to ask over. */
  readonly ask: (wanted: Wanted) => Promise<HoldAnswer> | null
  /** The journal has the lease. */
  readonly granted: (requestId: string, lease: string) => void
  readonly refused: (refusal: HoldRefusal) => void
  /** Another session is open: what the one before was asked may be lost. */
  readonly askAgain: () => void
  /** The cloud has more of the journal: what it lacked before it could answer may be there now. */
  readonly confirmed: () => void
}

export function createHolds(deps: {
  readonly line: ValueLine
  readonly head: () => Position
  readonly reading: () => ClockReading
  readonly newId: () => string
  /** A lease that came too late for its till. */
  readonly onLate: (ask: HoldAsk) => void
}): Holds {
  const { line, reading } = deps
  const open = new Map<string, HoldAsk>()
  const waiting = new Map<
    string,
    {
      state: HoldState
      readonly pin: string | undefined
      /** The cloud has more of the journal than when it was asked, or so it seems. */
      hasMore: boolean
      readonly end: (answer: HoldAnswer) => void
    }
  >()

  const send = (requestId: string, ask: HoldAsk, pin: string | undefined): boolean => {
    const { receiptId, account, amount } = ask
    const session = line.session()?.id
    if (session === undefined) return false
    const { epoch, seq } = deps.head()
    const of = { requestId, session, receiptId, account, amount, head: { epoch, seq } }
    return line.send({ kind: 'hold-request', request: pin === undefined ? of : { ...of, pin } })
  }
  const repeat = (requestId: string): void => {
    const one = waiting.get(requestId)
    if (one?.state.value !== 'asked') return
    one.hasMore = false
    send(requestId, one.state.ask, one.pin)
  }
  const step = (requestId: string, input: HoldInput): void => {
    const one = waiting.get(requestId)
    if (one === undefined) return
    const { state, close } = stepHold(one.state, input)
    one.state = state
    if (state.value === 'asked') return
    waiting.delete(requestId)
    open.delete(requestId)
    one.end(state)
    if (close !== null) deps.onLate(state.ask)
  }

  return {
    open: () => open,
    ask({ pin, receiptId, account, amount }) {
      const requestId = deps.newId()
      const state = askHold({ requestId, receiptId, account, amount, now: reading() })
      if (!send(requestId, state.ask, pin)) return null
      return new Promise((resolve) => {
        open.set(requestId, state.ask)
        // A little later than the desk's patience, by whatever clock.
        const tick = (): void => {
          step(requestId, { kind: 'tick', now: reading() })
          if (waiting.has(requestId)) timer = setTimeout(tick, 20)
        }
        let timer = setTimeout(tick, HOLD_PATIENCE_MS + 5)
        waiting.set(requestId, {
          state,
          pin,
          hasMore: false,
          end(answer) {
            clearTimeout(timer)
            resolve(answer)
          },
        })
      })
    },
    granted: (requestId, lease) => step(requestId, { kind: 'granted', lease, now: reading() }),
    refused(refusal) {
      const { requestId, reason } = refusal
      const asked = waiting.get(requestId)
      // A new session was opened while the question was on its way; its opening asks again.
      if (reason === 'session-ended' && asked !== undefined) return
      step(requestId, { kind: 'refused', refusal, now: reading() })
      // The word that it has more may overtake the word that it lacks something.
      if (reason === 'send-first' && asked?.hasMore === true) repeat(requestId)
    },
    askAgain() {
      for (const requestId of waiting.keys()) repeat(requestId)
    },
    confirmed() {
      for (const [requestId, one] of waiting) {
        // A question that is on its way is not asked twice: each one with a PIN counts as a try of it.
        if (one.state.value === 'asked' && one.state.sendFirst) repeat(requestId)
        else one.hasMore = true
      }
    },
  }
}
