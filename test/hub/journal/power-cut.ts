import {
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

const NOTE_BYTES = 40
const WRITE = 1
const SYNC = 2
/** A disk writes so much or nothing. */
const SECTOR_BYTES = 512

interface Note {
  readonly at: number
  readonly kind: number
  readonly inode: bigint
  readonly offset: number
  readonly size: number
  readonly length: number
  readonly old: Buffer
}

/**
 * The power fails: what was not synced is on the disk in part, each sector of each write by chance and
 * in any order, and the index of the log, which lives in memory, is gone. `kept`: how much of it is
 * there, 0 = nothing. Answers how many writes were not synced.
 */
export function cutPower(folder: string, undo: string, kept = Math.random()): number {
  const notes = existsSync(undo) ? readNotes(readFileSync(undo)) : []
  rmSync(undo, { force: true })
  let dropped = 0
  for (const name of ['journal.db', 'journal.db-wal']) {
    const path = join(folder, name)
    if (!existsSync(path)) continue
    const { ino } = statSync(path, { bigint: true })
    const own = notes.filter(({ inode }) => inode === ino)
    const syncedTo = Math.max(0, ...own.filter(({ kind }) => kind === SYNC).map((n) => n.offset))
    const lost = own.filter(({ kind, at }) => kind !== SYNC && at >= syncedTo)
    const file = openSync(path, 'r+')
    const writes = takeBack(file, lost)
    for (const write of writes) keepSectors(file, write, kept)
    closeSync(file)
    dropped += lost.length
  }
  rmSync(join(folder, 'journal.db-shm'), { force: true })
  return dropped
}

interface Write {
  readonly offset: number
  readonly bytes: Buffer
}

/** Newest first; answers what had been written, oldest first. */
function takeBack(file: number, lost: readonly Note[]): Write[] {
  const writes: Write[] = []
  for (const { kind, offset, size, length, old } of lost.toReversed()) {
    if (kind === WRITE) {
      const bytes = Buffer.alloc(length)
      readSync(file, bytes, 0, length, offset)
      writes.push({ offset, bytes })
    }
    writeSync(file, old, 0, old.length, offset)
    ftruncateSync(file, size)
  }
  return writes.toReversed()
}

function keepSectors(file: number, { offset, bytes }: Write, kept: number): void {
  for (let at = 0; at < bytes.length; ) {
    const end = at + SECTOR_BYTES - ((offset + at) % SECTOR_BYTES)
    const sector = bytes.subarray(at, end)
    if (Math.random() < kept) writeSync(file, sector, 0, sector.length, offset + at)
    at = end
  }
}

function readNotes(bytes: Buffer): Note[] {
  const notes: Note[] = []
  for (let at = 0; at + NOTE_BYTES <= bytes.length; ) {
    const saved = bytes.readUInt32LE(at + 4)
    notes.push({
      at,
      kind: bytes.readUInt32LE(at),
      inode: bytes.readBigUInt64LE(at + 8),
      offset: Number(bytes.readBigUInt64LE(at + 16)),
      size: Number(bytes.readBigUInt64LE(at + 24)),
      length: Number(bytes.readBigUInt64LE(at + 32)),
      old: bytes.subarray(at + NOTE_BYTES, at + NOTE_BYTES + saved),
    })
    at += NOTE_BYTES + saved
  }
  return notes
}
