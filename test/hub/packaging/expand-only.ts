/**
 * May a program of before this migration go on with the database after it (spine C)? Says for each
 * statement that is more than an addition what an older program would meet.
 */
export function breaches(script: string): string[] {
  const statements = script.split('--> statement-breakpoint').map(withoutComments)
  const fresh = new Set(statements.flatMap((text) => /^CREATE TABLE (\S+)/i.exec(text)?.[1] ?? []))
  return statements.flatMap((text) => {
    const reason = breachOf(text, fresh)
    return reason === null ? [] : [`${firstLine(text)}: ${reason}`]
  })
}

function breachOf(text: string, fresh: ReadonlySet<string>): string | null {
  if (text === '') return null
  if (/^CREATE (VIRTUAL )?TABLE/i.test(text)) {
    return /__new_/.test(text) ? 'the table is built anew: its old form goes' : null
  }
  const [, unique, table = ''] = /^CREATE (UNIQUE )?INDEX \S+ ON (\S+)/i.exec(text) ?? []
  if (table !== '') {
    if (unique === undefined || fresh.has(table)) return null
    return 'an older program may write what the new index forbids'
  }
  const [, column] = /^ALTER TABLE \S+ ADD (?:COLUMN )?(.+)$/is.exec(text) ?? []
  if (column !== undefined) {
    if (!/\bNOT NULL\b/i.test(column) || /\bDEFAULT\b/i.test(column)) return null
    return 'an older program inserts without this column'
  }
  if (/^INSERT INTO `?feed_schema`? /i.test(text)) return null
  if (/^DROP INDEX/i.test(text))
    return 'an older program may rely on the index, e.g. in ON CONFLICT'
  if (/^(DROP|ALTER)/i.test(text)) return 'an older program asks for it under this name'
  if (/^(UPDATE|DELETE|INSERT|REPLACE)/i.test(text)) return 'rows of an older program change'
  if (/^CREATE TRIGGER/i.test(text)) return 'it acts on what an older program writes'
  return 'not known to be an addition'
}

function withoutComments(text: string): string {
  return text
    .replace(/^--.*$/gm, '')
    .trim()
    .replace(/;$/, '')
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}
