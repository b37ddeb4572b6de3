import { localTime } from '#shared/domain/business-day.ts'
import type { Projection } from './projection.ts'

const LOOK_EVERY_MS = 60_000
/** From two to five, when stores sell least. */
const NIGHT_HOURS = ['02', '03', '04']

/** True once a night, on the clock of the company's first store. */
export function createNight(projection: Projection, clock: () => number): () => boolean {
  let lookedAt = 0
  let last = ''
  return () => {
    const now = clock()
    // Also of a clock that stepped back.
    if (Math.abs(now - lookedAt) < LOOK_EVERY_MS) return false
    lookedAt = now
    const zone = zoneOf(projection)
    if (zone === undefined) return false
    const { day, time } = localTime(now, zone)
    if (day === last || !NIGHT_HOURS.includes(time.slice(0, 2))) return false
    last = day
    return true
  }
}

function zoneOf({ hot, companyId }: Projection): string | undefined {
  const [zone] = hot.prepare(zoneSql).get(companyId) ?? []
  return typeof zone === 'string' ? zone : undefined
}

const zoneSql = 'SELECT time_zone FROM store WHERE company_id = ? ORDER BY id LIMIT 1'
