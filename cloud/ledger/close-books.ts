import { z } from 'zod'
import { BusinessDay } from '#shared/contracts/units.ts'
import type { HotDatabase } from '../db/hot.ts'
import { insertInto } from '../db/insert.ts'
import { appendCommand } from '../journal/hq-log.ts'
import { closedBooks } from './schema.ts'

/** Everything up to a day is closed; null = nothing is. */
export interface Closing {
  readonly companyId: number
  readonly closedTo: string | null
}

/** `reopen` is an act of its own, so that nobody opens a period by mistyping a day. */
export type ClosingKind = 'close-books' | 'reopen-books'

/** A fact of HQ's log: what comes after it in the log is posted so, in a rebuild too (spine B2.9). */
export function closeBooks(
  hot: HotDatabase,
  { companyId, closedTo }: Closing,
  given: { readonly kind: ClosingKind; readonly at: number; readonly by: string },
): void {
  if (closedTo === closedToOf(hot, companyId)) return
  appendCommand(hot, { ...given, body: { companyId, closedTo } satisfies ClosingBody })
  save(hot, { companyId, closedTo })
}

export function isClosing(kind: string): boolean {
  return kind === 'close-books' || kind === 'reopen-books'
}

/** The same from the log. */
export function replayClosing(hot: HotDatabase, body: unknown): void {
  save(hot, ClosingBody.parse(body))
}

export function closedToOf(hot: HotDatabase, companyId: number): string | null {
  const [firstOpen] = hot.prepare(selectSql).get(companyId) ?? []
  return typeof firstOpen === 'string' && firstOpen !== '' ? addDays(firstOpen, -1) : null
}

const ClosingBody = z.object({ companyId: z.int(), closedTo: BusinessDay.nullable() })
type ClosingBody = z.infer<typeof ClosingBody>

function save(hot: HotDatabase, { companyId, closedTo }: Closing): void {
  const firstOpen = closedTo === null ? '' : addDays(closedTo, 1)
  upsert.into(hot)({ companyId, firstOpen })
}

function addDays(day: string, days: number): string {
  const at = Date.parse(`${day}T00:00:00Z`) + days * 86_400_000
  return new Date(at).toISOString().slice(0, 'YYYY-MM-DD'.length)
}

const upsert = insertInto(
  closedBooks,
  'ON CONFLICT (company_id) DO UPDATE SET first_open = excluded.first_open',
)
const selectSql = 'SELECT first_open FROM closed_books WHERE company_id = ?'
