import type { Meeting } from '#shared/journal/handshake.ts'
import type { PushLine } from '../../messages.ts'
import type { Address } from '../../network.ts'
import { type CloudSite, historyOf, isRevoked } from './cloud-site.ts'
import type { Epochs } from './epochs.ts'
import type { Stream } from './stream.ts'

/** Meets a box that says it is a hub, and opens a session or orders an epoch. */
export type Handshake = (said: Hello, from: Address) => void

type Hello = Extract<PushLine, { kind: 'hello' }>
type Of<Outcome extends Meeting['outcome']> = Extract<Meeting, { outcome: Outcome }>

export function createHandshake(
  site: CloudSite,
  { epochs, stream }: { readonly epochs: Epochs; readonly stream: Stream },
): Handshake {
  const { network, rules, reach } = site.world

  function refuse({ ask }: Hello, meeting: Of<'refused'>): PushLine {
    reach(`cloud: a hub is turned away (${meeting.reason})`)
    if (meeting.reason === 'second-key') site.data.books.ledger.raise(meeting.alarm)
    return { kind: 'turned-away', ask }
  }

  function orderEpoch({ hub, hello, ask }: Hello, meeting: Of<'new-epoch'>): PushLine {
    const { epoch, base, alarm } = meeting
    if (alarm === null) reach('cloud: orders an epoch quietly')
    else {
      reach(`cloud: orders an epoch (${alarm.kind})`)
      site.data.books.ledger.raise(alarm)
    }
    epochs.allot(hub, epoch, { base, key: hello.key })
    return { kind: 'new-epoch', ask, epoch, base }
  }

  function welcome(
    { hub, hello, ask }: Hello,
    { bindKey, sendFrom }: Of<'go'>,
    from: Address,
  ): PushLine | null {
    const { data, clock } = site
    const past = historyOf(site, hub)
    const { epoch } = past
    const branch = past.branch(epoch)
    if (branch === undefined) return null
    data.counter += 1
    const { incarnation } = data
    const session = `${incarnation}.${data.counter}`
    const bound = bindKey ? { ...branch, key: hello.key } : branch
    past.setBranch(epoch, rules.openSession(bound, session, hello.session))
    site.boxes.set(hub, from)
    site.told.set(hub, hello.head)
    const cloudTime = clock.now()
    const said = { posted: stream.posted(hub), acked: stream.acked(hub) }
    return { kind: 'welcome', ask, session, incarnation, epoch, cloudTime, sendFrom, ...said }
  }

  function answer(said: Hello, from: Address): PushLine | null {
    const { hub, hello, ask } = said
    if (isRevoked(site, hub)) {
      reach('cloud: a hub is turned away (revoked)')
      return { kind: 'turned-away', ask }
    }
    const meeting = rules.meetHub({ history: historyOf(site, hub), hello })
    switch (meeting.outcome) {
      case 'refused':
        return refuse(said, meeting)
      case 'prove':
        reach('cloud: asks for a proof')
        return { kind: 'prove', ask, seq: meeting.seq }
      case 'new-epoch':
        return orderEpoch(said, meeting)
      case 'go':
        return welcome(said, meeting, from)
    }
  }

  return (said, from) => {
    const answered = answer(said, from)
    if (answered !== null) network.send(site.address, from, 'push', answered)
  }
}
