import { Failure } from '#shared/domain/failure.ts'
import type { Outcome } from './bulk.ts'

/** What is wrong with one field of a draft, in the same words for a CSV line and an API call. */
export interface FieldProblem {
  /** The CSV column's name; the API's field is the same in camel case. */
  readonly column: string
  readonly value: string
  readonly reason: string
  readonly fix: string
}

export type Verdict =
  | { readonly outcome: Outcome; readonly id: number }
  | { readonly outcome: 'rejected'; readonly problems: readonly FieldProblem[] }

export function rejected(...problems: readonly FieldProblem[]): Verdict {
  return { outcome: 'rejected', problems }
}

/** The API's answer to a rejected draft. */
export function throwIfRejected(verdict: Verdict | undefined): { outcome: Outcome; id: number } {
  if (verdict === undefined) throw new Error('a draft was not judged')
  if (verdict.outcome !== 'rejected') return verdict
  const fields = verdict.problems.map(({ column, value, reason, fix }) => ({
    field: column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    value,
    message: `${reason}; ${fix}`,
  }))
  const words = fields.map(({ field, value, message }) => `${field} "${value}": ${message}`)
  throw new Failure('invalid', words.join('. '), { fields })
}
