import type { z } from 'zod'
import { Failure, type FailureField } from './failure.ts'

const MAX_FIELDS = 20
const MAX_SHOWN = 100

/**
 * A request that its contract does not take: each field with its value and what is wrong. `target`
 * is the part of the request (`json`, `query`, …) and stands for what has no field of its own; a
 * secret's value is not told again.
 */
export function requestFailure(
  error: z.core.$ZodError,
  {
    target,
    input,
    isSecret = () => false,
  }: {
    readonly target: string
    readonly input?: unknown
    readonly isSecret?: (field: string) => boolean
  },
): Failure {
  const at = (path: readonly PropertyKey[], what: Said): FailureField => {
    const field = path.length === 0 ? target : path.join('.')
    const value = valueAt(input, path)
    if (!isPlain(value) || isSecret(field)) return { field, ...what }
    return { field, value: String(value).slice(0, MAX_SHOWN), ...what }
  }
  const fields = error.issues
    .flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => at([...issue.path, key], { message: unknownField }))
        : at(issue.path, saidOf(issue, valueAt(input, issue.path))),
    )
    .slice(0, MAX_FIELDS)
  const [first] = fields
  if (first === undefined) return new Failure('invalid', 'The request cannot be read.')
  const value = first.value === undefined ? '' : ` (${first.value})`
  return new Failure('invalid', `${first.field}${value}: ${first.message}`, { fields })
}

/** Node's word for a client that went away in the middle of its body: nobody reads the answer. */
export function isBrokenOff(error: unknown): boolean {
  return error instanceof Error && error.message === 'aborted'
}

type Said = Pick<FailureField, 'message' | 'rule' | 'limit'>

/** Our words for what zod says by itself; those of a contract stay. */
function saidOf(issue: z.core.$ZodIssue, value: unknown): Said {
  const { code, message } = issue
  const isNothing = value === undefined || value === null || value === ''
  if (code === 'invalid_type') return isNothing ? { message, rule: 'missing' } : { message }
  if (code !== 'too_small' && code !== 'too_big') return { message }
  const isText = issue.origin === 'string'
  const isNumber = issue.origin === 'number' || issue.origin === 'int'
  // Lists and dates, and bounds that cannot be reached themselves, keep zod's words.
  if (issue.inclusive === false || !(isText || isNumber)) return { message }
  const isLeast = code === 'too_small'
  const limit = Number(isLeast ? issue.minimum : issue.maximum)
  const bound = `${isLeast ? 'at least' : 'at most'} ${limit}`
  const ours = isText ? `must have ${bound} characters` : `must be ${bound}`
  const words = /^Too (small|big): /.test(message) ? ours : message
  if (isLeast && isNothing) {
    return { message: words === ours ? 'must not be empty' : words, rule: 'missing' }
  }
  const rule = isText ? (isLeast ? 'too-short' : 'too-long') : isLeast ? 'too-small' : 'too-big'
  return { message: words, rule, limit }
}

const unknownField = 'is not known here; correct its name or leave it out'

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = Reflect.get(value, key)
  }
  return value
}

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}
