import { judgeVersion, type KnownContracts } from './contract-version.ts'

/** An event as the cloud found it, before anything of it is applied. */
export interface FoundEvent {
  readonly type: string
  /** The payload's `v`. */
  readonly version: number
  /** Why the envelope is wrong; null = it is right. */
  readonly envelopeProblem: string | null
  /** Why the payload cannot be applied; asked only if nothing else decides. */
  readonly payloadProblem: () => string | null
  /** The held event that blocks a receipt this one names (`quarantine.ts`); null = none. */
  readonly blockedBy: string | null
}

export type Verdict =
  | { readonly verdict: 'apply' }
  /** The envelope is applied, the payload steps aside. */
  | { readonly verdict: 'quarantine'; readonly reason: string }
  /** The envelope is applied, the payload waits behind another. */
  | { readonly verdict: 'park'; readonly behind: string }
  /** Neither this event nor a later one of its hub is taken; what came before it stays. */
  | {
      readonly verdict: 'stop'
      readonly reason: 'cloud-older' | 'bad-envelope'
      readonly words: string
    }

const apply: Verdict = { verdict: 'apply' }

/**
 * Two layers (spine B2.1): only a wrong envelope or a newer contract stops a hub's stream; a wrong
 * payload steps aside alone.
 */
export function judgeEvent(event: FoundEvent, contracts: KnownContracts): Verdict {
  const { type, version, envelopeProblem, blockedBy } = event
  const age = judgeVersion(contracts, event)
  if (age === 'newer') {
    const words = `${type} v${version} is newer than this cloud (v${contracts.version}): upgrade the cloud, then the hub goes on by itself.`
    return { verdict: 'stop', reason: 'cloud-older', words }
  }
  if (envelopeProblem !== null) {
    return { verdict: 'stop', reason: 'bad-envelope', words: envelopeProblem }
  }
  if (blockedBy !== null) return { verdict: 'park', behind: blockedBy }
  if (age === 'older') {
    const reason = `${type} v${version} is older than this cloud reads (v${contracts.version} and two before)`
    return { verdict: 'quarantine', reason }
  }
  const reason = event.payloadProblem()
  return reason === null ? apply : { verdict: 'quarantine', reason }
}
