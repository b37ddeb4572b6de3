import {
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

const NOTE_BYTES = 32
const SYNC = 2

interface Note {
  readonly at: number
  readonly kind: number
  readonly inode: bigint
  readonly offset: number
  readonly size: number
  readonly old: Buffer
}

/**
 * The power fails: what was not synced is taken back, newest first, and the index of the log, which
 * lives in memory, is gone. Answers how many writes were dropped.
 */
export function cutPower(folder: string, undo: string): number {
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
    for (const { offset, size, old } of lost.toReversed()) {
      writeSync(file, old, 0, old.length, offset)
      ftruncateSync(file, size)
    }
    closeSync(file)
    dropped += lost.length
  }
  rmSync(join(folder, 'journal.db-shm'), { force: true })
  return dropped
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
      old: bytes.subarray(at + NOTE_BYTES, at + NOTE_BYTES + saved),
    })
    at += NOTE_BYTES + saved
  }
  return notes
}
