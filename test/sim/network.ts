import type { Agenda } from './agenda.ts'
import type { Random } from './random.ts'

/** till-lan: till and hub · push: the journal up · stream: grants and recalls · hold: requests for holds · feed. */
export const channels = ['till-lan', 'push', 'stream', 'hold', 'feed'] as const
export type Channel = (typeof channels)[number]

/** A number that `join` gave: a box, a till or the cloud, whatever runs on it. */
export type Address = number

export interface Quality {
  readonly latencyMs: readonly [least: number, most: number]
  /** Probabilities. Without reordering a channel delivers in the order of sending. */
  readonly loss: number
  readonly duplicate: number
  readonly reorder: number
}

export type Handlers<Messages extends Record<Channel, unknown>> = {
  readonly [C in Channel]?: (message: Messages[C], from: Address) => void
}

export interface NetworkCounts {
  sent: number
  delivered: number
  lost: number
  duplicated: number
  reordered: number
  /** Sent into a cut, or met nobody. */
  vanished: number
}

/**
 * Messages between addresses; every direction of every channel has a fate of its own, so half
 * partitions are the ordinary case. What is on the way when a line is cut still arrives, and what
 * was sent to a process that has died meets the next one at that address.
 */
export interface Network<Messages extends Record<Channel, unknown>> {
  join(): Address
  /** Whose process answers there now; null = down, what arrives vanishes. */
  attach(address: Address, handlers: Handlers<Messages> | null): void
  send<C extends Channel>(from: Address, to: Address, channel: C, message: Messages[C]): void
  cut(from: Address, to: Address, channel: Channel): void
  restore(from: Address, to: Address, channel: Channel): void
  isCut(from: Address, to: Address, channel: Channel): boolean
  /** null = as the network was made. */
  setQuality(from: Address, to: Address, channel: Channel, quality: Quality | null): void
  /** Restores every line and every quality. */
  heal(): void
  readonly counts: Readonly<NetworkCounts>
}

export interface NetworkOptions {
  readonly agenda: Agenda
  readonly random: Random
  readonly quality: Readonly<Record<Channel, Quality>>
}

/** How late a message may come that lost its place. */
const LATE_MS = 3_000
/** Addresses of one network: a limit on runs that make boxes without end. */
const MOST_ADDRESSES = 4_096

interface Line {
  readonly random: Random
  quality: Quality
  cut: boolean
  /** The latest arrival so far: nothing may overtake it. */
  lastArrival: number
}

export function createNetwork<Messages extends Record<Channel, unknown>>(
  options: NetworkOptions,
): Network<Messages> {
  const { agenda, random } = options
  const processes: (Handlers<Messages> | null)[] = []
  /** By sender, then by receiver and channel. */
  const lines: (Line | undefined)[][] = []
  const counts: NetworkCounts = {
    sent: 0,
    delivered: 0,
    lost: 0,
    duplicated: 0,
    reordered: 0,
    vanished: 0,
  }

  function line(from: Address, to: Address, channel: Channel): Line {
    const place = to * channels.length + numberOf[channel]
    const known = lines[from]?.[place]
    if (known !== undefined) return known
    // A stream of chance per line: what happens in one store does not shift another's fate.
    const made: Line = {
      random: random.fork(from).fork(place),
      quality: options.quality[channel],
      cut: false,
      lastArrival: 0,
    }
    const sent = (lines[from] ??= [])
    sent[place] = made
    return made
  }

  function deliver<C extends Channel>(
    from: Address,
    to: Address,
    channel: C,
    message: Messages[C],
  ): void {
    const handle = processes[to]?.[channel]
    if (handle === undefined) {
      counts.vanished += 1
      return
    }
    counts.delivered += 1
    handle(message, from)
  }

  function arrival(on: Line): number {
    const { latencyMs, reorder } = on.quality
    const at = agenda.now() + on.random.between(latencyMs[0], latencyMs[1])
    if (on.random.chance(reorder)) {
      counts.reordered += 1
      return at + on.random.int(LATE_MS)
    }
    on.lastArrival = Math.max(on.lastArrival, at)
    return on.lastArrival
  }

  function healLine(on: Line | undefined, place: number): void {
    if (on === undefined) return
    on.cut = false
    on.quality = options.quality[channels[place % channels.length] as Channel]
  }

  return {
    counts,
    join() {
      if (processes.length === MOST_ADDRESSES) {
        throw new RangeError(`network: more than ${MOST_ADDRESSES} addresses; simulate fewer boxes`)
      }
      return processes.push(null) - 1
    },
    attach(address, handlers) {
      processes[address] = handlers
    },
    send(from, to, channel, message) {
      const on = line(from, to, channel)
      counts.sent += 1
      if (on.cut) {
        counts.vanished += 1
        return
      }
      if (on.random.chance(on.quality.loss)) {
        counts.lost += 1
        return
      }
      // Not a named function: runners that keep names (tsx) would pay for the name each time.
      agenda.at(arrival(on), () => deliver(from, to, channel, message))
      if (!on.random.chance(on.quality.duplicate)) return
      counts.duplicated += 1
      agenda.at(arrival(on), () => deliver(from, to, channel, message))
    },
    cut(from, to, channel) {
      line(from, to, channel).cut = true
    },
    restore(from, to, channel) {
      line(from, to, channel).cut = false
    },
    isCut: (from, to, channel) => line(from, to, channel).cut,
    setQuality(from, to, channel, quality) {
      line(from, to, channel).quality = quality ?? options.quality[channel]
    },
    heal() {
      for (const sent of lines) sent?.forEach(healLine)
    },
  }
}

const numberOf: Readonly<Record<Channel, number>> = {
  'till-lan': 0,
  push: 1,
  stream: 2,
  hold: 3,
  feed: 4,
}
