import { z } from 'zod'
import { cloudHeader, headHeader, seenHeader, seenWords } from './witness.ts'

/**
 * A request of the till's HTTP API as one MQTT message: the same paths, bodies, problems and ids.
 * PUBACK says that the broker has it; only the answer says what the hub did, after fsync as in HTTP.
 * No answer within 10 seconds: send it again with the same ids.
 */
export const TillCall = z
  .strictObject({
    /** Comes back in the answer; another one for each request that waits. */
    id: z.string().min(1).max(64),
    /** What this till got from `POST /v1/pair`: as in HTTP, in each request. */
    token: z.string().min(1).max(200),
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
    /** With its query. */
    path: z
      .string()
      .max(1000)
      .regex(/^\/v1\/[\x21-\x7e]*$/, 'must begin with /v1/ and be percent-encoded'),
    headers: z
      .strictObject({ [seenHeader]: z.string().max(200).describe(seenWords).optional() })
      .optional(),
    body: z.unknown().optional(),
  })
  .meta({ id: 'TillCall' })
export type TillCall = z.infer<typeof TillCall>

export const TillAnswer = z
  .object({
    /** Null where the request could not be read so far. */
    id: z.string().nullable(),
    /** Of HTTP. */
    status: z.int().min(200).max(599),
    headers: z.object({
      [headHeader]: z.string().optional(),
      [cloudHeader]: z.string().optional(),
    }),
    /** What HTTP answers, or an RFC 9457 problem from status 400 on; null = nothing. */
    body: z.unknown(),
  })
  .meta({ id: 'TillAnswer' })
export type TillAnswer = z.infer<typeof TillAnswer>
