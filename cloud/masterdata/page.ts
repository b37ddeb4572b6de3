import type { z } from 'zod'
import type { PageQuery } from '#shared/contracts/units.ts'
import { Failure } from '#shared/domain/failure.ts'

/** Lists go by id: what is added meanwhile comes at the end, and nothing is skipped or shown twice. */
export interface PageAt {
  readonly afterId: number
  /** One more than is shown, to know whether there is a next page. */
  readonly rows: number
}

export function pageAt({ after, limit }: PageQuery): PageAt {
  if (after === undefined) return { afterId: 0, rows: limit + 1 }
  if (!/^[0-9a-z]{1,11}$/.test(after)) {
    const message = 'is not a cursor; pass `next` of the answer before'
    throw new Failure('invalid', `after ${message}`, {
      fields: [{ field: 'after', value: after, message }],
    })
  }
  return { afterId: Number.parseInt(after, 36), rows: limit + 1 }
}

/** Shows each row as the view has it, so that columns of our own never leave by accident. */
export function toPage<View extends z.ZodType<{ readonly id: number }>>(
  view: View,
  rows: readonly unknown[],
  { limit }: PageQuery,
): { items: z.output<View>[]; next: string | null } {
  const items = rows.slice(0, limit).map((row) => view.parse(row))
  const last = items.at(-1)
  return { items, next: rows.length > limit && last ? last.id.toString(36) : null }
}
