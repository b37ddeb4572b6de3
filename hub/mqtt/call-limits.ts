import { Failure } from '#shared/domain/failure.ts'

export interface CallLimits {
  readonly inFlight: number
  readonly perSecond: number
  /** What may come at once. */
  readonly burst: number
}

/** A cashier makes some ten requests a receipt; a till beyond this is out of order. */
export const tillLimits: CallLimits = { inFlight: 16, perSecond: 50, burst: 100 }

/** One till's requests: throws `unavailable` for one too many, before anything is done. */
export function createCallLimits(limits: CallLimits, now: () => number) {
  let inFlight = 0
  let tokens = limits.burst
  let at = now()
  return {
    begin(till: string): void {
      const passed = Math.max(0, now() - at)
      at += passed
      tokens = Math.min(limits.burst, tokens + (passed * limits.perSecond) / 1000)
      if (inFlight >= limits.inFlight)
        throw refusal(
          `till ${till} has ${inFlight} requests without answer: wait for one of them`,
          100,
        )
      if (tokens < 1)
        throw refusal(
          `till ${till} asks more than ${limits.perSecond} times a second: ask again later`,
          Math.ceil(((1 - tokens) * 1000) / limits.perSecond),
        )
      tokens -= 1
      inFlight += 1
    },
    end(): void {
      inFlight -= 1
    },
  }
}

function refusal(words: string, retryAfterMs: number): Failure {
  return new Failure('unavailable', words, { extra: { retryAfterMs } })
}
