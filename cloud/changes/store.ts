import { z } from '@hono/zod-openapi'
import { Instant } from '#shared/contracts/units.ts'
import type { HotDatabase } from '../db/hot.ts'

export const SettingChange = z
  .object({
    at: Instant,
    by: z.string().meta({ description: 'The API key.' }),
    what: z.string().meta({ description: 'What was done, or JSON of what is set since.' }),
    reason: z.string(),
  })
  .meta({ id: 'SettingChange' })
export type SettingChange = z.infer<typeof SettingChange>

/** In the transaction of the change itself. */
export function noteChange(
  hot: HotDatabase,
  { subject, at, by, what, reason }: SettingChange & { readonly subject: string },
): void {
  hot.prepare(insertSql).run(subject, at, by, what, reason)
}

/** The newest ten. */
export function changesOf(hot: HotDatabase, subject: string): SettingChange[] {
  return hot
    .prepare(selectSql)
    .all(subject)
    .map(([at, by, what, reason]) => {
      return { at: Number(at), by: String(by), what: String(what), reason: String(reason) }
    })
}

const insertSql =
  'INSERT INTO setting_change (subject, at, by, what, reason) VALUES (?, ?, ?, ?, ?)'
const selectSql = `SELECT at, by, what, reason FROM setting_change
  WHERE subject = ? ORDER BY id DESC LIMIT 10`
