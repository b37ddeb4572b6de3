import { isUtf8 } from 'node:buffer'

/**
 * libSQL's driver ends the process (it panics) where a text is not UTF-8, as in a damaged page that
 * SQLite itself finds whole. So whatever a bad sector may have hit is read as bytes: SQL that says
 * so, and `textOf` for what comes back.
 */
export function bytesOf(column: string): string {
  const name = `"${column}"`
  return `CASE typeof(${name}) WHEN 'text' THEN cast(${name} AS blob) ELSE ${name} END AS ${name}`
}

/** Bytes as the text they were, anything else as it is; throws the words by which damage is known. */
export function textOf<Cell>(cell: Cell): Exclude<Cell, Uint8Array> | string {
  if (!(cell instanceof Uint8Array)) return cell as Exclude<Cell, Uint8Array>
  if (!isUtf8(cell)) throw new Error('database disk image is malformed: a text is not UTF-8')
  // A decoder would take longer than the statement.
  return (cell instanceof Buffer ? cell : Buffer.from(cell)).toString('utf8')
}
