import type { HoldRequest, StreamMessage } from '#shared/contracts/lease.ts'
import type { Position } from '#shared/journal/record.ts'
import { freeOf, postedOf } from '#shared/value/account.ts'
import type { Home } from '#shared/value/cloud/home-store.ts'
import type { Recovery } from '#shared/value/cloud/recovery.ts'
import { openAmount } from '#shared/value/lease.ts'
import type { CloudClock } from '../clocks.ts'
import { createMemoryHistory, type MemoryHistory } from '../memory-history.ts'
import type { FeedCut, HoldLine, PushLine, SimRecord, StreamLine } from '../messages.ts'
import type { Address } from '../network.ts'
import type { World } from '../world.ts'
import {
  applyEvent,
  type Books,
  type Command,
  createBooks,
  type Done,
  judge,
  runCommand,
} from './books.ts'
import { hashRecord } from './hash-record.ts'

type Body = StreamMessage['body']

/** Messages of one epoch and incarnation that the hub has not acknowledged. */
interface Outbox {
  readonly epoch: number
  readonly last: number
  readonly waiting: readonly { readonly n: number; readonly body: Body }[]
}

/** Everything that survives a crash of the cloud; a copy of it is a backup. */
interface Durable {
  readonly books: Books
  readonly histories: Map<number, MemoryHistory>
  readonly outboxes: Map<number, Outbox>
  readonly homes: Map<string, Home>
  readonly redeemed: Set<string>
  /** Allotted to boxes that were claimed and have not come yet: hub → key. */
  incarnation: number
  counter: number
  recovery: Recovery
  contract: number
}

export interface Backup {
  readonly data: Durable
  readonly highestTime: number
}

/** HQ's cloud: the product's machines of the books and of the handshake over simulated lines. */
export interface Cloud {
  readonly address: Address
  readonly clock: CloudClock
  books(): Books
  history(hub: number): MemoryHistory
  run(command: Command): Done
  /** Grants through the numbered stream; null = refused. */
  grant(hub: number, account: string, amount: number, forMs: number): boolean
  recall(account: string): number
  cut(): FeedCut
  mayPromise(): boolean
  override(hub: number): void
  /** A new box is claimed for this store: a new epoch that starts from nothing. */
  claim(hub: number, key: string): number
  fromPush(line: PushLine, from: Address): void
  fromStream(line: StreamLine): void
  fromHold(line: HoldLine): void
  tick(): void
  backup(): Backup
  restore(backup: Backup, incarnation: number): void
  /** The first thing that a restored cloud does. */
  endRestoredHolds(): void
  restart(): void
  upgrade(version: number): void
  undelivered(): readonly string[]
  currentEpoch(hub: number): number
}

const POLICY = { p95: 300, cap: 400 } as const

export function createCloud(world: World, address: Address, clock: CloudClock): Cloud {
  const { network, rules, reach } = world
  let data: Durable = {
    books: createBooks(),
    histories: new Map(),
    outboxes: new Map(),
    homes: new Map(),
    redeemed: new Set(),
    incarnation: 1,
    counter: 0,
    recovery: { waitingFor: [], overridden: [] },
    contract: 1,
  }
  /** Which box answers for a hub: the one whose session is open. */
  const boxes = new Map<number, Address>()
  /** Heads told in the last handshakes: what a restored cloud waits for. */
  const told = new Map<number, Position>()
  let cutNow: FeedCut | null = null
  let cuts = 0
  let knownFrom = 0

  function history(hub: number): MemoryHistory {
    let known = data.histories.get(hub)
    if (known === undefined) data.histories.set(hub, (known = createMemoryHistory(hub)))
    return known
  }

  function run(command: Command): Done {
    const done = runCommand(data.books, rules, command)
    world.checkBooks(data.books, null)
    return done
  }

  // --- the stream -------------------------------------------------------------------------------

  function outbox(hub: number): Outbox {
    const { epoch } = history(hub)
    const known = data.outboxes.get(hub)
    return known?.epoch === epoch ? known : { epoch, last: 0, waiting: [] }
  }

  function post(hub: number, body: Body): void {
    const box = outbox(hub)
    const n = box.last + 1
    data.outboxes.set(hub, { ...box, last: n, waiting: [...box.waiting, { n, body }] })
    reach(`cloud: posts a ${body.kind}`)
    flush(hub)
  }

  function flush(hub: number): void {
    const { epoch } = history(hub)
    const session = history(hub).branch(epoch)?.session
    const to = boxes.get(hub)
    if (session == null || !session.heard || to === undefined) return
    for (const { n, body } of outbox(hub).waiting.slice(0, 20)) {
      const message = { incarnation: data.incarnation, epoch, session: session.id, n, body }
      network.send(address, to, 'stream', { kind: 'message', message })
    }
  }

  function fromStream(line: StreamLine): void {
    if (line.kind !== 'ack') return
    const { hub, session, n } = line
    const past = history(hub)
    if (past.branch(past.epoch)?.session?.id !== session) return
    const box = outbox(hub)
    data.outboxes.set(hub, { ...box, waiting: box.waiting.filter((each) => each.n > n) })
    if (box.waiting.length > 0 && outbox(hub).waiting.length > 0) flush(hub)
  }

  function recallAll(leases: readonly string[]): number {
    let asked = 0
    for (const lease of leases) {
      const account = data.books.ledger.accountOfLease(lease)
      const found = data.books.ledger.account(account ?? '')?.leases.find((it) => it.id === lease)
      if (found === undefined || found.epoch !== history(found.hub).epoch) continue
      if (run({ verb: 'recallLease', lease }).outcome !== 'done') continue
      post(found.hub, { kind: 'recall', lease })
      asked += 1
    }
    return asked
  }

  // --- handshake and journal --------------------------------------------------------------------

  function fromPush(line: PushLine, from: Address): void {
    if (line.kind === 'hello') meet(line, from)
    else if (line.kind === 'batch') ingest(line, from)
  }

  function meet(line: Extract<PushLine, { kind: 'hello' }>, from: Address): void {
    const { hub, hello, ask } = line
    const past = history(hub)
    const meeting = rules.meetHub({ history: past, hello })
    const answer = (said: PushLine): void => network.send(address, from, 'push', said)
    switch (meeting.outcome) {
      case 'refused':
        reach(`cloud: a hub is turned away (${meeting.reason})`)
        if (meeting.reason === 'second-key') data.books.ledger.raise(meeting.alarm)
        answer({ kind: 'turned-away', ask })
        return
      case 'prove':
        reach('cloud: asks for a proof')
        answer({ kind: 'prove', ask, seq: meeting.seq })
        return
      case 'new-epoch': {
        const { epoch, base, alarm } = meeting
        reach(
          alarm === null
            ? 'cloud: orders an epoch quietly'
            : `cloud: orders an epoch (${alarm.kind})`,
        )
        if (alarm !== null) data.books.ledger.raise(alarm)
        allot(hub, epoch, () => past.allot(epoch, base, hello.key))
        answer({ kind: 'new-epoch', ask, epoch, base })
        return
      }
      case 'go': {
        const branch = past.branch(past.epoch)
        if (branch === undefined) return
        data.counter += 1
        const session = `${data.incarnation}.${data.counter}`
        const bound = meeting.bindKey ? { ...branch, key: hello.key } : branch
        past.setBranch(past.epoch, rules.openSession(bound, session, hello.session))
        boxes.set(hub, from)
        told.set(hub, hello.head)
        answer({
          kind: 'welcome',
          ask,
          session,
          incarnation: data.incarnation,
          epoch: past.epoch,
          cloudTime: clock.now(),
          sendFrom: meeting.sendFrom,
        })
      }
    }
  }

  /** Whatever was promised to a disk of an earlier epoch is void (spine B1.3). */
  function allot(hub: number, epoch: number, write: () => void): void {
    if (history(hub).epoch === epoch) return
    write()
    world.oracle.epochEnded(hub)
    run({ verb: 'voidLeases', hub, epoch: epoch - 1 })
    for (const right of data.books.ledger.refundRights.values()) {
      if (right.hub !== hub || right.epoch >= epoch || right.holder === 'cloud') continue
      const { receiptId } = right
      const at = clock.now()
      run({
        verb: 'voidRefundRight',
        command: { receiptId, hub, currency: 'MNT', at, presentEpoch: epoch },
      })
    }
  }

  function ingest(line: Extract<PushLine, { kind: 'batch' }>, from: Address): void {
    const { hub, session, epoch, records } = line
    const past = history(hub)
    const tell = (outcome: 'taken' | 'stopped' | 'not-yours'): void =>
      network.send(address, from, 'push', {
        kind: 'batch-answer',
        session,
        outcome,
        seq: past.head().seq,
      })
    const branch = past.branch(epoch)
    const heard =
      branch === undefined || epoch !== past.epoch ? undefined : rules.hearSession(branch, session)
    if (heard === undefined) {
      reach('cloud: a batch of an ended session')
      tell('not-yours')
      return
    }
    const first = heard !== branch
    past.setBranch(epoch, heard)
    boxes.set(hub, from)
    const known = { head: past.head(), hashAt: (seq: number) => past.hashAt(seq) }
    const taking = rules.takeBatch(known, { epoch, records, hashRecord })
    reach(`cloud: a batch ${taking.outcome}`)
    if (taking.outcome === 'fork' || taking.outcome === 'other-epoch') {
      tell('not-yours')
      return
    }
    const stopped = taking.outcome === 'apply' ? takeAll(hub, epoch, taking.fresh) : false
    reported(hub)
    tell(stopped ? 'stopped' : 'taken')
    if (first) flush(hub)
  }

  /** True = the stream stops here until the cloud is upgraded (spine B2.4). */
  function takeAll(hub: number, epoch: number, fresh: readonly SimRecord[]): boolean {
    const past = history(hub)
    for (const record of fresh) {
      if ((data.books.applied.get(record.id) ?? 0) > knownFrom) {
        reach('cloud: an event it has already')
        if (!rules.sameContent(firstOf(record.id), record.body.envelope)) {
          reach('cloud: a request was answered twice, otherwise')
          data.books.ledger.raise(rules.answeredTwice(hub, record.body.envelope))
          world.answeredTwice(record.body.envelope)
        }
        past.ingest([record])
        continue
      }
      const verdict = judge(data.books, rules, record, data.contract)
      reach(`cloud: an event: ${verdict.verdict}`)
      if (verdict.verdict === 'stop') return true
      const recalls = applyEvent(data.books, rules, { hub, epoch, record }, verdict)
      past.ingest([record])
      world.checkBooks(data.books, record)
      recallAll(recalls.leases)
      for (const { hub: seller, receiptId } of recalls.refundRights) {
        post(seller, { kind: 'refund-recall', receiptId })
      }
      visit(hub, record)
    }
    return false
  }

  function firstOf(eventId: string) {
    const entry = data.books.log[(data.books.applied.get(eventId) ?? 0) - 1]
    return entry?.kind === 'event' ? entry.event.record.body.envelope : null
  }

  function reported(hub: number): void {
    const head = told.get(hub)
    if (head === undefined || rules.mayPromise(data.recovery)) return
    data.recovery = rules.hubReported(data.recovery, hub, { head, ingested: history(hub).head() })
    if (rules.mayPromise(data.recovery)) reach('cloud: every hub has reported')
  }

  /** The default lease policy (spine B1.5, B1.9): seen here, redeems, gets a part here. */
  function visit(hub: number, { body }: SimRecord): void {
    const { envelope } = body
    if (envelope.type !== 'sale.closed') return
    for (const { account, kind } of envelope.movements) {
      if (!account.startsWith('points:leased') && !account.startsWith('store-credit')) continue
      if (kind === 'spend') data.redeemed.add(account)
      const at = clock.now()
      const found = data.books.ledger.account(account)
      if (found === undefined) continue
      const before = data.homes.get(account) ?? world.homeBefore(account)
      const leaseOpenAtHome = found.leases.some((lease) => lease.hub === before.store)
      const { home, recallAt } = rules.homeAfterVisit(before, { store: hub, at, leaseOpenAtHome })
      data.homes.set(account, home)
      if (home.store !== before.store) reach('cloud: a home moves')
      if (recallAt !== null) {
        reach('cloud: a home waits for its old lease')
        const there = found.leases.filter(
          (lease) => lease.hub === recallAt && lease.state === 'open',
        )
        recallAll(there.map((lease) => lease.id))
      }
      if (home.store !== hub || !rules.mayPromise(data.recovery)) continue
      let openHere = 0
      for (const lease of found.leases) if (lease.hub === hub) openHere += openAmount(lease)
      const amount = rules.standingLeaseAmount({
        kind: found.terms.kind,
        boundToWarehouse: false,
        free: freeOf(found),
        openHere,
        visitsIn60Days: rules.visitsOf(home, hub, at),
        everRedeemed: data.redeemed.has(account),
        ...POLICY,
      })
      if (amount <= 0) continue
      reach(openHere > 0 ? 'cloud: a lease is renewed at use' : 'cloud: a lease by custom')
      grant(hub, account, amount, rules.leaseEnd('standing', at).endsAt - at)
    }
  }

  // --- promises ---------------------------------------------------------------------------------

  function grant(hub: number, account: string, amount: number, forMs: number): boolean {
    if (!rules.mayPromise(data.recovery)) {
      reach('cloud: promises nothing while it recovers')
      return false
    }
    const past = history(hub)
    data.counter += 1
    const id = rules.leaseId(data.counter, data.incarnation)
    const at = clock.now()
    const done = run({
      verb: 'grantLease',
      command: {
        id,
        hub,
        epoch: past.epoch,
        account,
        amount,
        endsAt: at + forMs,
        receiptId: null,
        lotsEndingFrom: null,
        at,
      },
    })
    if (done.outcome !== 'granted') {
      reach(`cloud: no grant (${String(done['reason'])})`)
      return false
    }
    sendGrant(hub, id, null)
    return true
  }

  function sendGrant(hub: number, id: string, requestId: string | null): void {
    const { ledger } = data.books
    const account = ledger.accountOfLease(id) ?? ''
    const lease = ledger.account(account)?.leases.find((each) => each.id === id)
    if (lease === undefined) return
    world.granted(lease, account)
    const { receiptId, granted, endsAt } = lease
    post(hub, { kind: 'grant', lease: id, account, amount: granted, endsAt, requestId, receiptId })
  }

  function answerRefund(line: Extract<HoldLine, { kind: 'refund-request' }>): void {
    const { hub, session, id, receiptId, amount } = line
    const past = history(hub)
    const answer = (granted: number | null): void =>
      network.send(address, line.box, 'hold', { kind: 'refund-answer', id, granted })
    if (past.branch(past.epoch)?.session?.id !== session || !rules.mayPromise(data.recovery)) {
      answer(null)
      return
    }
    const done = run({ verb: 'grantRefund', command: { id, receiptId, hub, amount } })
    if (done.outcome !== 'refused') {
      reach('cloud: grants a refund')
      answer(amount)
      return
    }
    reach(`cloud: refuses a refund (${String(done['reason'])})`)
    if (done['recall'] === true) {
      const seller = data.books.ledger.refundRight(receiptId)?.hub ?? hub
      post(seller, { kind: 'refund-recall', receiptId })
    }
    answer(null)
  }

  function fromHold(line: HoldLine): void {
    if (line.kind === 'refund-request') answerRefund(line)
    if (line.kind !== 'request') return
    const { hub, request, box } = line
    const past = history(hub)
    const session = past.branch(past.epoch)?.session
    const at = clock.now()
    const leaseId = rules.holdLeaseId(request.requestId)
    const done = run({
      verb: 'answerHold',
      command: {
        request,
        hub,
        epoch: past.epoch,
        session: session?.heard === true ? session.id : '',
        ingested: past.head(),
        recovering: !rules.mayPromise(data.recovery),
        leaseId,
        ...rules.leaseEnd('hold', at),
        at,
      },
    })
    if (done.outcome === 'granted') {
      reach('cloud: grants a hold')
      sendGrant(hub, leaseId, request.requestId)
      return
    }
    if (done.outcome === 'repeated') {
      flush(hub)
      return
    }
    refuse(request, done, box)
  }

  function refuse(request: HoldRequest, done: Done, box: Address): void {
    const reason = done['reason'] as Extract<HoldLine, { kind: 'refusal' }>['refusal']['reason']
    reach(`cloud: refuses a hold (${reason})`)
    const { requestId } = request
    const free = Math.max(0, Number(done['free'] ?? 0))
    network.send(address, box, 'hold', { kind: 'refusal', refusal: { requestId, reason, free } })
    if (recallAll((done['recall'] as readonly string[] | undefined) ?? []) > 0) {
      reach('cloud: recalls for a hold')
    }
  }

  // --- the feed ---------------------------------------------------------------------------------

  function cut(): FeedCut {
    const { books } = data
    if (cutNow?.applied === books.log.length && cutNow.incarnation === data.incarnation)
      return cutNow
    const balances = new Map<string, number>()
    const frozen = new Set<string>()
    for (const account of books.ledger.accounts.values()) {
      balances.set(account.id, postedOf(account))
      if (account.frozen) frozen.add(account.id)
    }
    const marks = new Map([...data.histories].map(([hub, past]) => [hub, past.head()]))
    cuts += 1
    cutNow = {
      number: cuts,
      incarnation: data.incarnation,
      applied: books.log.length,
      balances,
      frozen,
      marks,
    }
    world.cutMade(cutNow, books)
    return cutNow
  }

  return {
    address,
    clock,
    books: () => data.books,
    history,
    run,
    grant,
    recall(account) {
      const leases = data.books.ledger.account(account)?.leases ?? []
      return recallAll(leases.filter(({ state }) => state === 'open').map(({ id }) => id))
    },
    cut,
    mayPromise: () => rules.mayPromise(data.recovery),
    override(hub) {
      data.recovery = rules.overrideHub(data.recovery, hub)
    },
    claim(hub, key) {
      const past = history(hub)
      const epoch = past.epoch + 1
      allot(hub, epoch, () => past.allot(epoch, { epoch: 0, seq: 0, hash: '' }, key))
      data.recovery = rules.overrideHub(data.recovery, hub)
      return epoch
    },
    fromPush,
    fromStream,
    fromHold,
    tick() {
      for (const hub of data.outboxes.keys()) flush(hub)
    },
    backup: () => ({
      data: copyOf(data),
      highestTime: clock.highest(),
    }),
    restore(backup, incarnation) {
      data = copyOf(backup.data)
      for (const [hub, past] of data.histories) data.histories.set(hub, past.restore())
      // Numbers start again: what was not acknowledged is said again under them.
      for (const [hub, { epoch, waiting }] of data.outboxes) {
        const again = waiting.map(({ body }, i) => ({ n: i + 1, body }))
        data.outboxes.set(hub, { epoch, last: again.length, waiting: again })
      }
      data.incarnation = incarnation
      data.recovery = rules.startRecovery(world.hubs)
      clock.restoreHighest(backup.highestTime)
      boxes.clear()
      told.clear()
      cutNow = null
    },
    endRestoredHolds() {
      const { incarnation } = data
      const at = clock.now()
      for (const account of world.accountIds) {
        const done = run({ verb: 'endRestoredHolds', account, incarnation, at })
        if (done.outcome === 'done') reach('cloud: a hold of before the restore is ended')
      }
    },
    restart() {
      knownFrom = rules.knownAfterRestart(data.books.log.length)
    },
    upgrade(version) {
      data.contract = Math.max(data.contract, version)
    },
    undelivered() {
      const left: string[] = []
      for (const hub of data.outboxes.keys()) {
        for (const { n, body } of outbox(hub).waiting) left.push(`${hub}: ${n} ${body.kind}`)
      }
      return left
    },
    currentEpoch: (hub) => history(hub).epoch,
  }
}

function copyOf(data: Durable): Durable {
  return {
    ...data,
    books: createBooks(data.books),
    histories: new Map(
      [...data.histories].map(([hub, past]) => [hub, createMemoryHistory(hub, past)]),
    ),
    outboxes: new Map(data.outboxes),
    homes: new Map(data.homes),
    redeemed: new Set(data.redeemed),
  }
}
