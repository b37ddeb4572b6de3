import { expect, test } from 'vitest'
import { clearTries, countTry, lockLeftMs } from '#hub/pin/lock.ts'
import { lockAfter } from '#shared/domain/pin-lock.ts'

const MINUTE = 60_000
const at = (
  uptimeMs: number,
  { bootId = 'a', wallMs = 0, cloud = null as number | null } = {},
) => ({
  reading: { bootId, uptimeMs, wallMs },
  upper: cloud,
  lower: cloud,
})
const of = { memberId: 7, version: 1 }

function lockedAt(time: ReturnType<typeof at>) {
  let counted = countTry(undefined, of, time)
  for (let tries = 1; tries < 5; tries += 1) counted = countTry(counted, of, time)
  return counted
}

test('five wrong PINs lock for 15 minutes, each five more for twice as long, up to a day', () => {
  const minutes = [4, 5, 6, 9, 10, 15, 20, 35, 40, 500].map((wrong) => lockAfter(wrong) / MINUTE)
  expect(minutes).toEqual([0, 15, 0, 0, 30, 60, 120, 960, 1440, 1440])
})

test('the lock ends by uptime: the wall clock set forward a year unlocks nothing', () => {
  const counted = lockedAt(at(1000))
  const year = 365 * 24 * 60 * MINUTE
  expect(lockLeftMs(counted, at(1000, { wallMs: year }))).toBe(15 * MINUTE)
  expect(lockLeftMs(counted, at(1000 + 14 * MINUTE, { wallMs: year }))).toBe(MINUTE)
  expect(lockLeftMs(counted, at(1000 + 15 * MINUTE))).toBe(0)
})

test("a reboot shortens no lock, unless the cloud's own time says that it is over", () => {
  const counted = lockedAt(at(1000, { cloud: 5_000_000 }))
  expect(lockLeftMs(counted, at(90 * MINUTE, { bootId: 'b' }))).toBe(15 * MINUTE)
  const late = { bootId: 'b', cloud: 5_000_000 + 15 * MINUTE }
  expect(lockLeftMs(counted, at(0, { ...late, cloud: late.cloud - 1 }))).toBe(15 * MINUTE)
  expect(lockLeftMs(counted, at(0, late))).toBe(0)
})

test('a right PIN and another version start anew; the count of changes never goes back', () => {
  const counted = lockedAt(at(1000))
  expect(clearTries(counted)).toMatchObject({ wrong: 0, lockedMs: 0, tries: 6 })
  expect(countTry(counted, { ...of, version: 2 }, at(2000))).toMatchObject({ wrong: 1, version: 2 })
})
