import type { StreamLine } from '../../messages.ts'
import { type CloudSite, historyOf, isRevoked } from './cloud-site.ts'
import type { MessageBody, Outbox } from './durable.ts'

/** Numbered messages to each hub, said again until the hub has journaled its answer. */
export interface Stream {
  post(hub: number, body: MessageBody): void
  /** The last number in this epoch and incarnation. */
  posted(hub: number): number
  /** Up to which of them all are acknowledged. */
  acked(hub: number): number
  flush(hub: number): void
  flushAll(): void
  hear(said: StreamLine): void
  /** In words; what waits for a hub that is dead waits for ever. */
  undelivered(): readonly string[]
}

/** Messages that are on the way to one hub at once. */
const WINDOW = 20

export function createStream(site: CloudSite): Stream {
  const { network, reach } = site.world

  /** An epoch begins with an empty one. */
  function outboxOf(hub: number): Outbox {
    const { epoch } = historyOf(site, hub)
    const known = site.data.outboxes.get(hub)
    return known?.epoch === epoch ? known : { epoch, last: 0, waiting: [] }
  }

  function flush(hub: number): void {
    const past = historyOf(site, hub)
    const { epoch } = past
    const session = past.branch(epoch)?.session ?? null
    const to = site.boxes.get(hub)
    if (session === null || !session.heard || to === undefined) return
    const { incarnation } = site.data
    for (const { n, body } of outboxOf(hub).waiting.slice(0, WINDOW)) {
      const message = { incarnation, epoch, session: session.id, n, body }
      network.send(site.address, to, 'stream', { kind: 'message', message })
    }
  }

  return {
    flush,
    posted: (hub) => outboxOf(hub).last,
    acked(hub) {
      const { last, waiting } = outboxOf(hub)
      return (waiting[0]?.n ?? last + 1) - 1
    },
    post(hub, body) {
      const outbox = outboxOf(hub)
      const n = outbox.last + 1
      const waiting = [...outbox.waiting, { n, body }]
      site.data.outboxes.set(hub, { ...outbox, last: n, waiting })
      reach(`cloud: posts a ${body.kind}`)
      flush(hub)
    },
    flushAll() {
      for (const hub of site.data.outboxes.keys()) flush(hub)
    },
    hear(said) {
      if (said.kind !== 'ack') return
      const { hub, session, n: upTo } = said
      const past = historyOf(site, hub)
      if (past.branch(past.epoch)?.session?.id !== session) return
      const outbox = outboxOf(hub)
      const waiting = outbox.waiting.filter(({ n }) => n > upTo)
      site.data.outboxes.set(hub, { ...outbox, waiting })
      if (waiting.length > 0) flush(hub)
    },
    undelivered() {
      const left: string[] = []
      for (const hub of site.data.outboxes.keys()) {
        if (isRevoked(site, hub)) continue
        for (const { n, body } of outboxOf(hub).waiting) left.push(`${hub}: ${n} ${body.kind}`)
      }
      return left
    },
  }
}
