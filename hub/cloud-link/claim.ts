import type { Logger } from 'pino'
import type { ClaimState, ClaimWish } from '#shared/contracts/claim.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { Journal } from '../journal/journal.ts'
import type { Backoff } from './backoff.ts'
import type { ClaimFile } from './claim-file.ts'
import { type CloudClient, CloudRefused } from './cloud-client.ts'
import { createWaiter } from './wait.ts'

/** The longest that a timer takes. */
const FOR_EVER_MS = 2 ** 31 - 1

export interface Claim {
  /** Why this hub has no identity, for tills and technicians. */
  readonly reason: () => string
  readonly now: () => Claiming
  /**
   * Takes a code that was typed, and resolves with what became of its first try; one that the cloud
   * could not be asked about is tried on. Throws Failure `conflict` where the box is claimed by
   * another code, or the address is a setting.
   */
  readonly claim: (wish: ClaimWish) => Promise<Claiming>
  /** Resolves when the hub is claimed, or when it is stopped. */
  readonly done: Promise<void>
  readonly stop: () => void
}

export interface Claiming {
  readonly step: Exclude<ClaimState['step'], 'copying' | 'selling'> | 'claimed'
  readonly fault: ClaimState['fault']
  /** In the words of whoever met it. */
  readonly reason: string
}

interface Asked {
  readonly wish: ClaimWish
  readonly settle: (outcome: Claiming) => void
  readonly outcome: Promise<Claiming>
}

/** Turns a one-time code into an identity; keeps asking while the cloud is away. */
export function startClaim(deps: {
  /** The setting's. */
  readonly code: string | undefined
  readonly file: ClaimFile
  readonly name: string
  readonly client: CloudClient
  readonly journal: Journal
  readonly backoff: Backoff
  readonly log: Logger
}): Claim {
  const { file, client, journal, backoff, log } = deps
  const waiter = createWaiter()
  // What was typed is newer than a setting, which is tried behind it.
  const codes = [...new Set([file.code(), deps.code ?? null])].filter((code) => code !== null)
  let isStopped = false
  let next: Asked | null = null
  let now: Claiming = codes.length === 0 ? unclaimed : { step: 'asking', fault: null, reason: '' }

  const tryOnce = async (code: string): Promise<Claiming> => {
    try {
      const request = { code: tight(code), name: deps.name }
      const { profile, cloudTime: _, ...answer } = await client.claim(request)
      await journal.adopt({ ...answer, profile: JSON.stringify(profile), cloudSeq: 0 })
      file.keep({ code })
      log.info({ hub: answer.hubId, store: profile.store.code, epoch: answer.epoch }, 'claimed')
      return claimed
    } catch (error) {
      if (!(error instanceof CloudRefused)) throw error
      const outcome = outcomeOf(error)
      if (outcome.step === 'refused' && file.code() === code) file.keep({ code: null })
      return outcome
    }
  }

  const claim = async (): Promise<void> => {
    if (now === unclaimed && journal.identity() === null) log.warn(reason())
    while (!isStopped && journal.identity() === null) {
      const asked = takeNext()
      if (asked !== null) {
        // Only here: what is under way ends with the address that it began with.
        const { code, cloudUrl } = asked.wish
        file.keep({ code, ...(cloudUrl === undefined ? {} : { cloudUrl: bare(cloudUrl) }) })
        codes.splice(0, codes.length, code)
        backoff.reset()
      }
      const [code] = codes
      if (code !== undefined) {
        if (now.step !== 'waiting') now = { step: 'asking', fault: null, reason: '' }
        now = await tryOnce(code)
        asked?.settle(now)
        if (now.step === 'claimed') return
        if (now.step === 'refused') {
          log.error(reason())
          codes.shift()
          if (codes.length > 0) continue
        }
      }
      if (next !== null || isStopped) continue
      const inMs = now.step === 'waiting' ? backoff.nextMs() : FOR_EVER_MS
      if (now.step === 'waiting')
        log.warn({ inMs, error: now.reason }, 'the cloud does not answer the claim')
      await waiter.wait(inMs)
    }
  }

  function takeNext(): Asked | null {
    const asked = next
    next = null
    return asked
  }

  function reason(): string {
    const { step, reason: why } = now
    if (step === 'unclaimed')
      return 'This hub is not claimed: give it a code from HQ at its page /setup, or as KASSA_CLAIM_CODE at its start.'
    if (step === 'refused')
      return `This hub is not claimed: the cloud at ${file.cloudUrl()} refused its code (${why}). Give it a new one at its page /setup, or as KASSA_CLAIM_CODE at its start.`
    const words = why === '' ? '' : ` (${why})`
    return `This hub is not claimed yet: it waits for the cloud at ${file.cloudUrl()}${words}.`
  }

  const state = (): Claiming => (journal.identity() === null ? now : claimed)
  const done = claim().finally(() => next?.settle(state()))
  return {
    reason,
    now: state,
    async claim(wish) {
      if (journal.identity() !== null) {
        if (isSame(file.code() ?? '', wish.code)) return claimed
        throw new Failure('conflict', 'this hub is claimed: another store needs another box')
      }
      const { cloudUrl } = wish
      const isSetting = file.cloudUrlFrom() === 'setting'
      if (isSetting && cloudUrl !== undefined && bare(cloudUrl) !== file.cloudUrl()) {
        const message = `is ${file.cloudUrl()} by KASSA_CLOUD_URL: change it there, or leave it out`
        throw new Failure('conflict', `cloudUrl: ${message}`, {
          fields: [{ field: 'cloudUrl', value: cloudUrl, message }],
        })
      }
      if (next !== null) {
        if (isSame(next.wish.code, wish.code)) return await next.outcome
        throw new Failure('unavailable', 'another code is being tried: wait for its answer')
      }
      let settle: Asked['settle'] = () => undefined
      const outcome = new Promise<Claiming>((resolve) => {
        settle = resolve
      })
      next = { wish, settle, outcome }
      waiter.cut()
      return await outcome
    },
    done,
    stop() {
      isStopped = true
      waiter.cut()
    },
  }
}

const unclaimed: Claiming = { step: 'unclaimed', fault: null, reason: '' }
const claimed: Claiming = { step: 'claimed', fault: null, reason: '' }

function outcomeOf(error: CloudRefused): Claiming {
  const { status, isPassing, message: reason } = error
  if (status === 403 || status === 422) return { step: 'refused', fault: 'code', reason }
  // Something answered, and it was not the cloud: as the sign-in page of a guest network does.
  const isOther = !isPassing || (status === null && error.cause === undefined)
  return { step: 'waiting', fault: isOther ? 'address' : 'silent', reason }
}

/** Without the blanks that were typed. */
function tight(code: string): string {
  return code.replaceAll(/\s/g, '')
}

function isSame(one: string, other: string): boolean {
  return tight(one).toLowerCase() === tight(other).toLowerCase()
}

function bare(url: string): string {
  return url.trim().replace(/\/+$/, '')
}
