import { Failure } from '#shared/domain/failure.ts'
import type { Page, PageRequest } from './replica.ts'

/** Pages by ascending id; one row more than asked tells whether there is a next page. */
export function pageOfRows<Row extends { readonly id: number }>(
  request: PageRequest,
  read: (after: number, limit: number) => readonly Row[],
): Page<Row> {
  const after = request.after === undefined ? 0 : Number(request.after)
  if (!Number.isSafeInteger(after) || after < 0) {
    throw new Failure('invalid', `after: ${request.after} is not the \`next\` of a page`)
  }
  const rows = read(after, request.limit + 1)
  const items = rows.slice(0, request.limit)
  const last = items.at(-1)
  return { items, next: rows.length > items.length && last ? String(last.id) : null }
}
