import { z } from '@hono/zod-openapi'
import { BusinessDay } from '#shared/contracts/units.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { HotDatabase } from '../db/hot.ts'
import { dayOf } from '../value/books-of.ts'
import { createCompanySettingRoutes } from '../value/company-setting.ts'
import { closeBooks, closedToOf } from './close-books.ts'

const ClosedBooks = z.object({
  closedTo: BusinessDay.nullable().describe(
    'What comes later for this day or one before is posted on the day after it; null: nothing is closed.',
  ),
  reopen: z
    .literal(true)
    .optional()
    .describe('Sent where an earlier day, or null, is meant: what was closed is open again.'),
})

/** HQ closes a company's books up to a day, and opens them again only by saying so (spine B2.9). */
export function createClosedBooksRoutes(clock: () => number) {
  return createCompanySettingRoutes(
    {
      path: 'closed-books',
      tag: 'Ledger',
      name: 'ClosedBooks',
      summary: {
        read: 'How far the books are closed',
        change: 'Close the books up to a day that is over; what is posted stays where it is',
      },
      setting: ClosedBooks,
      subjectOf: (companyId) => `closed-books:${companyId}`,
      save(hot, { id: companyId }, { closedTo, reopen = false }, { at, by }) {
        const before = closedToOf(hot, companyId)
        const isEarlier = before !== null && (closedTo === null || closedTo < before)
        if (isEarlier && !reopen)
          throw refused(closedTo, `${closedTill(before)}; send "reopen": true`)
        if (!isEarlier && reopen)
          throw refused(closedTo, `nothing is reopened: ${closedTill(before)}`)
        const today = earliestToday(hot, companyId, at)
        if (closedTo !== null && closedTo >= today)
          throw refused(
            closedTo,
            `the day is not over in every store; close up to a day before ${today}`,
          )
        const kind = reopen ? 'reopen-books' : 'close-books'
        closeBooks(hot, { companyId, closedTo }, { kind, at, by })
      },
      show: (hot, companyId) => ({ closedTo: closedToOf(hot, companyId) }),
    },
    clock,
  )
}

function closedTill(closedTo: string | null): string {
  return closedTo === null ? 'no day is closed' : `the books are closed up to ${closedTo}`
}

function refused(closedTo: string | null, why: string): Failure {
  const message = `closedTo (${closedTo}): ${why}.`
  const field = { field: 'closedTo', message, ...(closedTo !== null && { value: closedTo }) }
  return new Failure('invalid', message, { fields: [field] })
}

/** Of its stores: their zones may be a day apart. */
function earliestToday(hot: HotDatabase, companyId: number, at: number): string {
  const zones = hot.prepare(zonesSql).all(companyId)
  const days = zones.map(([zone]) => dayOf(at, String(zone)))
  return days.toSorted()[0] ?? dayOf(at, 'UTC')
}

const zonesSql = 'SELECT DISTINCT time_zone FROM store WHERE company_id = ?'
