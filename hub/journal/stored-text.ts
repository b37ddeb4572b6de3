import { sql } from 'drizzle-orm'
import { event } from './schema.ts'

/**
 * libSQL's driver ends the process (it panics) where a text is not UTF-8, as in a damaged page that
 * SQLite itself finds whole. So whatever a bad sector may have hit is read as bytes: SQL that says
 * so, and `textOf` for what comes back.
 */
export const storedBody = sql<string>`cast(${event.body} as blob)`
export const bodyBytes = 'cast(body AS blob) AS body'

/** The same for a column that may hold anything. */
export function bytesOf(column: string): string {
  const name = `"${column}"`
  return `CASE typeof(${name}) WHEN 'text' THEN cast(${name} AS blob) ELSE ${name} END AS ${name}`
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Bytes as the text they were, anything else as it is; throws the words by which damage is known. */
export function textOf<Cell>(cell: Cell): Exclude<Cell, Uint8Array> | string {
  if (!(cell instanceof Uint8Array)) return cell as Exclude<Cell, Uint8Array>
  try {
    return utf8.decode(cell)
  } catch (cause) {
    throw new Error('database disk image is malformed: a text is not UTF-8', { cause })
  }
}
