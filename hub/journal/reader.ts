import { pathToFileURL } from 'node:url'
import Database from 'libsql'
import { textOf } from '../db/damaged-text.ts'
import { prepareSelect, type SelectQuery } from '../db/select.ts'

type Cell = string | number | null
type Read = Cell | Uint8Array

/**
 * A second, read-only connection to `journal.db`. It sees a transaction only after its fsync, and
 * can neither checkpoint nor lock anything.
 */
export interface JournalReader {
  /** A select of drizzle's by named fields, prepared once; called with its placeholders' values. */
  readonly prepare: <Query extends SelectQuery>(
    query: Query,
  ) => ReturnType<typeof prepareSelect<Query>>
  /** SQL as text, for those who build their own. */
  readonly read: (sql: string, args: readonly Cell[]) => Record<string, Cell>[]
  /** The same as lists of cells. */
  readonly rows: (sql: string, args: readonly Cell[]) => Cell[][]
  readonly close: () => void
}

export function openJournalReader(path: string): JournalReader {
  const database = new Database(`${pathToFileURL(path).href}?mode=ro`)
  const texts = new Map<string, { readonly handle: Database.Statement; readonly names: string[] }>()
  const prepareText = (sql: string) => {
    const known = texts.get(sql)
    if (known !== undefined) return known
    const handle = database.prepare(sql).raw(true)
    const fresh = { handle, names: handle.columns().map(({ name }) => name) }
    texts.set(sql, fresh)
    return fresh
  }
  return {
    prepare: (query) => prepareSelect(database, query),
    read(sql, args) {
      const { handle, names } = prepareText(sql)
      const rows = handle.all([...args]) as Read[][]
      return rows.map((row) =>
        Object.fromEntries(names.map((name, i) => [name, textOf(row[i] ?? null)])),
      )
    },
    rows(sql, args) {
      const rows = prepareText(sql).handle.all([...args]) as Read[][]
      return rows.map((row) => row.map(textOf))
    },
    close: () => database.close(),
  }
}
