import { stateText } from '#shared/journal/applied-log.ts'
import { freeOf } from '#shared/value/account.ts'
import type { Checks, Told } from './checks.ts'
import type { FeedCut, SaveRequest } from './messages.ts'
import { type Channel, channels, type Quality } from './network.ts'
import { type Books, rebuildBooks } from './nodes/books.ts'
import type { Box } from './nodes/box/box.ts'
import { type BoxImage, blankDisk, diskOf } from './nodes/box/box-disk.ts'
import type { Backup, Cloud } from './nodes/cloud.ts'
import type { Till, TillTask } from './nodes/till.ts'
import {
  accountOf,
  type Basket,
  type Direction,
  type Fault,
  type HqOp,
  type PlannedOp,
  type Slot,
  type StoreOp,
  type WebOp,
} from './op.ts'
import { sentenceOf, whereOf } from './op-words.ts'
import type { Plan } from './plan.ts'
import { connect, disconnect, type Store, type Stores } from './stores.ts'
import { openAccounts } from './values.ts'
import { MINUTE_MS } from './virtual-day.ts'
import type { World } from './world.ts'

/** Does what the plan says, to a world that may not be fit for it: then nothing happens. */
export interface Performer {
  open(): void
  perform(planned: PlannedOp): void
  /** From now on nothing goes wrong; whatever is down comes up. */
  heal(): void
  rebuild(): void
  isCloudUp(): boolean
}

export interface Scene {
  readonly world: World
  readonly cloud: Cloud
  readonly stores: Stores
  readonly checks: Checks
  readonly plan: Plan
}

const FORFEIT_MARGIN_MS = 10 * MINUTE_MS
const FORFEIT_DAY_CAP = 500
const CLOUD_BEAT_MS = 5 * MINUTE_MS
const TILL_BEAT_MS = 10 * MINUTE_MS
/** Between what a web shop read and what it does upon it. */
const WEB_THINKS_MS = 200

export function createPerformer({ world, cloud, stores, checks, plan }: Scene): Performer {
  const { agenda, network, oracle, rules, reach, story } = world
  const sold = new Map<number, SaveRequest>()
  const images = new Map<string, BoxImage>()
  const backups = new Map<
    Slot,
    { readonly backup: Backup; readonly at: number; readonly told: readonly Told[] }
  >()
  /** Of this incarnation of the cloud. */
  let cuts: FeedCut[] = []
  let cloudUp = false
  let cloudDoom: { left: number; then: () => void } | null = null
  let incarnations = 1
  let diskLostAt = -1
  /** Books that were restored lack what only a hub's disk has now: no disk may die. */
  let fragile = false
  let healed = false
  let forfeitedToday = { day: '', amount: 0 }

  // --- the cloud's process ----------------------------------------------------------------------

  function guarded<Args extends unknown[]>(handle: (...args: Args) => void) {
    return (...args: Args): void => {
      if (cloudDoom !== null) {
        cloudDoom.left -= 1
        if (cloudDoom.left <= 0) {
          const { then } = cloudDoom
          cloudDoom = null
          stopCloud()
          then()
          return
        }
      }
      handle(...args)
    }
  }

  function startCloud(): void {
    if (cloudUp) return
    cloudUp = true
    network.attach(cloud.address, {
      push: guarded(cloud.fromPush),
      stream: guarded(cloud.fromStream),
      hold: guarded(cloud.fromHold),
      feed: guarded((line) => {
        if (line.kind !== 'ask') return
        const cut = cloud.cut()
        if (cuts.at(-1) !== cut) cuts.push(cut)
        network.send(cloud.address, line.box, 'feed', { kind: 'cut', cut })
      }),
    })
  }

  function stopCloud(): void {
    cloudUp = false
    network.attach(cloud.address, null)
    reach('cloud: the process is killed')
  }

  function beat(): void {
    agenda.after(CLOUD_BEAT_MS, () => {
      if (cloudUp) cloud.tick()
      beat()
    })
  }

  /** A till's line to its hub speaks up now and then, trade or no trade. */
  function callNow(till: Till): void {
    till.call()
    agenda.after(TILL_BEAT_MS, () => callNow(till))
  }

  // --- boxes ------------------------------------------------------------------------------------

  function bringUp(box: Box): void {
    connect(network, box)
    box.start()
  }

  function isInUse(box: Box): boolean {
    const store = stores.store(box.store)
    return store !== undefined && (store.box === box || store.copy === box)
  }

  function takeDown(box: Box): void {
    if (box.isUp()) box.crash()
    disconnect(network, box.address)
  }

  /** The disk of this box is no more. */
  function lose(box: Box): void {
    takeDown(box)
    stores.destroy(box)
    diskLostAt = agenda.now()
  }

  function endCopy(store: Store): void {
    const { copy } = store
    if (copy === null) return
    store.copy = null
    store.atCopy.clear()
    lose(copy)
  }

  function bootFromImage(store: Store, image: BoxImage, downMs: number): void {
    lose(store.box)
    const box = stores.install(store, diskOf(image))
    reach('box: an old image is brought back')
    agenda.after(healed ? 0 : downMs, () => {
      if (store.box === box) bringUp(box)
    })
  }

  function claimNew(store: Store, n: number): void {
    if (!cloudUp) {
      agenda.after(MINUTE_MS, () => claimNew(store, n))
      return
    }
    const key = `K${store.hub}.${n}`
    const epoch = cloud.claim(store.hub, key)
    reach('box: a new box is claimed')
    bringUp(stores.install(store, blankDisk({ hub: store.hub, key, epoch, session: null })))
  }

  // --- the shops --------------------------------------------------------------------------------

  function begin(store: number, till: number, task: TillTask): void {
    stores.store(store)?.tills[till]?.begin(task)
  }

  function basketTask(n: number, basket: Basket, extra: Partial<TillTask>): TillTask {
    const spends = new Map<string, number>()
    for (const { value, amount } of basket.spends) spends.set(accountOf(value), amount)
    const { earns, member } = basket
    const request: SaveRequest = {
      ...blank(n, basket.till),
      total: basket.total,
      spends: [...spends].map(([account, amount]) => ({ account, amount })),
      earn:
        earns === null || member === null
          ? null
          : {
              account: accountOf({ kind: 'points', programme: earns.programme, member }),
              amount: earns.amount,
              months: basket.earnsForMonths,
            },
    }
    return {
      request,
      payAfterMs: basket.payAfterMs,
      cancels: false,
      done: (saved, last) => {
        if (saved) sold.set(n, last)
      },
      ...extra,
    }
  }

  function blank(n: number, till: number): SaveRequest {
    return {
      eventId: `E${n}`,
      receiptId: `R${n}`,
      till: `T${till + 1}`,
      type: 'sale.closed',
      total: 0,
      spends: [],
      earn: null,
      load: null,
      refund: null,
      hash: `${n}`,
    }
  }

  function trade(n: number, op: StoreOp): void {
    switch (op.kind) {
      case 'sale':
        begin(op.hub, op.till, basketTask(n, op, {}))
        return
      case 'parked-sale':
        begin(op.hub, op.till, basketTask(n, op, { payAfterMs: op.parkedMs }))
        return
      case 'cancelled-payment':
        begin(op.hub, op.till, basketTask(n, op, { cancels: true, done: () => {} }))
        return
      case 'refund': {
        const original = sold.get(op.of)
        if (original === undefined) return
        const member = memberOf(original)
        const creditAccount =
          op.pays === 'cash' || member === null ? null : accountOf({ kind: 'store-credit', member })
        const { receiptId: originalId, total: signedTotal } = original
        const refund = { originalId, partBp: op.partBp, creditAccount, signedTotal }
        const request: SaveRequest = { ...blank(n, op.till), type: 'sale.refunded', refund }
        begin(op.hub, op.till, { request, payAfterMs: 0, cancels: false })
        return
      }
      case 'load-card': {
        const { amount } = op
        const load = { account: accountOf({ kind: 'gift-card', card: op.card }), amount }
        const request: SaveRequest = { ...blank(n, op.till), total: amount, load }
        begin(op.hub, op.till, { request, payAfterMs: 0, cancels: false })
        return
      }
      case 'sell-coupon':
        withCoupon(op.coupon, (coupon, expectedVersion) =>
          cloud.run({
            verb: 'sellCoupon',
            command: { id: `S${n}`, coupon, expectedVersion, at: cloud.clock.now() },
          }),
        )
        return
      case 'open-shift':
      case 'close-shift': {
        const type = op.kind === 'open-shift' ? 'shift.opened' : 'shift.closed'
        const request: SaveRequest = { ...blank(n, op.till), type }
        begin(op.hub, op.till, { request, payAfterMs: 0, cancels: false })
        return
      }
      case 'other-content': {
        const first = sold.get(op.of)
        if (first === undefined) return
        const request: SaveRequest = {
          ...first,
          spends: [],
          total: first.total + 1,
          hash: `other ${n}`,
        }
        begin(op.hub, op.till, { request, payAfterMs: 0, cancels: false })
      }
    }
  }

  function memberOf({ earn, spends }: SaveRequest): number | null {
    const account =
      earn?.account ?? spends.find((each) => each.account.startsWith('points'))?.account
    return account === undefined ? null : Number(account.slice(account.lastIndexOf(':') + 1))
  }

  // --- the web shop -----------------------------------------------------------------------------

  function withCoupon(number: number, act: (coupon: string, version: number) => void): void {
    if (!cloudUp) return
    const id = accountOf({ kind: 'coupon', coupon: number })
    const coupon = cloud.books().ledger.coupon(id)
    if (coupon !== undefined) act(id, coupon.version)
  }

  /** What was read is acted upon a little later, by whoever is there then. */
  function thinks(act: () => void, ms = WEB_THINKS_MS): void {
    agenda.after(ms, () => {
      if (cloudUp && cloud.mayPromise()) act()
    })
  }

  function web(n: number, op: WebOp): void {
    if (!cloudUp) return
    const at = (): number => cloud.clock.now()
    const id = `W${n}`
    if (op.kind === 'web-refund') {
      const { ledger } = cloud.books()
      const movement = ledger.movement(`W${op.of}`) ?? ledger.movement(`W${op.of}c`)
      if (movement?.kind !== 'spend') return
      const amount = Math.max(1, Math.floor((movement.amount * op.partBp) / 10_000))
      const command = { id, reverses: movement.id, amount, at: at(), receiptId: id }
      const done = cloud.run({ verb: 'giveBack', command })
      reach(`web: a refund is ${done.outcome}`)
      return
    }
    if (!cloud.mayPromise()) {
      reach('web: nothing is spent while the books recover')
      return
    }
    const account = accountOf(op.spend.value)
    const { amount } = op.spend
    if (op.spend.value.kind === 'coupon') {
      webCoupon(n, op, op.spend.value.coupon)
      return
    }
    if (op.kind === 'web-spend') {
      const command = { id, account, amount, at: at(), receiptId: id, rule: null }
      reach(`web: a spend is ${cloud.run({ verb: 'spend', command }).outcome}`)
      return
    }
    const lapsesAt = at() + op.endsAfterMs
    const held = cloud.run({
      verb: 'placeHold',
      command: { id, account, amount, receiptId: id, lapsesAt, at: at() },
    })
    reach(`web: a hold is ${held.outcome}`)
    if (held.outcome !== 'done' || op.ends === 'lapse') return
    agenda.after(op.endsAfterMs, () => {
      if (!cloudUp) return
      if (op.ends === 'release') {
        cloud.run({ verb: 'releaseHold', command: { id: `${id}r`, account, hold: id, at: at() } })
        return
      }
      const part = Math.max(1, Math.floor((amount * op.partBp) / 10_000))
      const command = { id: `${id}c`, account, hold: id, amount: part, at: at() }
      reach(`web: a hold is captured: ${cloud.run({ verb: 'captureHold', command }).outcome}`)
    })
  }

  function webCoupon(n: number, op: Exclude<WebOp, { kind: 'web-refund' }>, number: number): void {
    const id = `W${n}`
    withCoupon(number, (coupon, expectedVersion) => {
      const command = (suffix: string, version: number) => ({
        id: `${id}${suffix}`,
        coupon,
        expectedVersion: version,
        receiptId: id,
        at: cloud.clock.now(),
      })
      if (op.kind === 'web-spend') {
        thinks(() => {
          const done = cloud.run({ verb: 'useCoupon', command: command('', expectedVersion) })
          reach(`web: a coupon is used: ${String(done['reason'] ?? done.outcome)}`)
        })
        return
      }
      thinks(() => {
        const held = cloud.run({
          verb: 'holdCoupon',
          command: {
            ...command('', expectedVersion),
            lapsesAt: cloud.clock.now() + op.endsAfterMs,
          },
        })
        reach(`web: a coupon is held: ${String(held['reason'] ?? held.outcome)}`)
        if (held.outcome !== 'done' || op.ends === 'lapse') return
        const version = cloud.books().ledger.coupon(coupon)?.version ?? 0
        const verb = op.ends === 'capture' ? 'useCoupon' : 'releaseCoupon'
        thinks(() => {
          const done = cloud.run({ verb, command: command('e', version) })
          reach(`web: a held coupon ends: ${String(done['reason'] ?? done.outcome)}`)
        }, op.endsAfterMs)
      })
    })
  }

  // --- HQ ---------------------------------------------------------------------------------------

  function hq(n: number, op: HqOp): void {
    if (!cloudUp) return
    const { ledger, quarantine } = cloud.books()
    const at = cloud.clock.now()
    switch (op.kind) {
      case 'issue': {
        const endsAt = op.months === null ? null : world.lotEnd(op.earnedAt, op.months)
        const account = accountOf(op.value)
        if (op.value.kind === 'coupon') return
        cloud.run({
          verb: 'credit',
          command: {
            id: `I${n}`,
            account,
            kind: 'issue',
            amount: op.amount,
            endsAt,
            at,
            receiptId: null,
            rule: null,
          },
        })
        return
      }
      case 'correct': {
        if (op.value.kind === 'coupon' || op.amount === 0) return
        const account = accountOf(op.value)
        const done = cloud.run({
          verb: 'correct',
          command: { id: `C${n}`, account, amount: op.amount, endsAt: null, at },
        })
        reach(`HQ: a correction is ${done.outcome}`)
        recallWhatIsOwed(account)
        return
      }
      case 'claw-back': {
        const issued = ledger.movement(`I${op.of}`)
        if (issued === undefined) return
        const amount = Math.max(1, Math.floor((issued.amount * op.partBp) / 10_000))
        const command = {
          id: `B${n}`,
          reverses: issued.id,
          account: issued.to,
          amount,
          at,
          receiptId: null,
        }
        reach(`HQ: a claw-back is ${cloud.run({ verb: 'takeBack', command }).outcome}`)
        recallWhatIsOwed(issued.to)
        return
      }
      case 'freeze':
      case 'unfreeze': {
        const account = accountOf(op.value)
        cloud.run({ verb: op.kind, account })
        recallWhatIsOwed(account)
        return
      }
      case 'grant': {
        const account = accountOf(op.value)
        const free = freeOf(ledger.account(account) ?? ({ lots: [], owed: 0 } as never))
        const amount = op.value.kind === 'coupon' ? 1 : Math.floor((free * op.shareBp) / 10_000)
        // Who has nothing is asked for all the same, and refused.
        cloud.grant(op.hub + 1, account, Math.max(1, amount), op.forMs)
        return
      }
      case 'recall':
        cloud.recall(accountOf(op.value))
        return
      case 'issue-coupon':
        withCoupon(op.coupon, (coupon, expectedVersion) =>
          cloud.run({ verb: 'issueCoupon', command: { id: `K${n}`, coupon, expectedVersion, at } }),
        )
        return
      case 'cancel-coupon':
        withCoupon(op.coupon, (coupon, expectedVersion) => {
          const command = { id: `X${n}`, coupon, expectedVersion, at }
          const done = cloud.run({ verb: 'cancelCoupon', command })
          reach(`HQ: a coupon is cancelled: ${String(done['reason'] ?? done.outcome)}`)
        })
        return
      case 'sweep':
        for (const account of world.accountIds) {
          cloud.run({ verb: 'expireLots', account, at })
          cloud.run({ verb: 'lapseHolds', account, at })
        }
        cloud.run({ verb: 'endedEscrow', at })
        return
      case 'forfeit':
        forfeit(n, op.by)
        return
      case 'write-off':
        for (const account of ledger.accounts.values()) {
          for (const lease of account.leases) {
            if (lease.state !== 'forfeited' || lease.hub !== op.hub + 1) continue
            reach('HQ: a forfeit is written off')
            cloud.run({
              verb: 'writeOffForfeit',
              command: { id: `O${n}:${lease.id}`, lease: lease.id, at },
            })
          }
        }
        return
      case 'repair': {
        const first = quarantine.held.find(({ reason }) => reason !== null)
        if (first !== undefined) cloud.run({ verb: 'repair', event: first.event })
        return
      }
      case 'override-recovery':
        if (cloud.mayPromise()) return
        cloud.override(op.hub + 1)
        for (const hub of world.hubs) oracle.epochEnded(hub)
        // HQ took the risk: what the missing hub spends may be promised again.
        reach('HQ: recovery is overridden')
        for (const account of world.accountIds) oracle.allow(account, Number.MAX_SAFE_INTEGER / 4)
        return
      case 'rebuild':
        rebuild()
    }
  }

  function recallWhatIsOwed(account: string): void {
    const found = cloud.books().ledger.account(account)
    if (found !== undefined && rules.leasesToRecall(found).length > 0) {
      reach('HQ: leases are recalled for a debt or a freeze')
      cloud.recall(account)
    }
  }

  function forfeit(n: number, by: 'hand' | 'setting'): void {
    const at = cloud.clock.now()
    const today = world.dayOf(at)
    if (forfeitedToday.day !== today) forfeitedToday = { day: today, amount: 0 }
    for (const account of [...cloud.books().ledger.accounts.values()]) {
      for (const lease of account.leases) {
        if (lease.state === 'forfeited') continue
        let rest = 0
        for (const lot of lease.lots) rest += lot.amount
        if (by === 'setting') {
          const budget = { dayCap: FORFEIT_DAY_CAP, usedToday: forfeitedToday.amount }
          if (!rules.forfeitAllowed(budget, rest)) continue
        }
        const done = cloud.run({
          verb: 'forfeitLease',
          command: { id: `F${n}:${lease.id}`, lease: lease.id, at, marginMs: FORFEIT_MARGIN_MS },
        })
        if (done.outcome !== 'done') continue
        reach(`HQ: a lease is forfeited (${lease.state}, by ${by})`)
        forfeitedToday.amount += rest
      }
    }
  }

  function rebuild(): void {
    const books = cloud.books()
    const again = rebuildBooks(books, rules, (empty) => openAccounts(empty, plan))
    again.ledger.fresh.length = 0
    if (booksText(again) === booksText(books)) {
      reach('books: rebuilt and equal')
      return
    }
    if (process.env.DIFF) diff(booksText(again), booksText(books))
    oracle.fail('a rebuild gives the same books', `after ${books.log.length} entries`)
  }

  // --- what goes wrong --------------------------------------------------------------------------

  function linesBetween(box: Box, direction: Direction, act: (from: number, to: number) => void) {
    if (direction !== 'down') act(box.address, cloud.address)
    if (direction !== 'up') act(cloud.address, box.address)
  }

  function later(ms: number, act: () => void): void {
    agenda.after(ms, () => {
      if (!healed) act()
    })
  }

  function fault(n: number, op: Fault): void {
    switch (op.kind) {
      case 'cloud-crash':
        cloudDoom = { left: op.afterSteps, then: () => comeBack(op.downMs) }
        return
      case 'cloud-clock-jump':
        cloud.clock.jumpWall(op.byMs)
        return
      case 'take-backup':
        if (cloudUp) {
          const told = checks.told()
          backups.set(op.slot, { backup: cloud.backup(), at: agenda.now(), told })
        }
        return
      case 'restore-backup':
        restore(op.slot, op.downMs)
        return
      default:
    }
    const store = stores.store(op.hub)
    if (store !== undefined) storeFault(n, op, store)
  }

  function comeBack(downMs: number): void {
    agenda.after(healed ? 0 : downMs, () => {
      if (cloudUp) return
      cloud.restart()
      startCloud()
    })
  }

  function restore(slot: Slot, downMs: number): void {
    const kept = backups.get(slot)
    const copies = stores.all.some(({ copy }) => copy !== null)
    if (kept === undefined || kept.at <= diskLostAt || copies || !cloudUp) return
    fragile = true
    stopCloud()
    incarnations += 1
    cuts = []
    const incarnation = incarnations
    reach('cloud: a backup is restored')
    cloud.restore(kept.backup, incarnation)
    checks.restored(kept.told)
    cloud.endRestoredHolds()
    comeBack(downMs)
  }

  function storeFault(n: number, op: Extract<Fault, { hub: number }>, store: Store): void {
    const { box } = store
    switch (op.kind) {
      case 'cut':
        for (const channel of op.channels) {
          linesBetween(box, op.direction, (from, to) => network.cut(from, to, channel))
          later(op.forMs, () =>
            linesBetween(box, op.direction, (from, to) => network.restore(from, to, channel)),
          )
        }
        return
      case 'cut-till': {
        const till = store.tills[op.till]
        if (till === undefined) return
        const ends: [number, number][] = []
        // The cable is the till's, whatever box answers it.
        for (const each of store.copy === null ? [box] : [box, store.copy]) {
          if (op.direction !== 'down') ends.push([till.address, each.address])
          if (op.direction !== 'up') ends.push([each.address, till.address])
        }
        for (const [from, to] of ends) {
          network.cut(from, to, 'till-lan')
          later(op.forMs, () => network.restore(from, to, 'till-lan'))
        }
        return
      }
      case 'storm': {
        const { loss, duplicate, reorder } = op
        const bad: Quality = { latencyMs: [20, 800], loss, duplicate, reorder }
        setQuality(store, bad)
        later(op.forMs, () => setQuality(store, null))
        return
      }
      case 'hasty-till':
        store.tills[op.till]?.hurry(agenda.now() + op.forMs)
        return
      case 'crash':
        box.dieAfter(op.afterSteps, 'crash', () => restartLater(box, op.downMs))
        return
      case 'power-cut':
        box.dieAfter(op.afterSteps, 'power-cut', () => {
          disconnect(network, box.address)
          agenda.after(healed ? 0 : op.downMs, () => {
            if (!isInUse(box)) return
            box.clock.boot(op.clock)
            bringUp(box)
          })
        })
        return
      case 'suspend':
        box.suspend()
        later(op.forMs, () => box.resume())
        return
      case 'clock-jump':
        box.clock.jumpWall(op.byMs)
        return
      case 'drift':
        box.clock.setDrift(op.ppm)
        return
      case 'take-image':
        images.set(`${op.hub}/${op.slot}`, box.image())
        return
      case 'restore-image': {
        const image = images.get(`${op.hub}/${op.slot}`)
        if (image !== undefined && !fragile && box.isUp()) bootFromImage(store, image, op.downMs)
        return
      }
      case 'clone-box': {
        if (fragile || store.copy !== null || !box.isUp()) return
        const copy = stores.installCopy(store, diskOf(box.image()))
        for (const till of op.tills) store.atCopy.add(`T${till + 1}`)
        reach('box: a copy runs beside the first')
        bringUp(copy)
        later(op.forMs, () => {
          if (store.copy === copy) endCopy(store)
        })
        return
      }
      case 'replace-box':
        if (fragile || !box.isUp()) return
        lose(box)
        agenda.after(healed ? 0 : op.downMs, () => {
          if (store.box === box) claimNew(store, n)
        })
        return
      case 'seed-file-twice': {
        if (fragile || store.copy !== null) return
        const { hub } = store
        const epoch = cloud.currentEpoch(hub)
        const copy = stores.installCopy(
          store,
          blankDisk({ hub, key: `S${n}`, epoch, session: null }),
        )
        bringUp(copy)
        later(op.forMs, () => {
          if (store.copy === copy) endCopy(store)
        })
        return
      }
      case 'rebuild-replica': {
        const older = cuts.at(-1 - op.cutsBack) ?? cuts[0]
        if (older !== undefined) box.rebuildReplica(older)
        return
      }
      case 'poison':
        box.poisonNext()
        return
      case 'newer-contract':
        box.setContract(2)
        later(op.forMs, () => cloud.upgrade(2))
    }
  }

  function setQuality(store: Store, quality: Quality | null): void {
    const { box } = store
    for (const channel of channels) {
      if (channel === 'till-lan') continue
      network.setQuality(box.address, cloud.address, channel, quality)
      network.setQuality(cloud.address, box.address, channel, quality)
    }
    const lan: Channel = 'till-lan'
    for (const till of store.tills) {
      network.setQuality(box.address, till.address, lan, quality)
      network.setQuality(till.address, box.address, lan, quality)
    }
  }

  function restartLater(box: Box, downMs: number): void {
    disconnect(network, box.address)
    agenda.after(healed ? 0 : downMs, () => {
      if (isInUse(box)) bringUp(box)
    })
  }

  return {
    open() {
      startCloud()
      for (const { box } of stores.all) bringUp(box)
      beat()
      for (const { tills } of stores.all) tills.forEach(callNow)
    },
    perform({ n, op }) {
      if (healed) return
      story?.tell(agenda.now(), whereOf(op), sentenceOf(n, op))
      switch (op.kind) {
        case 'sale':
        case 'parked-sale':
        case 'cancelled-payment':
        case 'refund':
        case 'load-card':
        case 'sell-coupon':
        case 'open-shift':
        case 'close-shift':
        case 'other-content':
          trade(n, op)
          return
        case 'web-order':
        case 'web-spend':
        case 'web-refund':
          web(n, op)
          return
        case 'issue':
        case 'correct':
        case 'claw-back':
        case 'freeze':
        case 'unfreeze':
        case 'grant':
        case 'recall':
        case 'issue-coupon':
        case 'cancel-coupon':
        case 'sweep':
        case 'forfeit':
        case 'write-off':
        case 'repair':
        case 'override-recovery':
        case 'rebuild':
          hq(n, op)
          return
        default:
          fault(n, op)
      }
    },
    heal() {
      healed = true
      network.heal()
      cloud.upgrade(2)
      cloudDoom = null
      startCloud()
      for (const store of stores.all) {
        endCopy(store)
        store.box.resume()
      }
    },
    rebuild,
    isCloudUp: () => cloudUp,
  }
}

function booksText({ ledger, turnover, takings, incompleteShifts, quarantine }: Books): string {
  const { accounts, coupons, refundRights, sumsByPlace } = ledger
  return stateText([
    accounts,
    coupons,
    refundRights,
    sumsByPlace,
    turnover,
    takings,
    incompleteShifts,
    quarantine,
  ])
}

function diff(a: string, b: string) {
  let i = 0
  while (a[i] === b[i]) i++
  console.log('AGAIN', a.slice(Math.max(0, i - 300), i + 300))
  console.log('BOOKS', b.slice(Math.max(0, i - 300), i + 300))
}
