import { z } from 'zod'
import { Code } from './units.ts'

/** As HQ made it, `<group>-XXXXXXXX`; people put blanks into what they type. */
const ClaimCode = z
  .string()
  .max(60)
  .regex(
    /^\s*[a-z][a-z0-9]{1,19}\s*-\s*(?:[0-9a-z]\s*){8}$/i,
    'is no claim code: one looks like nom-4F7K2M9Q',
  )

/** What a technician types at a new box. */
export const ClaimWish = z
  .object({
    code: ClaimCode,
    /** Where the cloud is; only where `KASSA_CLOUD_URL` does not say it. */
    cloudUrl: z
      .url({
        protocol: /^https?$/,
        error: 'is no such address: type one like https://cloud.example.com',
      })
      .max(300)
      .optional(),
  })
  .meta({ id: 'ClaimWish' })
export type ClaimWish = z.infer<typeof ClaimWish>

/** How far a box is on its way from its carton to its first sale. */
export const ClaimState = z
  .object({
    /**
     * `asking` and `waiting`: it has a code, and goes on by itself; `copying`: it is claimed, and
     * its first copy of products and prices comes.
     */
    step: z.enum(['unclaimed', 'asking', 'waiting', 'refused', 'copying', 'selling']),
    /**
     * What is in the way: the code is not taken, something else than the cloud answers at the
     * address, or nothing that can be used comes back.
     */
    fault: z.enum(['code', 'address', 'silent']).nullable(),
    /** In the words of whoever met it; empty = nothing is wrong. */
    reason: z.string(),
    cloudUrl: z.string(),
    /** `setting`: by `KASSA_CLOUD_URL`, and not asked for; `default`: nobody said it. */
    cloudUrlFrom: z.enum(['setting', 'typed', 'default']),
    store: z.object({ code: Code, name: z.string() }).nullable(),
    /** Of the first copy, compressed; null while nothing comes. */
    copied: z.object({ bytes: z.int().min(0), total: z.int().min(0) }).nullable(),
  })
  .meta({ id: 'ClaimState' })
export type ClaimState = z.infer<typeof ClaimState>
