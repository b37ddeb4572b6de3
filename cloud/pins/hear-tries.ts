import { setImmediate } from 'node:timers/promises'
import type { z } from 'zod'
import { MAX_PIN_TRIES_SAID, type PinTries } from '#shared/contracts/lease.ts'
import type { CloudToHub, HubToCloud } from '#shared/contracts/sync.ts'
import type { GroupDatabase } from '../db/open.ts'
import { lineOf } from '../value/messages.ts'
import { accountsChanged, latestVersion, openLeasePins } from './lease-pins.ts'
import { saveTries, type TriedPin, triesOfHub } from './store.ts'

type Said = Extract<z.infer<typeof HubToCloud>, { kind: 'pin-tries' }>
type Pins = Extract<z.infer<typeof CloudToHub>, { kind: 'pins' }>

/** Fits a hub's WebSocket message. */
const PINS_A_MESSAGE = 50

/** Wrong PINs counted in a store; at a session's start it also asks which PINs changed. */
export async function hearTries({
  group,
  hub,
  said,
  at,
  send,
}: {
  readonly group: GroupDatabase
  readonly hub: { readonly hubId: number }
  readonly said: Said
  readonly at: number
  readonly send: (pins: Pins) => boolean
}): Promise<void> {
  const { hubId } = hub
  const { session, upTo, tries } = said
  const isHeard = await group.writeHot((hot) => {
    if (lineOf(hot, hubId)?.session !== session) return false
    for (const each of tries) saveTries(hot, { ...each, hubId, at })
    return true
  })
  if (!isHeard || upTo === undefined) return
  const hot = group.readHot()
  const latest = latestVersion(hot)
  const accounts = accountsChanged(hot, hubId, upTo)
  const lost = triesOfHub(hot, hubId, MAX_PIN_TRIES_SAID).filter((each) => isMore(each, tries))
  for (let start = 0; start < accounts.length; start += PINS_A_MESSAGE) {
    const sealed = openLeasePins(group.readHot(), { hubId, at })
    const part = accounts.slice(start, start + PINS_A_MESSAGE)
    const pins = part.flatMap((account) => sealed.of(account) ?? [])
    if (!send({ kind: 'pins', pins, upTo: null, tries: [] })) return
    await setImmediate()
  }
  send({ kind: 'pins', pins: [], upTo: latest, tries: lost.map(toTold) })
}

function isMore(mine: TriedPin, told: readonly PinTries[]): boolean {
  const same = told.find((each) => each.memberId === mine.memberId)
  if (same === undefined) return true
  return same.version < mine.version || (same.version === mine.version && same.tries < mine.tries)
}

function toTold({ memberId, version, tries, wrong, lockedUntil }: TriedPin): PinTries {
  return { memberId, version, tries, wrong, lockedUntil }
}
