import { existsSync, readFileSync, rmSync } from 'node:fs'
import { z } from 'zod'
import { writeDurably } from './pointer.ts'

/** What a download that broke needs to go on: what arrived, as it came, lies beside this note. */
const Part = z.object({ generation: z.int().min(1), etag: z.string(), gzipSha256: z.string() })
export type Part = z.infer<typeof Part>

/** Compressed, as it came. */
export function partPath(path: string): string {
  return `${path}.part`
}

export function writePart(path: string, part: Part): void {
  writeDurably(notePath(path), JSON.stringify(part))
}

export function readPart(path: string): Part | undefined {
  const file = notePath(path)
  if (!existsSync(file)) return undefined
  // A note of an older program lacks a sum: what it tells of is loaded anew.
  return Part.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data
}

export function removePart(path: string): void {
  rmSync(notePath(path), { force: true })
  rmSync(partPath(path), { force: true })
}

function notePath(path: string): string {
  return `${partPath(path)}.json`
}
