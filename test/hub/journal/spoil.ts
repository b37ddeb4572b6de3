import { readFileSync, writeFileSync } from 'node:fs'
import Database from 'libsql'

export interface Spoilt {
  readonly tables?: readonly string[]
  readonly events?: readonly string[]
}

/** Spoils the first pages of these tables and the bodies of these events, in a journal nobody has open. */
export function spoil(path: string, { tables = [], events = [] }: Spoilt): void {
  const database = new Database(path)
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  const root = database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').raw(true)
  const pages = tables.map((table) => (root.get([table]) as [number])[0])
  database.close()
  const bytes = readFileSync(path)
  for (const page of pages) bytes.fill(0xff, (page - 1) * 4096, page * 4096)
  for (const id of events) {
    const body = `{"envelope":{"v":1,"id":"${id}"`
    // A page that was split still holds what it held before.
    for (let at = bytes.indexOf(body); at >= 0; at = bytes.indexOf(body))
      bytes.fill(0xff, at, at + 60)
  }
  writeFileSync(path, bytes)
}
