import type { HoldAsk, HoldInput, HoldState } from '#shared/value/hub/hold-desk.ts'
import type { HoldLine } from '../../messages.ts'
import type { BoxSite } from './box-site.ts'
import type { BoxTime } from './box-time.ts'
import type { CloudLine } from './cloud-line.ts'
import type { LeaseEnds } from './lease-ends.ts'
import type { Process } from './process.ts'
import type { Projections } from './projections.ts'

/** Holds that tills wait for, a short while each (spine B1.13). */
export interface Holds {
  /** By request; what comes for another one came too late. */
  readonly open: ReadonlyMap<string, HoldAsk>
  /** `finish` is called once, whatever the answer. */
  ask(wanted: Wanted, finish: () => void): void
  /** The journal has the lease. */
  granted(requestId: string, lease: string): void
  hear(line: HoldLine): void
  /** The cloud has more of the journal: it may be able to answer now. */
  askAgain(): void
  tick(): void
  /** For this account, or for any. */
  isWaitedFor(receiptId: string, account?: string): boolean
  start(): void
}

export interface Wanted {
  readonly receiptId: string
  readonly account: string
  readonly amount: number
}

interface Waiting {
  state: HoldState
  readonly finish: () => void
}

/** A little after the patience of the desk has run out. */
const LOOK_AGAIN_MS = 810

export function createHolds(
  { world, id, address, disk }: BoxSite,
  parts: {
    readonly process: Process
    readonly projections: Projections
    readonly time: BoxTime
    readonly line: CloudLine
    readonly leaseEnds: LeaseEnds
  },
): Holds {
  const { network, rules, reach } = world
  const { process, projections, time, line, leaseEnds } = parts
  const open = new Map<string, HoldAsk>()
  const waiting = new Map<string, Waiting>()
  let asked = 0

  function askCloud(requestId: string, { state }: Waiting): void {
    const session = line.session()
    if (session === null) return
    const { receiptId, account, amount } = state.ask
    const { epoch, seq } = projections.head()
    const request = {
      requestId,
      session: session.id,
      receiptId,
      account,
      amount,
      head: { epoch, seq },
    }
    const { hub } = disk.identity
    network.send(address, world.cloudAddress, 'hold', {
      kind: 'request',
      box: address,
      hub,
      request,
    })
  }

  function step(requestId: string, input: HoldInput): void {
    const one = waiting.get(requestId)
    if (one === undefined) return
    const { state, close } = rules.stepHold(one.state, input)
    one.state = state
    if (state.value === 'asked') {
      if (state.sendFirst) line.push()
      return
    }
    waiting.delete(requestId)
    open.delete(requestId)
    reach(state.value === 'granted' ? 'hub: a hold came in time' : `hub: no hold (${state.reason})`)
    one.finish()
    if (close !== null) leaseEnds.closeReceipt(state.ask.receiptId, [state.ask.account])
  }

  function tick(requestId: string): void {
    step(requestId, { kind: 'tick', now: time.reading() })
  }

  return {
    open,
    ask(wanted, finish) {
      if (line.session() === null) {
        finish()
        return
      }
      asked += 1
      const requestId = `H${id}.${process.life()}.${asked}`
      const state = rules.askHold({ requestId, ...wanted, now: time.reading() })
      const one = { state, finish }
      open.set(requestId, state.ask)
      waiting.set(requestId, one)
      askCloud(requestId, one)
      process.later(LOOK_AGAIN_MS, () => tick(requestId))
    },
    granted: (requestId, lease) => step(requestId, { kind: 'granted', lease, now: time.reading() }),
    hear(said) {
      if (said.kind !== 'refusal') return
      const { refusal } = said
      step(refusal.requestId, { kind: 'refused', refusal, now: time.reading() })
    },
    askAgain() {
      for (const [requestId, one] of waiting) {
        if (one.state.value === 'asked') askCloud(requestId, one)
      }
    },
    tick() {
      for (const requestId of waiting.keys()) tick(requestId)
    },
    isWaitedFor(receiptId, account) {
      for (const ask of open.values()) {
        if (ask.receiptId === receiptId && ask.account === (account ?? ask.account)) return true
      }
      return false
    },
    start() {
      open.clear()
      waiting.clear()
    },
  }
}
