import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { isMissing } from '../../disk/durable.ts'
import { FRAME_HEADER_BYTES, PAGE_BYTES } from './checksum.ts'
import { readLog } from './log.ts'

/** Where one version of a page lies: an offset in the file, or below zero one in its log. */
export type Place = number

/**
 * Every version of every page that is on the disk, read without SQLite
 * (https://sqlite.org/fileformat2.html) and one at a time: the file may be larger than the memory.
 */
export interface PageStore extends Disposable {
  /** The newest first. */
  readonly versions: (page: number) => readonly Place[]
  readonly numbers: () => Iterable<number>
  /** Fills `into`; the last page of a file that was cut ends in zeros. */
  readonly read: (place: Place, into: Buffer) => Buffer
}

export function openPages(path: string): PageStore {
  const file = openIfThere(path)
  const wal = openIfThere(`${path}-wal`)
  const bytes = file === null ? 0 : fstatSync(file).size
  const ofFile = Math.ceil(bytes / PAGE_BYTES)
  const inLog = new Map<number, Place[]>()
  for (const { page, at } of readLog(path).frames) {
    const known = inLog.get(page)
    const place = -(at + FRAME_HEADER_BYTES)
    if (known === undefined) inLog.set(page, [place])
    else known.unshift(place)
  }
  return {
    versions(page) {
      const newer = inLog.get(page) ?? []
      return page >= 1 && page <= ofFile ? [...newer, (page - 1) * PAGE_BYTES] : newer
    },
    *numbers() {
      for (let page = 1; page <= ofFile; page += 1) yield page
      for (const page of inLog.keys()) if (page < 1 || page > ofFile) yield page
    },
    read(place, into) {
      const from = place < 0 ? wal : file
      const got = from === null ? 0 : readSync(from, into, 0, PAGE_BYTES, Math.abs(place))
      return into.fill(0, got)
    },
    [Symbol.dispose]() {
      if (file !== null) closeSync(file)
      if (wal !== null) closeSync(wal)
    },
  }
}

function openIfThere(path: string): number | null {
  try {
    return openSync(path, 'r')
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

/**
 * Pages that hold nothing any more, but still what they held before: SQLite does not overwrite what
 * it frees. Null where the file's header is damaged; a damaged list is read as far as it goes.
 */
export function freePages(pages: PageStore): ReadonlySet<number> | null {
  const page = Buffer.alloc(PAGE_BYTES)
  const readNewest = (number: number): boolean => {
    const [newest] = pages.versions(number)
    if (newest === undefined) return false
    pages.read(newest, page)
    return true
  }
  if (!readNewest(1) || page.toString('latin1', 0, 16) !== 'SQLite format 3\0') return null
  const free = new Set<number>()
  let trunk = page.readUInt32BE(32)
  while (trunk !== 0 && !free.has(trunk) && readNewest(trunk)) {
    free.add(trunk)
    const next = page.readUInt32BE(0)
    const count = Math.min(page.readUInt32BE(4), PAGE_BYTES / 4 - 2)
    for (let i = 0; i < count; i += 1) free.add(page.readUInt32BE(8 + 4 * i))
    trunk = next
  }
  return free
}
