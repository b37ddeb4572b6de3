import type { HoldRefusal, HoldRequest } from '#shared/contracts/lease.ts'
import { lockAfter } from '#shared/domain/pin-lock.ts'
import type { HotDatabase } from '../db/hot.ts'
import type { GroupDatabase } from '../db/open.ts'
import { lookupKeyOf } from '../masterdata/lookup-key.ts'
import { isRightPin } from '../masterdata/pin.ts'
import { lineOf } from '../value/messages.ts'
import { type Programme, readProgrammes } from '../value/programmes.ts'
import { settingsOf } from '../value/settings.ts'
import { HERE, lockedUntil, pinOf, saveTries, type TriedPin, triesOf } from './store.ts'

export type PinVerdict =
  | { readonly outcome: 'not-wanted' | 'right' }
  | { readonly outcome: 'refused'; readonly refusal: HoldRefusal }

/** Whether points of the programme pay with the member's PIN only. */
export function paysWithPin(programme: Programme): boolean {
  return settingsOf(programme)?.paying?.pin === true
}

/** The PIN that a hold came with; a try is counted as wrong before the slow look at it. */
export async function checkPinOfHold(
  group: GroupDatabase,
  hub: { readonly hubId: number; readonly companyId: number },
  { request, at }: { readonly request: HoldRequest; readonly at: number },
): Promise<PinVerdict> {
  const { requestId, account, pin } = request
  const refused = (reason: HoldRefusal['reason'], until?: number | null): PinVerdict => ({
    outcome: 'refused',
    refusal: { requestId, reason, free: 0, ...(until && { until }) },
  })
  const hot = group.readHot()
  const named = readProgrammes(hot).of(account)
  if (named === undefined || !paysWithPin(named.programme)) return { outcome: 'not-wanted' }
  const { memberId, programme } = named
  if (memberId === null) return { outcome: 'not-wanted' }
  if ((programme.companyId ?? hub.companyId) !== hub.companyId) return { outcome: 'not-wanted' }
  if (lineOf(hot, hub.hubId)?.session !== request.session) return refused('session-ended')
  if (pin === undefined) return refused('pin-needed')
  const counted = await group.writeHot((writing) => countTry(writing, memberId, at))
  if (counted.outcome !== 'counted') return refused(counted.outcome, counted.until)
  const lookupKey = await lookupKeyOf(group)
  if (!(await isRightPin(lookupKey, { verifier: counted.verifier, pin }))) {
    const until = counted.tried.lockedUntil
    return until === null ? refused('pin-wrong') : refused('pin-locked', until)
  }
  await group.writeHot((writing) => {
    const { tried } = counted
    saveTries(writing, { ...tried, tries: tried.tries + 1, wrong: 0, lockedUntil: null })
  })
  return { outcome: 'right' }
}

type Counted =
  | { readonly outcome: 'pin-unset' | 'pin-locked'; readonly until: number | null }
  | { readonly outcome: 'counted'; readonly verifier: string; readonly tried: TriedPin }

function countTry(hot: HotDatabase, memberId: number, at: number): Counted {
  const pin = pinOf(hot, memberId)
  if (pin === undefined || pin.verifier === null) return { outcome: 'pin-unset', until: null }
  const { verifier, version } = pin
  const before = triesOf(hot, memberId)
  const until = lockedUntil(before, at)
  if (until !== null) return { outcome: 'pin-locked', until }
  const mine = before.find(({ hubId }) => hubId === HERE)
  const wrong = (mine?.wrong ?? 0) + 1
  const lock = lockAfter(wrong)
  const tried: TriedPin = {
    memberId,
    hubId: HERE,
    version,
    tries: (mine?.tries ?? 0) + 1,
    wrong,
    lockedUntil: lock === 0 ? null : at + lock,
    at,
  }
  saveTries(hot, tried)
  return { outcome: 'counted', verifier, tried }
}
