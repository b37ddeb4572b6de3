import Database from 'libsql'

/** A reader of the journal, as a copy of it is: until it closes, no room of the log is used twice. */
export function holdLog(journal: string): Database.Database {
  const reader = new Database(journal, { readonly: true })
  reader.exec('BEGIN')
  reader.prepare('SELECT count(*) FROM event').get()
  return reader
}
