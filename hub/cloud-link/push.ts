import type { Logger } from 'pino'
import { z } from 'zod'
import { Problem } from '#shared/contracts/problem.ts'
import { MAX_PUSH_EVENTS, PushAnswer, PushConflict, PushStopped } from '#shared/contracts/sync.ts'
import type { Position } from '../journal/job.ts'
import type { Journal } from '../journal/journal.ts'
import type { Backoff } from './backoff.ts'
import { type PushBatch, readBatch } from './batch.ts'
import { CloudRefused, fetchText, notTheCloud, parseJson, refusalOf } from './cloud-client.ts'
import type { Handshake, Session } from './handshake.ts'
import { createOutboxStore, saveCloudSeq } from './store.ts'
import { createWaiter } from './wait.ts'

const IDLE_MS = 60_000
/**
 * The first sale after a pause goes at once, a busy store's together: a push costs the cloud as
 * much for one event as for ten, and the box a millisecond that a till waits for.
 */
const GATHER_MS = 100
/** Confirmations are kept in memory and written now and then: a repeat does no harm. */
const SAVE_EVERY_MS = 10_000
/** The clocks may disagree for good: then not at every push. */
const SHAKE_AGAIN_MS = 60_000
const MIN_TIMEOUT_MS = 5000
const MAX_TIMEOUT_MS = 30_000

export interface Pusher {
  /** The cloud has every event up to here. */
  readonly cloudSeq: () => number
  readonly oldestUnsentAt: () => number | null
  /** There is something to send; a failing line is left its pause. */
  readonly wake: () => void
  /** The cloud is there again, or a till told us what we lack: shake hands now. */
  readonly shake: () => void
  /** What the cloud has of the present epoch, as it said in this session; null = it has not. */
  readonly mark: () => Pick<Position, 'epoch' | 'seq'> | null
  readonly stop: () => Promise<void>
}

export interface PusherDeps {
  readonly cloudUrl: string
  readonly journal: Journal
  readonly backoff: Backoff
  readonly log: Logger
  readonly report: (isUp: boolean) => void
  readonly handshake: Handshake
  readonly wantsHandshake: () => boolean
  /** The cloud no longer knows the token: ask it who we are. */
  readonly onForeign: () => void
  readonly onConfirmed: () => void
}

/** Sends the journal up, in order, one batch at a time, for as long as the program runs. */
export function startPusher(deps: PusherDeps): Pusher {
  const { journal, log, backoff, handshake } = deps
  const store = createOutboxStore(journal)
  const waiter = createWaiter()
  const stopping = new AbortController()
  let cloudSeq = journal.identity()?.cloudSeq ?? 0
  let savedSeq = cloudSeq
  let maxEvents = MAX_PUSH_EVENTS
  /** While the line is cut it is tried again as it is: to read and pack it each time stops the tills. */
  let unanswered: { readonly after: number; readonly batch: PushBatch } | null = null
  let isIdle = false
  let isFailing = false
  let isAsked = false
  let shookAt = Number.NEGATIVE_INFINITY

  const confirm = (seq: number): void => {
    if (seq === cloudSeq) return
    cloudSeq = seq
    deps.onConfirmed()
  }
  const save = async (): Promise<void> => {
    const seq = cloudSeq
    if (savedSeq === seq) return
    await journal.execute([saveCloudSeq(seq)])
    savedSeq = seq
  }
  const saver = setInterval(() => {
    save().catch((err: unknown) => log.warn({ err }, 'the mark of the cloud is not saved yet'))
  }, SAVE_EVERY_MS)

  const idle = async (): Promise<void> => {
    isIdle = true
    await waiter.wait(IDLE_MS)
    isIdle = false
  }

  /** What comes while one push is answered goes with the next; a backlog goes without a pause. */
  const gather = async (begunAt: number): Promise<void> => {
    if (journal.head().seq - cloudSeq >= maxEvents) return
    await waiter.wait(Math.max(0, begunAt + GATHER_MS - performance.now()))
  }

  const pushOnce = async (): Promise<'sent' | 'nothing' | 'failed'> => {
    const identity = journal.identity()
    if (identity === null) return 'nothing'
    if (isDue()) await shake()
    const session = handshake.session()
    if (session === null || journal.head().seq <= cloudSeq) return 'nothing'
    const kept = unanswered?.after === cloudSeq ? unanswered.batch : null
    const isOfThisEpoch = kept?.epoch === journal.head().epoch
    const batch = isOfThisEpoch ? kept : await readBatch(store, cloudSeq, maxEvents)
    if (batch === null) return 'nothing'
    unanswered = { after: cloudSeq, batch }
    const { token } = identity
    const answer = await send(deps.cloudUrl, { token, session, batch }, stopping.signal)
    unanswered = null
    const said = parseJson(answer.text)
    // A proxy answers also while the cloud is away.
    if (CloudsWord.safeParse(said).success) deps.report(true)
    if (answer.status === 413 && maxEvents > 1) {
      maxEvents = Math.ceil(maxEvents / 2)
      return 'sent'
    }
    const conflict = answer.status === 409 ? PushConflict.safeParse(said).data : undefined
    if (conflict !== undefined) return takeConflict(conflict)
    if (answer.status !== 200) {
      // What came before the event that stops us is in the books: tills need not keep it.
      const stopped = PushStopped.safeParse(said).data
      if (stopped !== undefined) confirm(Math.min(stopped.cloudSeq, journal.head().seq))
      const refusal = refusalOf(deps.cloudUrl, answer)
      if (refusal.status === 401 || refusal.status === 403) deps.onForeign()
      throw refusal
    }
    const taken = PushAnswer.safeParse(said).data
    if (taken === undefined) throw notTheCloud(deps.cloudUrl)
    const { cloudSeq: confirmed, quarantined } = taken
    if (quarantined > 0) log.warn({ quarantined, ...nameOf(batch) }, 'the cloud set events aside')
    maxEvents = MAX_PUSH_EVENTS
    confirm(Math.min(confirmed, journal.head().seq))
    return 'sent'
  }

  /** Before the first push, when someone asks for it, and when the time anchor grows old. */
  const isDue = (): boolean => {
    if (handshake.session() === null || isAsked) return true
    return performance.now() - shookAt > SHAKE_AGAIN_MS && deps.wantsHandshake()
  }
  const shake = async (): Promise<void> => {
    isAsked = false
    const inTheBooks = await handshake.shake()
    shookAt = performance.now()
    deps.report(true)
    // A new epoch set the mark on the disk back.
    savedSeq = Number.NaN
    confirm(Math.min(inTheBooks, journal.head().seq))
  }

  /** A gap is only a wish for other events, if the cloud knows the same history as we do. */
  const takeConflict = ({ reason, expectedSeq, hash }: PushConflict): 'sent' | 'failed' => {
    const known = expectedSeq - 1
    const isSame = known === 0 || store.at(known)?.hash === hash
    if (reason === 'gap' && isSame && known !== cloudSeq) {
      log.info({ from: cloudSeq, to: known }, 'the cloud asks for events again')
      confirm(known)
      return 'sent'
    }
    log.warn({ reason, expectedSeq }, 'the cloud wants a handshake before it takes more')
    handshake.end()
    return 'failed'
  }

  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const begunAt = performance.now()
      try {
        const outcome = await pushOnce()
        // The stop was said during it, and would not cut a wait that begins now.
        if (stopping.signal.aborted) return
        if (outcome !== 'failed') {
          backoff.reset()
          isFailing = false
        }
        // A handshake that was asked for meanwhile must not wait for the next sale.
        if (outcome === 'nothing' && !isAsked) await idle()
        if (outcome === 'failed') await waiter.wait(backoff.nextMs())
        if (outcome === 'sent') await gather(begunAt)
      } catch (error) {
        if (stopping.signal.aborted) return
        deps.report(false)
        const inMs = backoff.nextMs()
        if (!isFailing) log.warn({ inMs, ...wordsOfError(error) }, 'events are not sent')
        isFailing = true
        await waiter.wait(inMs)
      }
    }
  }
  const running = loop()

  return {
    cloudSeq: () => cloudSeq,
    oldestUnsentAt: () => store.at(cloudSeq + 1)?.at ?? null,
    wake() {
      if (isIdle) waiter.cut()
    },
    shake() {
      isAsked = true
      waiter.cut()
    },
    mark() {
      const { epoch } = journal.head()
      const vouches = !journal.isProvisional() && handshake.session()?.epoch === epoch
      return vouches ? { epoch, seq: cloudSeq } : null
    },
    async stop() {
      stopping.abort()
      clearInterval(saver)
      waiter.cut()
      await running
      await save()
    },
  }
}

const CloudsWord = z.union([PushAnswer, PushConflict, Problem])

interface Sending {
  readonly token: string
  readonly session: Session
  readonly batch: PushBatch
}

function send(cloudUrl: string, { token, session, batch }: Sending, signal: AbortSignal) {
  const { epoch, firstSeq, headHash, body } = batch
  // A slow line at 32 KB/s still gets a full batch through.
  const timeoutMs = Math.min(MAX_TIMEOUT_MS, MIN_TIMEOUT_MS + body.length / 32)
  return fetchText(
    `${cloudUrl}/v1/journal/${epoch}/${firstSeq}`,
    {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/x-ndjson',
        'content-encoding': 'gzip',
        'kassa-head-hash': headHash,
        'kassa-session': session.id,
      },
      body,
    },
    Math.round(timeoutMs),
    signal,
  )
}

function nameOf({ epoch, firstSeq, lastSeq }: PushBatch) {
  return { epoch, firstSeq, lastSeq }
}

function wordsOfError(error: unknown) {
  return error instanceof CloudRefused ? { error: error.message } : { err: error }
}
