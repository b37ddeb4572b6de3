import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { writeDurably } from '../disk/durable.ts'
import { readSaved } from '../disk/saved.ts'

/** Which file of the folder is the replica. Swapped atomically, never renamed over (spine rule 12). */
export const Pointer = z.object({
  feedId: z.string().regex(/^[A-Za-z0-9_-]+$/),
  file: z.string().regex(/^[A-Za-z0-9_-]+\.db$/),
})
export type Pointer = z.infer<typeof Pointer>

/** Undefined where there is none or it cannot be read: then there is no replica. */
export function readPointer(dir: string): Pointer | undefined {
  return readSaved(pointerPath(dir), Pointer)
}

/** There is one, readable or not. */
export function hasPointer(dir: string): boolean {
  return existsSync(pointerPath(dir))
}

/** Durable before it returns: after a power cut it names either the old or the new file. */
export function writePointer(dir: string, pointer: Pointer): void {
  writeDurably(pointerPath(dir), JSON.stringify(pointer))
}

function pointerPath(dir: string): string {
  return join(dir, 'current.json')
}
