import { rmSync } from 'node:fs'
import { z } from 'zod'
import { writeDurably } from '../disk/durable.ts'
import { readSaved } from '../disk/saved.ts'

/** What a download that broke needs to go on: what arrived, as it came, lies beside this note. */
const Part = z.object({
  generation: z.int().min(1),
  etag: z.string(),
  gzipSha256: z.string(),
  /** Of the copy unpacked; null where the cloud is too old to tell. */
  bytes: z.int().nullable(),
})
export type Part = z.infer<typeof Part>

/** Compressed, as it came. */
export function partPath(path: string): string {
  return `${path}.part`
}

export function writePart(path: string, part: Part): void {
  writeDurably(notePath(path), JSON.stringify(part))
}

export function readPart(path: string): Part | undefined {
  // A note of an older program lacks a sum: what it tells of is loaded anew.
  return readSaved(notePath(path), Part)
}

export function removePart(path: string): void {
  rmSync(notePath(path), { force: true })
  rmSync(partPath(path), { force: true })
}

function notePath(path: string): string {
  return `${partPath(path)}.json`
}
