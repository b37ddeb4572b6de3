import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { readInfo } from './info-file.ts'
import { readPointer } from './pointer.ts'

/** The file that serves now, if it belongs to this feed and is whole. */
export function servingFile(dir: string, feedId: string): string | undefined {
  const pointer = readPointer(dir)
  return pointer?.feedId === feedId && isWhole(dir, pointer.file) ? pointer.file : undefined
}

/**
 * The name to build under: a build that was cut goes on, else the next number. Never the name in the
 * pointer, though its file be gone: the hub may still read the one that had it (spine rule 12).
 */
export function buildFile(dir: string, feedId: string): string {
  const serving = readPointer(dir)?.file
  const numbers = readdirSync(dir).flatMap((name) => numberOf(name, feedId) ?? [])
  const servingNumber = serving === undefined ? 0 : (numberOf(serving, feedId) ?? 0)
  const newest = Math.max(0, ...numbers)
  return `${feedId}-${newest > servingNumber ? newest : servingNumber + 1}.db`
}

export function isWhole(dir: string, file: string): boolean {
  const path = join(dir, file)
  return existsSync(path) && readInfo(path) !== undefined
}

/** What neither serves nor is being built: left by builds of other feeds or by a crash. */
export function removeStrays(dir: string, keep: readonly (string | undefined)[]): void {
  for (const name of readdirSync(dir)) {
    const [, file] = /^([A-Za-z0-9_-]+-\d+\.db)(?:[-.].+)?$/.exec(name) ?? []
    if (file !== undefined && !keep.includes(file)) rmSync(join(dir, name), { force: true })
  }
}

/** Whoever still has the files open reads on: the names go, not the bytes. */
export function removeReplica(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-info']) rmSync(`${path}${suffix}`, { force: true })
}

function numberOf(name: string, feedId: string): number | undefined {
  if (!name.startsWith(`${feedId}-`)) return undefined
  const [, number] = /^(\d+)\.db/.exec(name.slice(feedId.length + 1)) ?? []
  return number === undefined ? undefined : Number(number)
}
