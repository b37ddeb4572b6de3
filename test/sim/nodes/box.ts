import type { Envelope, ValueMovement } from '#shared/contracts/event.ts'
import type { StreamMessage } from '#shared/contracts/lease.ts'
import { receiptNumberBase } from '#shared/domain/receipt-number.ts'
import type { RecordDraft } from '#shared/journal/append.ts'
import type { Head, Position } from '#shared/journal/record.ts'
import { type EventDraft, envelopeOf } from '#shared/value/hub/event-draft.ts'
import {
  HOLD_PATIENCE_MS,
  type HoldAsk,
  type HoldInput,
  type HoldState,
} from '#shared/value/hub/hold-desk.ts'
import type { OwnMovement } from '#shared/value/hub/overlay.ts'
import type { HubSession } from '#shared/value/hub/receive.ts'
import type { LeasePart, Reserved } from '#shared/value/hub/spend-leases.ts'
import type { ClockReading, TimeAnchor } from '#shared/value/hub/time-anchor.ts'
import { refundAllowance, trustAllowance, trustRule } from '#shared/value/hub/trust.ts'
import type { BoxClock } from '../clocks.ts'
import { createDisk, type Disk, type DiskImage } from '../disk.ts'
import { createMemoryWallet } from '../memory-wallet.ts'
import {
  envelope,
  type FeedCut,
  type HoldLine,
  type PushLine,
  type SaveRequest,
  type SimBody,
  type SimPayload,
  type SimRecord,
  type StreamLine,
  type TillLan,
} from '../messages.ts'
import type { Address } from '../network.ts'
import type { Random } from '../random.ts'
import type { World } from '../world.ts'
import { hashRecord } from './hash-record.ts'

/** What a box remembers beside its journal, replaced in one synced step. */
export interface BoxIdentity {
  readonly hub: number
  readonly key: string
  readonly epoch: number
  /** The last session of its epoch. */
  readonly session: string | null
}

export interface BoxDisk {
  identity: BoxIdentity
  readonly journal: Disk<SimRecord>
  feed: FeedCut | null
  feedBefore: FeedCut | null
}

export interface BoxImage {
  readonly identity: BoxIdentity
  readonly journal: DiskImage<SimRecord>
  readonly feed: FeedCut | null
}

export interface BoxOptions {
  readonly world: World
  /** Names the hardware; a clone has another. */
  readonly id: number
  readonly address: Address
  readonly store: number
  readonly disk: BoxDisk
  readonly clock: BoxClock
  readonly random: Random
}

/** One store's box: the product's hub machines over a simulated disk, clock and network. */
export interface Box {
  readonly id: number
  readonly address: Address
  readonly store: number
  readonly clock: BoxClock
  readonly disk: BoxDisk
  isUp(): boolean
  start(): void
  /** SIGKILL: what was written stays written. */
  crash(): void
  powerCut(): void
  dieAfter(steps: number, how: 'crash' | 'power-cut', then: () => void): void
  suspend(): void
  resume(): void
  poisonNext(): void
  setContract(version: number): void
  image(): BoxImage
  fromTill(message: TillLan, from: Address): void
  fromPush(message: PushLine): void
  fromStream(message: StreamLine): void
  fromHold(message: HoldLine): void
  fromFeed(cut: FeedCut): void
  /** The replica is gone, and this one comes in its place. */
  rebuildReplica(cut: FeedCut): void
  tick(): void
  /** For the checks at the end. */
  head(): Head
  leftByLease(): ReadonlyMap<string, number>
  isInSession(): boolean
  isResting(): boolean
}

interface Cover {
  readonly amount: number
  readonly parts: readonly LeasePart[]
  readonly trust: { readonly allowance: string; readonly rule: string; readonly day: string } | null
  readonly local: boolean
}

interface Waiting {
  state: HoldState
  readonly finish: () => void
}

type Draft = RecordDraft<SimBody> & { readonly then?: (record: SimRecord) => void }
/** Runs inside the writer's transaction; what it answers is journaled in this order. */
type Job = () => readonly Draft[]

const nothing: readonly Draft[] = []
const nobodyFrozen: ReadonlySet<string> = new Set()
const BATCH_MAX = 50
/** Longer than two beats. */
const OFFLINE_MS = 20 * 60_000
/** Longer than any basket stays parked. */
const PAYMENT_MS_MAX = 6 * 3_600_000

export function createBox(options: BoxOptions): Box {
  const { world, id, address, store, disk, clock, random } = options
  const { agenda, rules, oracle, network, reach } = world
  const wallet = createMemoryWallet()
  const places = new Map<string, { readonly seq: number; readonly requestHash: string }>()
  const sales = new Map<string, number>()
  const givenBack = new Map<string, number>()
  const refundedBefore = new Map<string, number>()
  let own = new Map<string, OwnMovement[]>()
  const counters = new Map<string, number>()
  let life = 0
  let up = false
  let asleep = false
  let doom: { left: number; how: 'crash' | 'power-cut'; then: () => void } | null = null
  let head: Head = { epoch: disk.identity.epoch, seq: 0, hash: '' }
  let provisional = false
  let anchor: TimeAnchor | null = null
  /** For the oracle: how far the cloud's clock was from the truth when it gave the anchor. */
  let cloudLead = 0
  let session: HubSession | null = null
  let cloudAt: Position | null = null
  let asking: { ask: number; asked: ClockReading; proofs: Head[]; until: number } | null = null
  let asks = 0
  let pushedAt = -1
  let queue: Job[] = []
  let committing = false
  let streamBusy = false
  let poison = false
  let contract = 1
  let whole = false
  const heard = new Set<string>()
  const grantedSinceStart = new Set<string>()
  let holds = 0
  const openRequests = new Map<string, HoldAsk>()
  const waiting = new Map<string, Waiting>()
  const payments = new Map<string, Map<string, Cover>>()
  /** When each began, by uptime: a till that never came back must not keep value for ever. */
  const begunAt = new Map<string, number>()
  const reserved = new Map<string, number>()
  const reservedLocal = new Map<string, number>()
  const refused = new Set<string>()
  /** By the refund's own receipt: what the cloud granted, null = asked in vain. */
  const refundGrants = new Map<string, number | null>()
  const refundAsks = new Map<string, () => void>()
  const soldSinceStart = new Set<string>()
  let heardAt = agenda.now()

  function reading(): ClockReading {
    return { bootId: clock.bootId(), uptimeMs: clock.uptime(), wallMs: clock.wall() }
  }

  function upper(): number | null {
    return provisional ? null : rules.upperBound(anchor, reading())
  }

  /** One step of this box: it may be its last. */
  function alive(since: number): boolean {
    if (since !== life || !up) return false
    if (doom === null) return true
    doom.left -= 1
    if (doom.left > 0) return true
    const { how, then } = doom
    doom = null
    if (how === 'crash') crash()
    else powerCut()
    then()
    return false
  }

  function later(delayMs: number, task: () => void): void {
    const since = life
    const run = (): void => {
      if (asleep) agenda.after(1_000, run)
      else if (alive(since)) task()
    }
    agenda.after(delayMs, run)
  }

  /** What no lease may give now: parts under payments, and all that nobody vouches for. */
  function held(): Reserved {
    return rules.withUnproven({ reserved, wallet, isWhole: whole, grantedSinceStart })
  }

  /** A till was heard that knows nothing later than this disk. */
  function hear(till: string): void {
    if (whole || provisional) return
    heard.add(till)
    whole = rules.isWhole({ paired: world.tillsOf(store), heard })
    if (!whole) return
    reach('hub: all tills vouch for the disk')
    enqueue(closeOrphans)
  }

  function closeOrphans(): readonly Draft[] {
    const receiptsInProgress = new Set(payments.keys())
    return rules
      .closeOrphans({ wallet, reserved: held(), receiptsInProgress })
      .map((draft) => wordDraft(draft))
  }

  // --- the journal ------------------------------------------------------------------------------

  function enqueue(job: Job): void {
    queue.push(job)
    if (committing) return
    committing = true
    later(1, transaction)
  }

  function transaction(): void {
    const jobs = queue
    queue = []
    const done: (() => void)[] = []
    for (const job of jobs) {
      for (const draft of job()) {
        const record = rules.nextRecord(disk.identity.hub, head, draft, hashRecord)
        disk.journal.append(record)
        take(record)
        done.push(() => {
          oracle.journaled(id, record.body.envelope)
          world.checkCovered(record.body.envelope)
          draft.then?.(record)
        })
      }
    }
    later(random.between(1, 12), () => {
      disk.journal.sync()
      for (const each of done) each()
      committing = false
      if (queue.length > 0) {
        committing = true
        later(1, transaction)
      }
      push()
    })
  }

  /** Folds one record into everything that is a projection of the journal. */
  function take(record: SimRecord): void {
    const { epoch, seq, body } = record
    const { envelope: said, payload, requestHash } = body
    head = { epoch, seq, hash: record.hash }
    places.set(record.id, { seq, requestHash })
    rules.projectEvent(wallet, { epoch, seq, envelope: said, payload })
    for (const { account, kind, amount, reverses } of said.movements) {
      let index = own.get(account)
      if (index === undefined) own.set(account, (index = []))
      index.push({ epoch, seq, kind, amount })
      if (kind === 'give-back' && reverses !== null) add(givenBack, reverses, amount)
    }
    if (said.type === 'lease.granted' && said.word !== null && up) {
      if (!fromDisk) grantedSinceStart.add(said.word.lease)
    }
    if (said.type === 'sale.closed' && said.receipt !== null) sales.set(said.receipt.id, seq)
    if (said.type === 'sale.refunded' && said.receipt?.originalId != null) {
      add(refundedBefore, said.receipt.originalId, -sumOf(said))
    }
    if (said.till !== null && said.receipt !== null) {
      const key = `${said.till}/${epoch}`
      counters.set(key, (counters.get(key) ?? 0) + 1)
    }
    if (payload.note === 'epoch-opened' || payload.note === 'old-image-witnessed') {
      provisional = rules.isProvisional(payload.note)
    }
  }

  let fromDisk = false
  function readJournal(): void {
    fromDisk = true
    wallet.clear()
    for (const map of [places, sales, givenBack, refundedBefore, counters]) map.clear()
    own = new Map()
    provisional = false
    head = { epoch: disk.identity.epoch, seq: 0, hash: '' }
    for (const record of disk.journal.records()) take(record)
    head = { ...head, epoch: disk.identity.epoch }
    fromDisk = false
    // The feed on the disk was pruned of nothing: the index is whole again.
    if (disk.feed !== null) own = rules.indexAfterFeed(own, markOf(disk.feed))
  }

  function draftOf(said: Envelope, payload: SimPayload, requestHash = ''): Draft {
    return {
      id: said.id,
      type: said.type,
      at: said.at,
      body: { envelope: said, payload, requestHash },
    }
  }

  function moment(eventId: string) {
    const at = Math.max(0, clock.wall())
    return {
      id: eventId,
      at,
      bootId: clock.bootId(),
      uptimeMs: clock.uptime(),
      businessOn: world.dayOf(at),
      currency: 'MNT',
    } as const
  }

  /** A shift is named by its till and day. */
  function atTill(eventId: string, till: string) {
    const now = moment(eventId)
    return { ...now, till, shiftId: `S${store}/${till}/${now.businessOn}` }
  }

  function wordDraft(draft: EventDraft, then?: (record: SimRecord) => void): Draft {
    const eventId = world.nextId(`${id}`)
    const payload = { ...draft.payload, total: 0, poison: false }
    const made = draftOf(envelopeOf(draft, moment(eventId)), payload)
    if (draft.word !== null) reach(`hub: ${draft.type} (${draft.word.reason})`)
    else reach(`hub: ${draft.type}`)
    return then === undefined ? made : { ...made, then }
  }

  function note(kind: 'epoch-opened' | 'old-image-witnessed'): Draft {
    const said = envelope({ ...moment(world.nextId(`${id}`)), type: 'hub.noted' })
    return draftOf(said, { v: 1, total: 0, poison: false, note: kind })
  }

  // --- life and death ---------------------------------------------------------------------------

  function forget(): void {
    anchor = rules.anchorAfterBoot(anchor, reading())
    session = null
    cloudAt = null
    asking = null
    queue = []
    committing = false
    streamBusy = false
    pushedAt = -1
    openRequests.clear()
    waiting.clear()
    payments.clear()
    begunAt.clear()
    reserved.clear()
    reservedLocal.clear()
    refused.clear()
    whole = false
    heard.clear()
    grantedSinceStart.clear()
    soldSinceStart.clear()
    refundGrants.clear()
    refundAsks.clear()
  }

  function start(): void {
    life += 1
    up = true
    asleep = false
    forget()
    disk.journal.sync()
    readJournal()
    for (const record of disk.journal.records()) oracle.journaled(id, record.body.envelope)
    enqueue(closeOrphans)
    later(random.between(10, 500), () => hello())
    beat(life)
  }

  function beat(since: number): void {
    agenda.after(world.beatMs + random.int(5_000), () => {
      if (since !== life || !up) return
      if (!asleep && alive(since)) tick()
      beat(since)
    })
  }

  function crash(): void {
    if (!up) return
    up = false
    life += 1
    reach('box: the process is killed')
  }

  function powerCut(): void {
    if (up && disk.journal.syncedEnd() < disk.journal.end()) reach('box: unsynced writes are lost')
    up = false
    life += 1
    disk.journal.powerCut(random)
    clock.powerOff()
    reach('box: the power is cut')
  }

  // --- the cloud --------------------------------------------------------------------------------

  function tick(): void {
    const now = reading()
    if (session === null || rules.wantsHandshake(anchor, now)) hello()
    push()
    endForgotten()
    for (const [requestId, one] of waiting) stepHold(requestId, one, { kind: 'tick', now })
    const time = upper()
    if (time !== null) {
      enqueue(() => {
        const ended = rules.endedLeases({ wallet, upper: time, reserved: held() })
        return ended.map((draft) => wordDraft(draft))
      })
    }
    network.send(address, world.cloudAddress, 'feed', { kind: 'ask', box: address })
  }

  function hello(): void {
    const now = agenda.now()
    if (asking !== null && now < asking.until) return
    asks += 1
    asking = { ask: asks, asked: reading(), proofs: [], until: now + 20_000 }
    sendHello()
  }

  function sendHello(): void {
    if (asking === null) return
    const { hub, key, session: last } = disk.identity
    network.send(address, world.cloudAddress, 'push', {
      kind: 'hello',
      ask: asking.ask,
      box: address,
      hub,
      hello: { key, head, firstSeq: 1, session: last, proofs: asking.proofs, provisional },
    })
  }

  function fromPush(line: PushLine): void {
    heardAt = agenda.now()
    switch (line.kind) {
      case 'prove': {
        if (asking?.ask !== line.ask) return
        const record = disk.journal.at(line.seq - 1)
        const proof =
          record === undefined
            ? { epoch: 0, seq: line.seq, hash: '' }
            : { epoch: record.epoch, seq: record.seq, hash: record.hash }
        asking.proofs = [...asking.proofs, proof]
        sendHello()
        return
      }
      case 'welcome': {
        if (asking?.ask !== line.ask || line.epoch !== disk.identity.epoch) return
        const { asked } = asking
        asking = null
        anchor = rules.takeAnchor({ cloudTime: line.cloudTime, asked, answered: reading() })
        cloudLead = line.cloudTime - agenda.now()
        session = { id: line.session, incarnation: line.incarnation, epoch: line.epoch }
        disk.identity = { ...disk.identity, session: line.session }
        cloudAt = { epoch: line.epoch, seq: line.sendFrom - 1 }
        pushedAt = -1
        reach('hub: a session is open')
        push(true)
        return
      }
      case 'new-epoch': {
        if (asking?.ask !== line.ask) return
        asking = null
        openEpoch(line.epoch, line.base)
        return
      }
      case 'turned-away':
        if (asking?.ask === line.ask) asking = null
        return
      case 'batch-answer':
        onBatchAnswer(line)
        return
      case 'hello':
      case 'batch':
    }
  }

  /** Rebases whatever the cloud lacks and opens the epoch in one transaction (spine B1.3). */
  function openEpoch(epoch: number, base: Head): void {
    if (committing) {
      // The transaction at work ends first.
      later(20, () => openEpoch(epoch, base))
      return
    }
    if (epoch <= disk.identity.epoch) return
    const tail = disk.journal.records().slice(base.seq)
    const again = rules.rebase(tail, { epoch, base, hashRecord })
    reach(again.length === 0 ? 'hub: an epoch without a tail' : 'hub: a tail is chained again')
    disk.journal.rewriteFrom(base.seq, again)
    disk.identity = { ...disk.identity, epoch, session: null }
    session = null
    payments.clear()
    begunAt.clear()
    reserved.clear()
    reservedLocal.clear()
    readJournal()
    enqueue(() => [note('epoch-opened')])
    later(50, hello)
  }

  function push(first = false): void {
    if (session === null || cloudAt === null) return
    const now = agenda.now()
    if (pushedAt >= 0 && now < pushedAt + 10_000) return
    const records: SimRecord[] = []
    const end = Math.min(disk.journal.syncedEnd(), cloudAt.seq + BATCH_MAX)
    for (let index = cloudAt.seq; index < end; index += 1) {
      const record = disk.journal.at(index)
      if (record === undefined || record.epoch !== cloudAt.epoch) break
      records.push(record)
    }
    // An empty one tells the cloud that its welcome was heard.
    if (records.length === 0 && !first) return
    pushedAt = now
    network.send(address, world.cloudAddress, 'push', {
      kind: 'batch',
      session: session.id,
      box: address,
      hub: disk.identity.hub,
      epoch: cloudAt.epoch,
      contract,
      records,
    })
  }

  function onBatchAnswer(answer: Extract<PushLine, { kind: 'batch-answer' }>): void {
    if (session === null || answer.session !== session.id) return
    pushedAt = -1
    switch (answer.outcome) {
      case 'taken':
        if (cloudAt !== null && answer.seq > cloudAt.seq) {
          cloudAt = { ...cloudAt, seq: answer.seq }
        }
        for (const [requestId, one] of waiting) if (one.state.value === 'asked') askCloud(requestId)
        push()
        return
      case 'stopped':
        return
      case 'not-yours':
        session = null
        later(1_000 + random.int(5_000), hello)
    }
  }

  function fromStream(line: StreamLine): void {
    if (line.kind === 'ack' || streamBusy) return
    const { message } = line
    streamBusy = true
    enqueue(() => {
      streamBusy = false
      return receive(message)
    })
  }

  function receive(message: StreamMessage): readonly Draft[] {
    const now = reading()
    const got = rules.receiveMessage({
      message,
      wallet,
      session,
      now,
      openRequests,
      reserved: held(),
    })
    switch (got.outcome) {
      case 'other-session':
        reach('hub: a message of an ended session')
        return nothing
      case 'not-next':
        reach('hub: a message that is not the next')
        return nothing
      case 'repeated':
        ackStream(got.n)
        return nothing
      case 'taken':
        return [wordDraft(got.draft, () => onTaken(message, got.n, got.draft))]
    }
  }

  function onTaken(message: StreamMessage, n: number, draft: EventDraft): void {
    ackStream(n)
    const { body } = message
    if (draft.type === 'lease.granted' && draft.word?.receiptId != null) {
      watchHold(draft.word.lease, draft.word.receiptId, false, 5_000)
    }
    if (body.kind !== 'grant' || body.requestId === null) return
    const one = waiting.get(body.requestId)
    if (one === undefined || draft.type !== 'lease.granted') return
    stepHold(body.requestId, one, { kind: 'granted', lease: body.lease, now: reading() })
  }

  /** Soon after a hold came, its payment is in work or it has gone back. */
  function watchHold(lease: string, receiptId: string, wasIdle: boolean, afterMs: number): void {
    const since = life
    agenda.after(afterMs, () => {
      if (since !== life || !up || asleep || wallet.lease(lease)?.state !== 'open') return
      const isAsked = [...waiting.values()].some(({ state }) => state.ask.receiptId === receiptId)
      if (isAsked || payments.has(receiptId)) watchHold(lease, receiptId, false, 60_000)
      else if (!wasIdle) watchHold(lease, receiptId, true, 5_000)
      else {
        const words = `lease ${lease} is open on hub ${disk.identity.hub}, nobody pays receipt ${receiptId}`
        oracle.fail('a hold given late goes back at once', words)
      }
    })
  }

  function ackStream(n: number): void {
    if (session === null) return
    network.send(address, world.cloudAddress, 'stream', {
      kind: 'ack',
      hub: disk.identity.hub,
      session: session.id,
      n,
    })
  }

  // --- holds ------------------------------------------------------------------------------------

  function askForHold(receiptId: string, account: string, amount: number, finish: () => void) {
    if (session === null) {
      finish()
      return
    }
    holds += 1
    const requestId = `H${id}.${life}.${holds}`
    const state = rules.askHold({ requestId, receiptId, account, amount, now: reading() })
    openRequests.set(requestId, state.ask)
    waiting.set(requestId, { state, finish })
    askCloud(requestId)
    later(810, () => {
      const one = waiting.get(requestId)
      if (one !== undefined) stepHold(requestId, one, { kind: 'tick', now: reading() })
    })
  }

  function askCloud(requestId: string): void {
    const one = waiting.get(requestId)
    if (one === undefined || session === null) return
    const { receiptId, account, amount } = one.state.ask
    const request = {
      requestId,
      session: session.id,
      receiptId,
      account,
      amount,
      head: { epoch: head.epoch, seq: head.seq },
    }
    const { hub } = disk.identity
    network.send(address, world.cloudAddress, 'hold', {
      kind: 'request',
      box: address,
      hub,
      request,
    })
  }

  function stepHold(requestId: string, one: Waiting, input: HoldInput): void {
    const step = rules.stepHold(one.state, input)
    one.state = step.state
    const { state, close } = step
    if (state.value === 'asked') {
      if (state.sendFirst) push()
      return
    }
    waiting.delete(requestId)
    openRequests.delete(requestId)
    reach(state.value === 'granted' ? 'hub: a hold came in time' : `hub: no hold (${state.reason})`)
    one.finish()
    if (close !== null) closeReceipt(state.ask.receiptId, [state.ask.account])
  }

  function fromHold(line: HoldLine): void {
    if (line.kind === 'refund-answer') endRefundAsk(line.id, line.granted)
    if (line.kind !== 'refusal') return
    const one = waiting.get(line.refusal.requestId)
    if (one === undefined) return
    const input = { kind: 'refused', refusal: line.refusal, now: reading() } as const
    stepHold(line.refusal.requestId, one, input)
  }

  // --- paying with value ------------------------------------------------------------------------

  function payment(receiptId: string): Map<string, Cover> {
    let covers = payments.get(receiptId)
    if (covers === undefined) {
      payments.set(receiptId, (covers = new Map()))
      begunAt.set(receiptId, clock.uptime())
    }
    return covers
  }

  function reserve(receiptId: string, account: string, cover: Cover): void {
    payment(receiptId).set(account, cover)
    for (const part of cover.parts) add(reserved, part.lease, part.amount)
    if (cover.local) add(reservedLocal, account, cover.amount)
  }

  function letGo(receiptId: string): string[] {
    const covers = payments.get(receiptId)
    if (covers === undefined) return []
    payments.delete(receiptId)
    begunAt.delete(receiptId)
    for (const [account, cover] of covers) {
      for (const part of cover.parts) add(reserved, part.lease, -part.amount)
      if (cover.local) add(reservedLocal, account, -cover.amount)
    }
    return [...covers.keys()]
  }

  function endForgotten(): void {
    const now = clock.uptime()
    for (const [receiptId, begun] of begunAt) {
      if (now < begun + PAYMENT_MS_MAX) continue
      reach('hub: a forgotten payment ends')
      closeReceipt(receiptId, letGo(receiptId))
    }
  }

  function closeReceipt(receiptId: string, accounts: readonly string[]): void {
    enqueue(() => {
      const over = rules.closeAfterReceipt({ wallet, receiptId, accounts, reserved: held() })
      return over.map((draft) => wordDraft(draft))
    })
  }

  function coverByLeases(receiptId: string, account: string, amount: number) {
    return rules.spendLeases({
      leases: wallet.leasesOf(account),
      reserved: held(),
      upper: upper(),
      amount,
      epoch: disk.identity.epoch,
      receiptId,
    })
  }

  function cover(receiptId: string, account: string, amount: number, finish: () => void): void {
    if (payment(receiptId).has(account) || !isUsable(account)) {
      finish()
      return
    }
    // The till asks again while the cloud is asked: one hold answers both.
    for (const { state } of waiting.values()) {
      if (state.ask.receiptId === receiptId && state.ask.account === account) return
    }
    const terms = world.termsOf(account)
    const isLocal = terms.offline === 'local-balance'
    const loaded = isLocal ? localLeft(account) : creditLeft(account)
    if (isLocal || loaded >= amount) {
      if (loaded >= amount) {
        reserve(receiptId, account, { amount, parts: [], trust: null, local: true })
        reach('hub: a loaded balance covers')
      } else reach('hub: a loaded balance is too little')
      finish()
      return
    }
    const found = coverByLeases(receiptId, account, amount)
    if (found.outcome === 'covered') {
      reserve(receiptId, account, { amount, parts: found.parts, trust: null, local: false })
      const offline = agenda.now() > heardAt + OFFLINE_MS
      reach(offline ? 'hub: a lease covers offline' : 'hub: a lease covers')
      finish()
      return
    }
    reach(`hub: leases do not cover (${found.reason})`)
    const missing = found.reason === 'no-anchor' ? amount : amount - found.covered
    askForHold(receiptId, account, missing, () => {
      const again = coverByLeases(receiptId, account, amount)
      if (again.outcome === 'covered') {
        reserve(receiptId, account, { amount, parts: again.parts, trust: null, local: false })
      } else coverByTrust(receiptId, account, amount)
      finish()
      if (!payment(receiptId).has(account)) closeReceipt(receiptId, [account])
    })
  }

  function coverByTrust(receiptId: string, account: string, amount: number): void {
    if (!account.startsWith('points:leased') || !whole) return
    const { unit } = world.termsOf(account)
    const day = today()
    const allowance = trustAllowance(day ?? '', unit)
    const inWork = trustInWork(allowance, account)
    const spent = wallet.trustSpent(allowance)
    const answer = rules.spendTrust({
      caps: world.trustCaps,
      day,
      spent: {
        hub: spent.hub + inWork.hub,
        byAccount: { ...spent.byAccount, [account]: (spent.byAccount[account] ?? 0) + inWork.mine },
      },
      account,
      amount,
    })
    if (answer.outcome === 'refused' || day === null) {
      reach(`hub: no trust (${answer.outcome === 'refused' ? answer.reason : 'no day'})`)
      return
    }
    reach('hub: trust covers')
    const trust = { allowance, day, rule: trustRule(day, unit) }
    reserve(receiptId, account, { amount, parts: [], trust, local: false })
  }

  function trustInWork(allowance: string, account: string): { hub: number; mine: number } {
    let hub = 0
    let mine = 0
    for (const covers of payments.values()) {
      for (const [other, cover] of covers) {
        if (cover.trust?.allowance !== allowance) continue
        hub += cover.amount
        if (other === account) mine += cover.amount
      }
    }
    return { hub, mine }
  }

  function today(): string | null {
    const dayOf = (at: number) => world.dayOf(at)
    const held = provisional ? null : anchor
    return rules.trustDay({ anchor: held, now: reading(), last: wallet.trustDay(), dayOf })
  }

  function isUsable(account: string): boolean {
    const frozen = disk.feed?.frozen ?? nobodyFrozen
    if (!frozen.has(account)) return true
    reach('hub: a frozen account is refused')
    return false
  }

  function localLeft(account: string): number {
    const feed = disk.feed
    if (feed === null) return 0
    const { balance, mark } = feedOf(account, feed)
    return rules.localSpendable({
      feed: { balance, mark },
      own: own.get(account) ?? [],
      reserved: reservedLocal.get(account) ?? 0,
    })
  }

  /** Credited here and not in the feed yet. */
  function creditLeft(account: string): number {
    const mark = disk.feed === null ? { epoch: 0, seq: 0 } : markOf(disk.feed)
    const credited = rules.creditAtOnce(own.get(account) ?? [], mark)
    return credited - (reservedLocal.get(account) ?? 0)
  }

  // --- the feed ---------------------------------------------------------------------------------

  function markOf(feed: FeedCut): Head {
    return feed.marks.get(disk.identity.hub) ?? { epoch: 0, seq: 0, hash: '' }
  }

  function feedOf(account: string, feed: FeedCut) {
    return rules.readFeed(account, markOf, { now: feed, before: disk.feedBefore })
  }

  function fromFeed(cut: FeedCut): void {
    heardAt = agenda.now()
    const hashAt = (at: Position) => {
      const record = disk.journal.at(at.seq - 1)
      return record?.epoch === at.epoch ? record.hash : undefined
    }
    const adoption = rules.adoptFeed({ mark: markOf(cut), head, hashAt })
    if (adoption.outcome === 'old-image') {
      reach(`hub: the feed tells an old image (${adoption.reason})`)
      witnessedOld()
      return
    }
    disk.feedBefore = disk.feed
    disk.feed = cut
    own = rules.indexAfterFeed(own, markOf(cut))
    for (const account of world.accountIds) checkShown(account)
  }

  function checkShown(account: string): void {
    const feed = disk.feed
    if (feed === null) return
    const shown = rules.shownBalance(feedOf(account, feed), own.get(account) ?? [])
    world.checkShown({ hub: disk.identity.hub, account, shown, feed, records: disk.journal })
  }

  // --- the tills --------------------------------------------------------------------------------

  function witnessedOld(): void {
    anchor = null
    if (provisional) return
    enqueue(() => (provisional ? nothing : [note('old-image-witnessed')]))
    hello()
  }

  function seeWitness(witness: Head | null, till: string): void {
    if (witness === null) {
      hear(till)
      return
    }
    const hashesAt = (seq: number) => {
      const record = disk.journal.at(seq - 1)
      return record === undefined ? undefined : { hash: record.hash, firstHash: record.firstHash }
    }
    if (rules.isWitnessed({ head, prunedSeq: 0, hashesAt }, witness) === 'known') {
      hear(till)
      return
    }
    reach('hub: a till witnesses an old image')
    witnessedOld()
  }

  function fromTill(line: TillLan, from: Address): void {
    switch (line.kind) {
      case 'cover': {
        const { receiptId, account, amount } = line
        cover(receiptId, account, amount, () => {
          const covered = payments.get(receiptId)?.has(account) ?? false
          answer(from, { kind: 'cover-answer', receiptId, account, covered })
        })
        return
      }
      case 'let-go': {
        const accounts = letGo(line.receiptId)
        if (accounts.length > 0) closeReceipt(line.receiptId, accounts)
        return
      }
      case 'save':
        seeWitness(line.witness, line.request.till)
        if (!asksForRight(line.request, from)) save(line.request, from)
        return
      case 'offer':
        seeWitness(line.witness, line.till)
        takeOffered(line.kept, from)
        return
      default:
    }
  }

  function answer(to: Address, line: TillLan): void {
    network.send(address, to, 'till-lan', line)
  }

  function mark() {
    // An old image vouches for nothing.
    const vouches = !provisional && cloudAt?.epoch === head.epoch
    const at = vouches && cloudAt !== null ? cloudAt : { epoch: head.epoch, seq: 0 }
    return { hub: disk.identity.hub, epoch: at.epoch, seq: at.seq }
  }

  function save(request: SaveRequest, from: Address): void {
    enqueue(() => {
      const { eventId } = request
      const known = places.get(eventId)
      const verdict = rules.judgeRequest(known?.requestHash, request.hash)
      if (verdict === 'repeated' && known !== undefined) {
        reach('hub: the same request again')
        const record = disk.journal.at(known.seq - 1)
        if (record !== undefined) answerSaved(from, record)
        return nothing
      }
      if (verdict === 'differs') {
        reach('hub: the same id with other content')
        answer(from, { kind: 'refused', eventId, reason: 'other-content' })
        return nothing
      }
      const drafted = refused.has(eventId) ? 'refused before' : draftFor(request)
      if (typeof drafted === 'string') {
        refused.add(eventId)
        answer(from, { kind: 'refused', eventId, reason: drafted })
        return nothing
      }
      const accounts = letGo(request.receiptId)
      const then = (record: SimRecord): void => {
        soldSinceStart.add(request.receiptId)
        answerSaved(from, record)
        for (const { account } of request.spends) checkShown(account)
      }
      const over = (): readonly Draft[] =>
        rules
          .closeAfterReceipt({ wallet, receiptId: request.receiptId, accounts, reserved: held() })
          .map((draft) => wordDraft(draft))
      if (accounts.length > 0) queue.push(over)
      return [{ ...drafted, then }]
    })
  }

  /** Told only when durable: until then the transaction may still be lost. */
  function answerSaved(to: Address, record: SimRecord): void {
    const tell = (): void => answer(to, { kind: 'saved', record, cloud: mark(), head })
    if (record.seq <= disk.journal.syncedEnd()) tell()
    else later(20, () => answerSaved(to, record))
  }

  function draftFor(request: SaveRequest): Draft | string {
    switch (request.type) {
      case 'sale.closed':
        return sale(request)
      case 'sale.refunded':
        return refund(request)
      case 'shift.opened':
      case 'shift.closed': {
        const said = envelope({
          ...atTill(request.eventId, request.till),
          type: request.type,
        })
        return draftOf(said, { v: contract, total: 0, poison: false }, request.hash)
      }
    }
  }

  function sale(request: SaveRequest): Draft | string {
    const { eventId, receiptId } = request
    const movements: ValueMovement[] = []
    const covers = payments.get(receiptId)
    const time = upper()
    for (const { account, amount } of request.spends) {
      const covered = covers?.get(account)
      if (covered === undefined || covered.amount !== amount) return 'not covered'
      const { parts } = covered
      if (!rules.partsStillHold({ wallet, parts, upper: time, epoch: disk.identity.epoch })) {
        reach('hub: a lease ended under the payment')
        return 'not covered'
      }
      for (const part of parts) {
        world.checkLeaseSpend({ lease: part.lease, hub: disk.identity.hub, cloudLead })
        movements.push(move(eventId, movements, 'spend', account, part.amount, part.lease))
      }
      if (covered.trust !== null) {
        const { rule } = covered.trust
        const made = move(eventId, movements, 'spend', account, amount, null)
        movements.push({ ...made, cover: 'trust', rule })
      }
      if (covered.local) {
        const made = move(eventId, movements, 'spend', account, amount, null)
        const isLocal = world.termsOf(account).offline === 'local-balance'
        movements.push({ ...made, cover: isLocal ? 'local-balance' : 'account' })
      }
    }
    const { earn, load } = request
    if (earn !== null) {
      const endsAt = earn.months === null ? null : world.lotEnd(agenda.now(), earn.months)
      const made = move(eventId, movements, 'earn', earn.account, earn.amount, null)
      movements.push({ ...made, endsAt, rule: 'per-total' })
    }
    if (load !== null)
      movements.push(move(eventId, movements, 'load', load.account, load.amount, null))
    const said = envelope({
      ...atTill(eventId, request.till),
      type: 'sale.closed',
      receipt: { id: receiptId, number: numberFor(request.till), originalId: null, cover: null },
      movements,
      tenders: [{ kind: 'cash', amount: request.total }],
      leases: movements.flatMap((movement) => movement.lease ?? []),
      coupons: movements.flatMap(({ account }) => (account.startsWith('coupon:') ? [account] : [])),
    })
    const payload = { v: contract, total: request.total, poison }
    poison = false
    reach('hub: a sale is journaled')
    return draftOf(said, payload, request.hash)
  }

  function move(
    eventId: string,
    before: readonly ValueMovement[],
    kind: ValueMovement['kind'],
    account: string,
    amount: number,
    lease: string | null,
  ): ValueMovement {
    return {
      id: `${eventId}/${before.length + 1}`,
      account,
      kind,
      amount,
      cover: lease === null ? 'account' : 'lease',
      lease,
      reverses: null,
      rule: null,
      endsAt: null,
    }
  }

  function numberFor(till: string): string {
    const counter = (counters.get(`${till}/${head.epoch}`) ?? 0) + 1
    return receiptNumberBase({
      store: `S${store}`,
      till,
      epoch: head.epoch,
      counter,
      provisional,
    })
  }

  /** True = the cloud is asked whether this store may refund another's receipt; then it is saved. */
  function asksForRight({ refund: asked, ...request }: SaveRequest, from: Address): boolean {
    const { receiptId, eventId } = request
    if (refundAsks.has(receiptId)) return true
    if (asked === null || session === null || places.has(eventId)) return false
    if (refundGrants.has(receiptId) || refused.has(eventId)) return false
    const own = wallet.ownReceipt(asked.originalId)
    if (own?.right === 'mine' && own.epoch === disk.identity.epoch) return false
    refundAsks.set(receiptId, () => save({ ...request, refund: asked }, from))
    network.send(address, world.cloudAddress, 'hold', {
      kind: 'refund-request',
      box: address,
      hub: disk.identity.hub,
      session: session.id,
      id: receiptId,
      receiptId: asked.originalId,
      amount: amountOf(asked),
    })
    later(HOLD_PATIENCE_MS, () => endRefundAsk(receiptId, null))
    return true
  }

  /** What comes after the 800 ms changes nothing. */
  function endRefundAsk(id: string, granted: number | null): void {
    const then = refundAsks.get(id)
    if (then === undefined) return
    refundAsks.delete(id)
    refundGrants.set(id, granted)
    then()
  }

  function refund(request: SaveRequest): Draft | string {
    const asked = request.refund
    if (asked === null) return 'nothing to refund'
    const { originalId, signedTotal, creditAccount } = asked
    const amount = amountOf(asked)
    const day = today()
    const allowance = refundAllowance(day ?? '', 'MNT')
    const trust = rules.spendTrust({
      caps: world.refundTrustCaps,
      day,
      spent: wallet.trustSpent(allowance),
      account: originalId,
      amount,
    })
    const answered = rules.coverRefund({
      own: wallet.ownReceipt(originalId),
      epoch: disk.identity.epoch,
      proven: !provisional && (soldSinceStart.has(originalId) || (whole && upper() !== null)),
      amount,
      inProgress: 0,
      signedTotal,
      granted: refundGrants.get(request.receiptId) ?? null,
      wants: creditAccount === null ? 'cash' : 'credit',
      trust,
      account: creditAccount,
    })
    if (answered.outcome === 'refused') {
      reach(`hub: no refund (${answered.reason})`)
      return answered.reason
    }
    reach(`hub: a refund under ${answered.cover}`)
    if (answered.cover === 'right' && refundGrants.get(request.receiptId) != null) {
      reach('hub: a refund that the cloud granted')
    }
    const movements = answered.cover === 'right' ? undo(request.eventId, originalId, amount) : []
    const said = envelope({
      ...atTill(request.eventId, request.till),
      type: 'sale.refunded',
      receipt: {
        id: request.receiptId,
        number: numberFor(request.till),
        originalId,
        cover: answered.cover,
      },
      movements:
        answered.cover === 'pending-credit' && creditAccount !== null
          ? [move(request.eventId, [], 'give-back', creditAccount, amount, null)]
          : movements,
      tenders: creditAccount === null ? [{ kind: 'cash', amount: -amount }] : [],
    })
    const extra = answered.cover === 'trust' && day !== null ? { trustDay: day } : {}
    const payload = { v: contract, total: sumOf(said), poison, ...extra }
    poison = false
    return draftOf(said, payload, request.hash)
  }

  /** The pro-rata inverse of the sale's value movements, on the running total (spine B5). */
  function undo(eventId: string, originalId: string, amount: number): ValueMovement[] {
    const seq = sales.get(originalId)
    const original = seq === undefined ? undefined : disk.journal.at(seq - 1)?.body.envelope
    if (original === undefined) return []
    const total = sumOf(original)
    const before = refundedBefore.get(originalId) ?? 0
    const until = (value: number, given: number) => Math.floor((value * given) / total)
    const part = (value: number) => until(value, before + amount) - until(value, before)
    const movements: ValueMovement[] = []
    for (const sold of original.movements) {
      if (world.termsOf(sold.account).kind === 'coupon' || sold.kind === 'load') continue
      if (sold.kind === 'earn') {
        const back = part(sold.amount)
        if (back === 0) continue
        const made = move(eventId, movements, 'take-back', sold.account, back, null)
        movements.push({ ...made, reverses: sold.id })
        continue
      }
      if (sold.kind !== 'spend') continue
      const left = sold.amount - (givenBack.get(sold.id) ?? 0)
      const wanted = Math.min(left, part(sold.amount))
      if (wanted <= 0) continue
      const plan = rules.putBackPlan({
        wallet,
        spends: [{ movementId: sold.id, lease: sold.lease, left }],
        amount: wanted,
        epoch: disk.identity.epoch,
        upper: upper(),
      })
      if (plan.outcome === 'refused') continue
      for (const back of plan.parts) {
        reach(back.cover === 'lease' ? 'hub: value is put back' : 'hub: a credit waits')
        const made = move(eventId, movements, 'give-back', sold.account, back.amount, back.lease)
        movements.push({ ...made, reverses: back.reverses })
      }
    }
    return movements
  }

  function takeOffered(kept: readonly SimRecord[], from: Address): void {
    enqueue(() => {
      const drafts: Draft[] = []
      for (const { id: eventId, type, at, hash, firstHash, body } of kept) {
        if (places.has(eventId)) continue
        reach('hub: a kept sale is taken from a till')
        drafts.push({ id: eventId, type, at, body, firstHash: firstHash ?? hash })
      }
      queue.push(() => {
        const found = kept.flatMap(({ id: eventId }) => {
          const place = places.get(eventId)
          return place === undefined ? [] : [{ id: eventId, seq: place.seq }]
        })
        later(20, () => answer(from, { kind: 'where', found, cloud: mark(), head }))
        return nothing
      })
      return drafts
    })
  }

  return {
    id,
    address,
    store,
    clock,
    disk,
    isUp: () => up,
    start,
    crash,
    powerCut,
    dieAfter(left, how, then) {
      doom = { left, how, then }
    },
    suspend() {
      asleep = true
      clock.suspend()
    },
    resume() {
      asleep = false
      clock.resume()
    },
    poisonNext() {
      poison = true
    },
    setContract(version) {
      contract = version
    },
    image: () => ({ identity: disk.identity, journal: disk.journal.image(), feed: disk.feed }),
    fromTill: (line, from) => {
      if (!asleep && alive(life)) fromTill(line, from)
    },
    fromPush: (line) => {
      if (!asleep && alive(life)) fromPush(line)
    },
    fromStream: (line) => {
      if (!asleep && alive(life)) fromStream(line)
    },
    fromHold: (line) => {
      if (!asleep && alive(life)) fromHold(line)
    },
    fromFeed: (cut) => {
      if (!asleep && alive(life)) fromFeed(cut)
    },
    rebuildReplica(cut) {
      disk.feed = null
      disk.feedBefore = null
      if (asleep || !up) return
      reach('box: the replica is built again')
      fromFeed(cut)
    },
    tick: () => {
      if (!asleep && alive(life)) tick()
    },
    head: () => head,
    leftByLease: () => {
      const left = new Map<string, number>()
      for (const lease of wallet.openLeases()) {
        left.set(lease.id, lease.granted - lease.spent - lease.returned)
      }
      return left
    },
    isInSession: () => session !== null,
    isResting: () => !committing && queue.length === 0 && payments.size === 0,
  }
}

function amountOf({ signedTotal, partBp }: NonNullable<SaveRequest['refund']>): number {
  return Math.max(1, Math.floor((signedTotal * partBp) / 10_000))
}

function add(map: Map<string, number>, key: string, amount: number): void {
  map.set(key, (map.get(key) ?? 0) + amount)
}

function sumOf(said: Envelope): number {
  let sum = 0
  for (const { amount } of said.tenders) sum += amount
  return sum
}

export function blankDisk(identity: BoxIdentity): BoxDisk {
  return { identity, journal: createDisk<SimRecord>(), feed: null, feedBefore: null }
}

export function diskOf(image: BoxImage): BoxDisk {
  const { identity, journal, feed } = image
  return { identity, journal: createDisk(journal), feed, feedBefore: null }
}
