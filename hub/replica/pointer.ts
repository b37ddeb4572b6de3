import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'

/** Which file of the folder is the replica. Swapped atomically, never renamed over (spine rule 12). */
export const Pointer = z.object({
  feedId: z.string().regex(/^[A-Za-z0-9_-]+$/),
  file: z.string().regex(/^[A-Za-z0-9_-]+\.db$/),
})
export type Pointer = z.infer<typeof Pointer>

export function readPointer(dir: string): Pointer | undefined {
  let text: string
  try {
    text = readFileSync(pointerPath(dir), 'utf8')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
  return Pointer.parse(JSON.parse(text))
}

/** Durable before it returns: after a power cut it names either the old or the new file. */
export function writePointer(dir: string, pointer: Pointer): void {
  writeDurably(pointerPath(dir), JSON.stringify(pointer))
}

export function writeDurably(path: string, text: string): void {
  const file = openSync(`${path}.new`, 'w', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(`${path}.new`, path)
  syncFolder(dirname(path))
}

export function syncFolder(dir: string): void {
  const folder = openSync(dir, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

function pointerPath(dir: string): string {
  return join(dir, 'current.json')
}
