import { closeSync, existsSync, openSync } from 'node:fs'
import { copyFile, open, truncate } from 'node:fs/promises'
import { renameDurably } from './durable.ts'
import { type FeedNote, readNote, writeNote } from './note.ts'
import { type FeedPaths, generationPath } from './paths.ts'
import { countValidFrames, frameOffset, readWalHeader } from './wal.ts'

/**
 * What the log beside a feed means after whatever ended the last run (spine rule 5). Returns the
 * note of now; the log may then be checkpointed away.
 */
export async function recover(paths: FeedPaths): Promise<FeedNote | undefined> {
  const note = existsSync(paths.db) && existsSync(paths.cursor) ? readNote(paths) : undefined
  if (!note) return undefined
  const log = readLog(paths.wal)
  const isNothingNew = note.salts === null && (!log || log.salts === note.previousSalts)
  if (isNothingNew) return note
  // The log of this generation: its own salts, or salts not noted yet because nothing was served.
  if (log && (note.salts === null || log.salts === note.salts)) {
    await archive(paths, note, log.frames)
  }
  return nextGeneration(paths, note, log?.salts ?? null)
}

/** A generation that is over: its frames stay to be served, whole and synced. */
export async function archive(paths: FeedPaths, note: FeedNote, frames: number): Promise<void> {
  const target = generationPath(paths, note.generation, 'wal')
  await copyFile(paths.wal, `${target}.new`)
  await truncate(`${target}.new`, frameOffset(frames + 1))
  const file = await open(`${target}.new`)
  try {
    await file.sync()
  } finally {
    await file.close()
  }
  renameDurably(`${target}.new`, target)
}

export function nextGeneration(
  paths: FeedPaths,
  note: FeedNote,
  previousSalts: string | null,
): FeedNote {
  const next = { ...note, generation: note.generation + 1, salts: null, previousSalts }
  writeNote(paths, next)
  return next
}

export function readLog(wal: string): { salts: string; frames: number } | undefined {
  if (!existsSync(wal)) return undefined
  const file = openSync(wal, 'r')
  try {
    const header = readWalHeader(file)
    return header && { salts: header.salts, frames: countValidFrames(file, header) }
  } finally {
    closeSync(file)
  }
}
