import type { Logger } from 'pino'
import type { Journal } from '../journal/journal.ts'
import type { Backoff } from './backoff.ts'
import { type CloudClient, CloudRefused } from './cloud-client.ts'
import { createWaiter } from './wait.ts'

export interface Claim {
  /** Why this hub has no identity, for tills and technicians. */
  readonly reason: () => string
  /** Resolves when the hub is claimed, or when it is stopped. */
  readonly done: Promise<void>
  readonly stop: () => void
}

/** Turns a one-time code into an identity; keeps asking while the cloud is away. */
export function startClaim(deps: {
  readonly code: string | undefined
  readonly name: string
  readonly cloudUrl: string
  readonly client: CloudClient
  readonly journal: Journal
  readonly backoff: Backoff
  readonly log: Logger
}): Claim {
  const { code, cloudUrl, client, journal, log } = deps
  const waiter = createWaiter()
  let isStopped = false
  let reason = `This hub is not claimed yet: it waits for the cloud at ${cloudUrl}.`

  const claim = async (): Promise<void> => {
    if (journal.identity() !== null) return
    if (code === undefined) {
      reason = 'This hub is not claimed: set KASSA_CLAIM_CODE to a code from HQ and start it again.'
      log.warn(reason)
      return
    }
    while (!isStopped) {
      try {
        const { profile, cloudTime: _, ...answer } = await client.claim({ code, name: deps.name })
        await journal.adopt({ ...answer, profile: JSON.stringify(profile), cloudSeq: 0 })
        log.info({ hub: answer.hubId, store: profile.store.code, epoch: answer.epoch }, 'claimed')
        return
      } catch (error) {
        if (!(error instanceof CloudRefused)) throw error
        if (!error.isPassing) {
          reason = `This hub is not claimed: the cloud refused its code (${error.message}). Set a new KASSA_CLAIM_CODE and start it again.`
          log.error(reason)
          return
        }
        const inMs = deps.backoff.nextMs()
        reason = `This hub is not claimed yet: it waits for the cloud at ${cloudUrl} (${error.message}).`
        log.warn({ inMs, error: error.message }, 'the cloud does not answer the claim')
        await waiter.wait(inMs)
      }
    }
  }

  return {
    reason: () => reason,
    done: claim(),
    stop() {
      isStopped = true
      waiter.cut()
    },
  }
}
