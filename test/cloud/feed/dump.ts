import { pathToFileURL } from 'node:url'
import Database from 'libsql'

/** Every row of every table, to compare a replica with its feed. */
export function dump(path: string): Record<string, unknown[]> {
  const db = new Database(`${pathToFileURL(path).href}?mode=ro`)
  try {
    const names = db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .raw(true)
      .all() as string[][]
    return Object.fromEntries(
      names.map(([name = '']) => [
        name,
        db.prepare(`SELECT * FROM "${name}" ORDER BY 1, 2`).raw(true).all(),
      ]),
    )
  } finally {
    db.close()
  }
}
