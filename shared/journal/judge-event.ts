import { judgeVersion, type KnownContracts } from './contract-version.ts'

/** An event as the cloud found it, before its payload is looked at. */
export interface FoundEnvelope {
  readonly type: string
  /** The payload's `v`. */
  readonly version: number
  /** Why the envelope is wrong; null = it is right. */
  readonly envelopeProblem: string | null
}

export interface FoundPayload extends Omit<FoundEnvelope, 'envelopeProblem'> {
  /** Why the payload cannot be applied; asked only if nothing else decides. */
  readonly payloadProblem: () => string | null
  /** The held event that blocks a receipt this one names (`quarantine.ts`); null = none. */
  readonly blockedBy: string | null
}

/** Neither this event nor a later one of its hub is taken; what came before it stays. */
export interface Stop {
  readonly verdict: 'stop'
  readonly reason: 'cloud-older' | 'bad-envelope'
  readonly words: string
}

export type PayloadVerdict =
  | { readonly verdict: 'apply' }
  /** The envelope is applied, the payload steps aside. */
  | { readonly verdict: 'quarantine'; readonly reason: string }
  /** The envelope is applied, the payload waits behind another. */
  | { readonly verdict: 'park'; readonly behind: string }

export type Verdict = PayloadVerdict | Stop

const apply: PayloadVerdict = { verdict: 'apply' }

/**
 * Two layers (spine B2.1): only a wrong envelope or a newer contract stops a hub's stream; a wrong
 * payload steps aside alone. The cloud asks for each layer where it stands: before its transaction,
 * and inside of it.
 */
export function judgeEvent(
  event: FoundEnvelope & FoundPayload,
  contracts: KnownContracts,
): Verdict {
  return judgeStream(event, contracts) ?? judgePayload(event, contracts)
}

/** Does the hub's stream stop before this event? Null = it does not. */
export function judgeStream(event: FoundEnvelope, contracts: KnownContracts): Stop | null {
  const { type, version, envelopeProblem } = event
  if (judgeVersion(contracts, event) === 'newer') {
    const words = `${type} v${version} is newer than this cloud (v${contracts.version}): upgrade the cloud, then the hub goes on by itself`
    return { verdict: 'stop', reason: 'cloud-older', words }
  }
  return envelopeProblem === null
    ? null
    : { verdict: 'stop', reason: 'bad-envelope', words: envelopeProblem }
}

/** Of an event that does not stop its stream. */
export function judgePayload(event: FoundPayload, contracts: KnownContracts): PayloadVerdict {
  const { type, version, blockedBy } = event
  if (blockedBy !== null) return { verdict: 'park', behind: blockedBy }
  if (judgeVersion(contracts, event) === 'older') {
    const reason = `${type} v${version} is older than this cloud reads (v${contracts.version} and two before)`
    return { verdict: 'quarantine', reason }
  }
  const reason = event.payloadProblem()
  return reason === null ? apply : { verdict: 'quarantine', reason }
}
