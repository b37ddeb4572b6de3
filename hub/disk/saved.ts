import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import { writeDurably } from './durable.ts'

/**
 * A small file of JSON as it was saved. Undefined where there is none, and where it cannot be read:
 * empty or half after a power cut, garbage on a bad sector. So only for what may be unknown.
 */
export function readSaved<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): z.output<Schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data
  } catch {
    return undefined
  }
}

/** False where the disk does not take it: what is noted stays as it was, and is only older. */
export function saveNote(path: string, note: object): boolean {
  try {
    writeDurably(path, JSON.stringify(note))
    return true
  } catch {
    return false
  }
}
