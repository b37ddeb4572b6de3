import type { z } from 'zod'
import type { Problem } from '#shared/contracts/problem.ts'
import { t } from '../texts.ts'

/** What is wrong with which field, by its path in what is sent, e.g. `earning.total.points`. */
export type FieldErrors = ReadonlyMap<string, string>

export const noErrors: FieldErrors = new Map()

/** Of a draft that its contract does not take; a number that was left empty or mistyped is NaN. */
export function errorsOf(error: z.core.$ZodError): FieldErrors {
  return new Map(error.issues.map((issue) => [issue.path.join('.'), wordsOf(issue)]))
}

/** Of an answer of the cloud. */
export function errorsIn(problem: Problem | null): FieldErrors {
  return new Map((problem?.errors ?? []).map(({ field, message }) => [field, message]))
}

function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return t('console.form.fill-in')
  if (issue.code === 'too_big') return t('console.form.too-big')
  if (issue.code !== 'too_small') return issue.message
  const isEmpty = issue.origin === 'string' || issue.origin === 'array'
  return t(isEmpty ? 'console.form.fill-in' : 'console.form.too-small')
}
