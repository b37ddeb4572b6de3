/** A broken rule of the trade. Each transport maps the codes to its own answers. */
export const failureCodes = [
  'not-found',
  'conflict',
  'invalid',
  'forbidden',
  'unauthorized',
  'unavailable',
  'too-large',
] as const
export type FailureCode = (typeof failureCodes)[number]

export interface FailureField {
  readonly field: string
  readonly value?: string
  readonly message: string
  /** What it breaks, for a screen that has its own words for it. */
  readonly rule?: FieldRule
  /** Of a rule that has one: the least or the most. */
  readonly limit?: number
}

export const fieldRules = ['missing', 'too-small', 'too-big', 'too-short', 'too-long'] as const
export type FieldRule = (typeof fieldRules)[number]

/** Members of the problem body beside its own; never `generation` (spine A3 gives that a meaning). */
export type FailureExtra = Readonly<Record<string, unknown>> & { readonly generation?: never }

/** The message names the thing, its id and the fix; `extra` goes into the problem as it is. */
export class Failure extends Error {
  readonly code: FailureCode
  readonly fields: readonly FailureField[]
  readonly extra: FailureExtra

  constructor(
    code: FailureCode,
    message: string,
    options: {
      readonly fields?: readonly FailureField[]
      readonly extra?: FailureExtra
      readonly cause?: unknown
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'Failure'
    this.code = code
    this.fields = options.fields ?? []
    this.extra = options.extra ?? {}
  }
}

/** HTTP status of each code (RFC 9110). */
export const statusByCode = {
  'not-found': 404,
  conflict: 409,
  invalid: 422,
  forbidden: 403,
  unauthorized: 401,
  unavailable: 503,
  'too-large': 413,
} as const satisfies Record<FailureCode, number>
