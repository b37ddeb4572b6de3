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
  const at = (path: readonly PropertyKey[], message: string): FailureField => {
    const field = path.length === 0 ? target : path.join('.')
    const value = valueAt(input, path)
    if (!isPlain(value) || isSecret(field)) return { field, message }
    return { field, value: String(value).slice(0, MAX_SHOWN), message }
  }
  const fields = error.issues
    .flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => at([...issue.path, key], unknownField))
        : at(issue.path, issue.message),
    )
    .slice(0, MAX_FIELDS)
  const [first] = fields
  if (first === undefined) return new Failure('invalid', 'The request cannot be read.')
  const value = first.value === undefined ? '' : ` (${first.value})`
  return new Failure('invalid', `${first.field}${value}: ${first.message}`, { fields })
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
