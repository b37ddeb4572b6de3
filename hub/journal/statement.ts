import type { Cell, Compiled } from '../db/compile.ts'
import type { Mark, Statement } from './job.ts'

/** A compiled statement with its arguments, ready for the writer. */
export function statement(
  compiled: Compiled,
  values: Readonly<Record<string, Cell | boolean | Mark>>,
  orConflict?: string,
): Statement {
  const args = compiled.args<Mark>(values)
  return orConflict === undefined
    ? { sql: compiled.sql, args }
    : { sql: compiled.sql, args, orConflict }
}
