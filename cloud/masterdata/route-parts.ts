import { z } from '@hono/zod-openapi'
import { Code, Key } from '#shared/contracts/units.ts'
import { problems } from '../http.ts'
import type { Outcome } from './bulk.ts'

export const inCompany = z.object({ company: Code.meta({ description: "The company's code." }) })

/** What a `PUT` did; sent again it is `unchanged`. */
export const Saved = z
  .object({ id: Key, code: z.string(), outcome: z.enum(['created', 'updated', 'unchanged']) })
  .meta({ id: 'SavedRecord' })

export function statusOf({ outcome }: { readonly outcome: Outcome }): 200 | 201 {
  return outcome === 'created' ? 201 : 200
}

export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } }
}

export function changed<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { 'application/json': { schema } } }
}

/** All writes are `PUT` by code: sent twice they do nothing more, and a field left out stays. */
export function put<Path extends string>(
  path: Path,
  words: { readonly tags: string[]; readonly summary: string },
) {
  return {
    method: 'put' as const,
    path,
    ...words,
    description: 'Creates or changes by code; a field left out stays as it is.',
    responses: {
      200: json(Saved, 'Changed, or unchanged.'),
      201: json(Saved, 'Created.'),
      ...problems(401, 403, 404, 422),
    },
  }
}
