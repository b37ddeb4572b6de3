import type { Logger } from 'pino'
import type { z } from 'zod'
import { type LeasePin, MAX_PIN_TRIES_SAID, type PinTries } from '#shared/contracts/lease.ts'
import type { CloudToHub } from '#shared/contracts/sync.ts'
import type { Hindrance } from '#shared/contracts/till.ts'
import { Failure } from '#shared/domain/failure.ts'
import { LONGEST_LOCK_MS } from '#shared/domain/pin-lock.ts'
import type { HubSession } from '#shared/value/hub/receive.ts'
import type { Journal } from '../journal/journal.ts'
import { notSpendable } from '../value/hindrance.ts'
import type { ValueLine } from '../value/line.ts'
import { createLoadedPins } from './loaded-pins.ts'
import { type CountedTries, clearTries, countTry, lockLeftMs, type TimeKnown } from './lock.ts'
import { isRightPin } from './right-pin.ts'
import type { SealKey } from './seal-key.ts'
import {
  beginPlace,
  createPinStore,
  dropPinsOfEnded,
  keepPin,
  saveTries,
  saveUpTo,
  toTold,
} from './store.ts'

export interface PinAsk {
  readonly receiptId: string
  readonly account: string
  readonly memberId: number
  readonly amount: number
  /** As typed; absent where the payment was reserved with it before. */
  readonly pin: string | undefined
}

/** What a hold that is asked for this payment carries. */
export interface CarriedPin {
  readonly pin?: string
  /** Nobody here can check it: nothing is paid before the cloud has. */
  readonly isUnchecked?: true
}

type PinsMessage = Extract<z.infer<typeof CloudToHub>, { kind: 'pins' }>

/**
 * Members' PINs at this hub: checked here beside a lease or, offline, a loaded balance; else by the
 * cloud with the hold.
 */
export interface Pins {
  /** Throws `conflict` with why the PIN does not let it pay. */
  readonly admit: (asked: PinAsk) => Promise<CarriedPin>
  /** The payment is reserved, so the receipt may be saved without asking again. */
  readonly proved: (receiptId: string, account: string) => void
  /** It is given up, or paid otherwise. */
  readonly forget: (receiptId: string, account?: string) => void
  readonly hear: (message: PinsMessage) => Promise<void>
  readonly sessionOpened: (session: HubSession) => Promise<void>
}

/** Tills that wait for the same member's PIN. */
const MAX_WAITING = 4

export function createPins(deps: {
  readonly journal: Pick<Journal, 'rows' | 'execute'>
  readonly sealKey: SealKey
  readonly lookupKey: () => string
  readonly time: () => TimeKnown
  readonly clock: () => number
  readonly line: ValueLine
  /** Is it spent by the balance that the store loaded? */
  readonly isLoaded: (account: string) => boolean
  readonly log: Logger
}): Pins {
  const { journal, sealKey, line } = deps
  const store = createPinStore(journal.rows)
  const loaded = createLoadedPins(deps.isLoaded)
  const proven = new Map<string, Set<string>>()
  const busy = new Map<number, { last: Promise<unknown>; waiting: number }>()

  const tell = (tries: readonly PinTries[], upTo?: number): void => {
    const session = line.session()?.id
    if (session === undefined) return
    line.send({
      kind: 'pin-tries',
      session,
      tries: [...tries],
      ...(upTo !== undefined && { upTo }),
    })
  }
  const told = (counted: CountedTries): PinTries => {
    const left = lockLeftMs(counted, deps.time())
    return toTold(counted, left === 0 ? null : (counted.lockedUntil ?? deps.clock() + left))
  }

  /** One try after the other, so that many tills at once do not try more than one may. */
  const inTurn = async <T>(memberId: number, work: () => Promise<T>): Promise<T> => {
    const queue = busy.get(memberId) ?? { last: Promise.resolve(), waiting: 0 }
    if (queue.waiting >= MAX_WAITING) {
      throw new Failure('unavailable', 'other tills check the PIN of this member: try again')
    }
    busy.set(memberId, queue)
    queue.waiting += 1
    const mine = queue.last.then(work)
    queue.last = mine.catch(() => undefined)
    try {
      return await mine
    } finally {
      queue.waiting -= 1
      if (queue.waiting === 0) busy.delete(memberId)
    }
  }

  /** While the line is there the cloud checks it: it does not know who was told an older PIN. */
  const loadedPin = (account: string): LeasePin | undefined =>
    line.isOpen() ? undefined : loaded.of(account)

  /** False: nobody here can check it. */
  const check = async (asked: PinAsk & { readonly pin: string }): Promise<boolean> => {
    const { account, memberId } = asked
    const held = store.pinOf(account) ?? loadedPin(account)
    if (held === undefined) return false
    if (held.sealed === null) throw refusal(asked, 'pin-unset')
    const verifier = sealKey.open(held.sealed, sealedName(account, held))
    if (verifier === null) return false
    const time = deps.time()
    const before = store.triesOf(memberId)
    const left = before?.version === held.version ? lockLeftMs(before, time) : 0
    if (before !== undefined && left > 0) {
      const { bootId, uptimeMs } = time.reading
      if (before.bootId !== bootId) {
        // From here on this boot counts it.
        const now = Math.ceil(uptimeMs)
        await journal.execute([saveTries({ ...before, bootId, lockedMs: left, uptimeMs: now })])
      }
      throw refusal(asked, 'pin-locked', deps.clock() + left)
    }
    const { lockedUntil } = held
    if (lockedUntil !== null && (time.lower === null || time.lower < lockedUntil)) {
      throw refusal(asked, 'pin-locked', lockedUntil)
    }
    const counted = countTry(before, { memberId, version: held.version }, time)
    await journal.execute([saveTries(counted)])
    if (await isRightPin(verifier, asked.pin, deps.lookupKey())) {
      const cleared = clearTries(counted)
      await journal.execute([saveTries(cleared)])
      if (counted.wrong > 1) tell([told(cleared)])
      return true
    }
    tell([told(counted)])
    if (counted.lockedMs === 0) throw refusal(asked, 'pin-wrong')
    throw refusal(asked, 'pin-locked', deps.clock() + counted.lockedMs)
  }

  return {
    async admit(asked) {
      const { receiptId, account, memberId, pin } = asked
      if (pin === undefined) {
        if (proven.get(receiptId)?.has(account) === true) return {}
        throw refusal(asked, 'pin-needed')
      }
      const isRight = await inTurn(memberId, () => check({ ...asked, pin }))
      return isRight ? { pin } : { pin, isUnchecked: true }
    },
    proved(receiptId, account) {
      proven.set(receiptId, (proven.get(receiptId) ?? new Set()).add(account))
    },
    forget(receiptId, account) {
      const accounts = proven.get(receiptId)
      if (account !== undefined) accounts?.delete(account)
      if (account === undefined || accounts?.size === 0) proven.delete(receiptId)
    },
    async hear({ pins, upTo, tries }) {
      for (const pin of pins) loaded.keep(pin)
      const lost = tries.filter((each) => isNews(each, store.triesOf(each.memberId)))
      const time = deps.time()
      await journal.execute([
        ...pins.map(keepPin),
        ...lost.map((each) => saveTries(asCounted(each, time))),
        ...(upTo === null ? [] : [saveUpTo(upTo)]),
      ])
    },
    async sessionOpened({ epoch }) {
      const isMine = store.place()?.sealKey === sealKey.publicKey
      await journal.execute([
        ...(isMine ? [] : beginPlace(sealKey.publicKey)),
        dropPinsOfEnded(epoch),
      ])
      tell(store.allTries(MAX_PIN_TRIES_SAID).map(told), store.place()?.upTo ?? 0)
    },
  }
}

/** Under which the cloud seals it: not to be put beside another account, or an older PIN back. */
function sealedName(account: string, { version }: LeasePin): string {
  return `${account} ${version}`
}

function refusal({ amount }: PinAsk, hindrance: Hindrance, until?: number): Failure {
  const of = { hindrance, asked: amount, spendable: 0 }
  return notSpendable(until === undefined ? of : { ...of, until: Math.ceil(until) })
}

function isNews(told: PinTries, mine: CountedTries | undefined): boolean {
  if (mine === undefined || told.version !== mine.version) {
    return told.version > (mine?.version ?? -1)
  }
  return told.tries > mine.tries
}

/** What this box had counted before its disk became older. */
function asCounted(
  { memberId, version, tries, wrong, lockedUntil }: PinTries,
  { reading, lower }: TimeKnown,
): CountedTries {
  const left = lockedUntil === null ? 0 : lower === null ? LONGEST_LOCK_MS : lockedUntil - lower
  const lockedMs = Math.min(LONGEST_LOCK_MS, Math.max(0, Math.ceil(left)))
  const { bootId } = reading
  const uptimeMs = Math.ceil(reading.uptimeMs)
  return { memberId, version, tries, wrong, lockedMs, bootId, uptimeMs, lockedUntil }
}
