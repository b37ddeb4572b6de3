import { closeSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Where the lines of the programs go; never more than `maxBytes × files` in all. */
export interface LogFiles {
  readonly write: (line: string) => void
  readonly close: () => void
}

/** `<name>.log` is the newest, `<name>.1.log` the one before, …; the folder is meant to be in RAM. */
export function openLogFiles(options: {
  readonly folder: string
  readonly name: string
  readonly maxBytes: number
  readonly files: number
}): LogFiles {
  const { folder, name, maxBytes, files } = options
  const pathOf = (age: number): string =>
    join(folder, age === 0 ? `${name}.log` : `${name}.${age}.log`)
  mkdirSync(folder, { recursive: true })
  // Kept by a run with other limits.
  let stale = files
  while (statSync(pathOf(stale), { throwIfNoEntry: false }) !== undefined) {
    rmSync(pathOf(stale))
    stale += 1
  }
  let file = openSync(pathOf(0), 'a', 0o640)
  let bytes = statSync(pathOf(0)).size

  const rotate = (): void => {
    closeSync(file)
    // The oldest goes first: the limit holds at every moment.
    rmSync(pathOf(files - 1), { force: true })
    for (let age = files - 2; age >= 0; age -= 1) {
      if (statSync(pathOf(age), { throwIfNoEntry: false }) === undefined) continue
      renameSync(pathOf(age), pathOf(age + 1))
    }
    file = openSync(pathOf(0), 'w', 0o640)
    bytes = 0
  }

  return {
    write(line) {
      const whole = Buffer.from(`${line}\n`)
      const text = whole.length > maxBytes ? whole.subarray(0, maxBytes) : whole
      try {
        if (bytes + text.length > maxBytes) rotate()
        bytes += text.length
        writeSync(file, text)
      } catch {
        // No room for a log line is no reason to stop a shop; the next one is tried again.
      }
    },
    close: () => closeSync(file),
  }
}
