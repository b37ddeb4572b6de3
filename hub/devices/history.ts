import type { DeviceNote } from '#shared/contracts/device.ts'
import type { HardwareDatabase, SqlStatement } from '../print/store.ts'
import { deleteNotes, insertNote, readNotes, trimNotes } from './store.ts'

/** Of each device: some weeks of a sound one, an hour of one that comes and goes all the time. */
export const NOTES_KEPT = 50
/** Written together: a loose plug must not cost an fsync each second. */
const FLUSH_MS = 1000

/** What became of each device lately, for who asks why it did not print at noon. */
export interface DeviceHistory {
  /** Told again and again, it is one note. */
  note(device: string, state: DeviceNote['state'], reason: string): void
  /** Newest first. */
  of(device: string): readonly DeviceNote[]
  forget(device: string): SqlStatement
  close(): Promise<void>
}

export function createDeviceHistory(deps: {
  readonly database: HardwareDatabase
  readonly clock: () => number
  readonly log: { warn(fields: object, message: string): void }
}): DeviceHistory {
  const { database, clock, log } = deps
  const newest = new Map<string, DeviceNote | null>()
  const unwritten = new Map<string, DeviceNote[]>()
  /** On their way to the disk. */
  const writing = new Map<string, DeviceNote[]>()
  let timer: NodeJS.Timeout | undefined
  let flushing: Promise<void> = Promise.resolve()

  async function flush(): Promise<void> {
    const taken = [...unwritten]
    if (taken.length === 0) return
    for (const [device, notes] of taken) writing.set(device, notes)
    unwritten.clear()
    const statements = taken.flatMap(([device, notes]) => [
      ...notes.map((note) => insertNote(device, note)),
      trimNotes(device, NOTES_KEPT),
    ])
    try {
      await database.execute(statements)
    } catch (error) {
      log.warn({ error: String(error) }, 'the history of devices was not written')
    } finally {
      writing.clear()
    }
  }

  return {
    note(device, state, reason) {
      const last = newest.get(device) ?? readNotes(database, device, 1)[0] ?? null
      newest.set(device, last)
      if (last?.state === state && last.reason === reason) return
      const note = { at: clock(), state, reason }
      newest.set(device, note)
      unwritten.set(device, [...(unwritten.get(device) ?? []), note].slice(-NOTES_KEPT))
      timer ??= setTimeout(() => {
        timer = undefined
        flushing = flushing.then(flush)
      }, FLUSH_MS)
    },
    of(device) {
      const late = [...(writing.get(device) ?? []), ...(unwritten.get(device) ?? [])]
      const written = readNotes(database, device, NOTES_KEPT)
      const isLate = (note: DeviceNote) =>
        late.some(
          ({ at, state, reason }) =>
            note.at === at && note.state === state && note.reason === reason,
        )
      return [...late.toReversed(), ...written.filter((note) => !isLate(note))].slice(0, NOTES_KEPT)
    },
    forget(device) {
      newest.delete(device)
      unwritten.delete(device)
      writing.delete(device)
      return deleteNotes(device)
    },
    async close() {
      clearTimeout(timer)
      await flushing
      await flush()
    },
  }
}
