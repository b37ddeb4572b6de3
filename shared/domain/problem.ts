import type { Problem } from '../contracts/problem.ts'
import { type Failure, type FailureCode, statusByCode } from './failure.ts'

/** The RFC 9457 body of a broken rule; `instance` names the request in the log. */
export function problemOf(failure: Failure, instance?: string): Problem {
  return {
    ...withoutReserved(failure.extra),
    type: `/problems/${failure.code}`,
    title: titleByCode[failure.code],
    status: statusByCode[failure.code],
    detail: failure.message,
    ...(instance === undefined ? {} : { instance }),
    ...(failure.fields.length === 0
      ? {}
      : { errors: failure.fields.map((field) => ({ ...field })) }),
  }
}

const titleByCode = {
  'not-found': 'Not found',
  conflict: 'In conflict with the present state',
  invalid: 'Not valid',
  forbidden: 'Not allowed',
  unauthorized: 'Not signed in',
  unavailable: 'Not available now',
  'too-large': 'Too large',
} as const satisfies Record<FailureCode, string>

/** libSQL's sync client reads a `generation` in any 400 or 500 as "end of generation" (spine A3). */
function withoutReserved(extra: Failure['extra']): Record<string, unknown> {
  const { generation: _, ...rest } = extra
  return rest
}
