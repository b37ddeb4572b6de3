import { z } from 'zod'

export const troubleCodes = [
  'disk-archives',
  'disk-replica',
  'disk-sales',
  'disk-fails',
  'clock-floor',
  'clock-offset',
  'journal-salvaged',
  'replica-damaged',
  'replica-no-room',
  'replica-refused',
  'replica-stuck',
  'replica-unreachable',
  'replica-differs',
  'replica-unchecked',
  'card-worn',
  'version-fell-back',
] as const
export type TroubleCode = (typeof troubleCodes)[number]

/** What is wrong with the box itself, although it runs; told in health, in problems and on the till. */
export const Trouble = z
  .object({
    code: z.enum(troubleCodes),
    /** Numbers and times that the words name; instants are UTC ms under a name that ends in `At`. */
    values: z.record(z.string(), z.union([z.string(), z.number()])),
    /** English, for logs and machines; a screen says it in its own language by the code. */
    words: z.string(),
    remedy: z.string(),
  })
  .meta({ id: 'Trouble' })
export type Trouble = z.infer<typeof Trouble>
