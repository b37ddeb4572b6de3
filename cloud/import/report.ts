import { z } from 'zod'

export const LineProblem = z
  .object({
    /** Of the file, the header being line 1. */
    line: z.int(),
    column: z.string(),
    value: z.string(),
    reason: z.string(),
    fix: z.string(),
  })
  .meta({ id: 'LineProblem' })
export type LineProblem = z.infer<typeof LineProblem>

export const problemsMax = 1000

/** `read = created + updated + unchanged + rejected`; good lines are in, rejected ones are not. */
export const ImportReport = z
  .object({
    kind: z.string(),
    company: z.string(),
    encoding: z.enum(['utf-8', 'windows-1251']),
    read: z.int(),
    created: z.int(),
    updated: z.int(),
    unchanged: z.int(),
    rejected: z.int(),
    /** In the order of the lines, the first 1,000 of `problemCount`. */
    problems: z.array(LineProblem),
    problemCount: z.int(),
  })
  .meta({ id: 'ImportReport' })
export type ImportReport = z.infer<typeof ImportReport>
