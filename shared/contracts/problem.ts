import { z } from 'zod'

/** RFC 9457 problem details. It never has a member `generation` (spine A3 gives that a meaning). */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    /** Of the request, to find it in the log. */
    instance: z.string().optional(),
    /** Which field is wrong, its value, and what to do. */
    errors: z
      .array(
        z.object({
          field: z.string(),
          value: z.string().optional(),
          message: z.string(),
          /** One of `fieldRules`, for a screen with words of its own; a later version may know more. */
          rule: z.string().optional(),
          limit: z.number().optional(),
        }),
      )
      .optional(),
  })
  .loose()
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof Problem>
