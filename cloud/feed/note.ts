import { z } from 'zod'
import { readJson, writeDurably } from './durable.ts'
import type { FeedPaths } from './paths.ts'

/**
 * Beside the log: which history and generation its frames belong to. `salts` is null from the roll
 * until the first commit of the generation, so frames found then were never served.
 */
export const FeedNote = z.object({
  feedId: z.string(),
  generation: z.int().min(1),
  salts: z.string().nullable(),
  previousSalts: z.string().nullable(),
})
export type FeedNote = z.infer<typeof FeedNote>

export function readNote(paths: FeedPaths): FeedNote | undefined {
  return readJson(paths.note, FeedNote)
}

export function writeNote(paths: FeedPaths, note: FeedNote): void {
  writeDurably(paths.note, JSON.stringify(note))
}
