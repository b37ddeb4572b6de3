import type { HoldRefusal } from '../../contracts/lease.ts'
import type { ClockReading } from './time-anchor.ts'

/** From the till's question to the refusal (spine B1.13). */
export const HOLD_PATIENCE_MS = 800

/** A hold that a till waits for. It dies with the boot that asked. */
export interface HoldAsk {
  readonly requestId: string
  readonly receiptId: string
  readonly account: string
  readonly amount: number
  readonly bootId: string
  readonly deadlineUptimeMs: number
}

export type HoldRefusalReason = HoldRefusal['reason'] | 'no-answer'

export type HoldState =
  /** `sendFirst`: the cloud lacks events of ours; push, then ask again under the same id. */
  | { readonly value: 'asked'; readonly ask: HoldAsk; readonly sendFirst: boolean }
  | { readonly value: 'granted'; readonly ask: HoldAsk; readonly lease: string }
  | {
      readonly value: 'refused'
      readonly ask: HoldAsk
      readonly reason: HoldRefusalReason
      /** What the cloud had free, where it said so. */
      readonly free: number
      /** Of the PIN that the question carried. */
      readonly until?: number | undefined
      readonly pinRight?: boolean | undefined
    }

export type HoldInput =
  /** The lease is journaled (`receive.ts`). */
  | { readonly kind: 'granted'; readonly lease: string; readonly now: ClockReading }
  | { readonly kind: 'refused'; readonly refusal: HoldRefusal; readonly now: ClockReading }
  | { readonly kind: 'tick'; readonly now: ClockReading }

export interface HoldStep {
  readonly state: HoldState
  /** A lease that came too late for its till: closed at once (`closeAfterReceipt`). */
  readonly close: string | null
}

export function askHold(request: {
  readonly requestId: string
  readonly receiptId: string
  readonly account: string
  readonly amount: number
  readonly now: ClockReading
}): HoldState {
  const { requestId, receiptId, account, amount, now } = request
  const deadlineUptimeMs = now.uptimeMs + HOLD_PATIENCE_MS
  const ask = { requestId, receiptId, account, amount, bootId: now.bootId, deadlineUptimeMs }
  return { value: 'asked', ask, sendFirst: false }
}

/** By uptime: a wall clock that is set back would keep the customer waiting. */
export function isLive(ask: HoldAsk, now: ClockReading): boolean {
  return ask.bootId === now.bootId && now.uptimeMs < ask.deadlineUptimeMs
}

/**
 * The machine of one request: asked → granted | refused. Whatever comes after the answer changes
 * nothing, but a lease that does must not stay.
 */
export function stepHold(state: HoldState, input: HoldInput): HoldStep {
  if (state.value !== 'asked') return afterAnswer(state, input)
  const { ask } = state
  if (!isLive(ask, input.now)) {
    const reason = state.sendFirst ? 'send-first' : 'no-answer'
    const close = input.kind === 'granted' ? input.lease : null
    return { state: { value: 'refused', ask, reason, free: 0 }, close }
  }
  switch (input.kind) {
    case 'granted':
      return same({ value: 'granted', ask, lease: input.lease })
    case 'refused': {
      const { requestId, reason, free, until, pinRight } = input.refusal
      if (requestId !== ask.requestId) return same(state)
      if (reason === 'send-first') return same({ value: 'asked', ask, sendFirst: true })
      return same({ value: 'refused', ask, reason, free, until, pinRight })
    }
    case 'tick':
      return same(state)
  }
}

function afterAnswer(state: HoldState, input: HoldInput): HoldStep {
  if (input.kind !== 'granted') return same(state)
  const inUse = state.value === 'granted' && state.lease === input.lease
  return { state, close: inUse ? null : input.lease }
}

function same(state: HoldState): HoldStep {
  return { state, close: null }
}
