import { postingDay } from '#shared/journal/corrected-time.ts'
import type { HotDatabase } from '../db/hot.ts'

/** The day on which a business day of a company is posted. */
export type PostingDays = (companyId: number, businessOn: string) => string

/** As the books are closed now; for the caller's transaction, in which nobody closes them. */
export function readPostingDays(hot: HotDatabase): PostingDays {
  const firstOpen = new Map<number, string>()
  for (const [companyId, day] of hot.prepare(allSql).all()) {
    firstOpen.set(Number(companyId), String(day))
  }
  return (companyId, businessOn) => postingDay(businessOn, firstOpen.get(companyId) ?? '')
}

const allSql = 'SELECT company_id, first_open FROM closed_books'
