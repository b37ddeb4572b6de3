import { and, eq, gt, sql } from 'drizzle-orm'
import { build, compile } from '../db/compile.ts'
import type { Statement } from '../journal/job.ts'
import type { Journal } from '../journal/journal.ts'
import { pairingCode, pinFailure, till } from '../journal/schema.ts'
import { statement } from '../journal/statement.ts'

export type TillRow = typeof till.$inferSelect

/** Paired tills, pairing codes and wrong PINs in `journal.db`. */
export function createTillStore(journal: Journal) {
  const tills = journal.prepare(
    build
      .select({
        code: till.code,
        name: till.name,
        tokenHash: till.tokenHash,
        pairedAt: till.pairedAt,
        cashierId: till.cashierId,
        mqttVerifier: till.mqttVerifier,
      })
      .from(till),
  )
  const codes = journal.prepare(
    build
      .select({ till: pairingCode.till })
      .from(pairingCode)
      .where(
        and(
          eq(pairingCode.codeHash, sql.placeholder('codeHash')),
          gt(pairingCode.expiresAt, sql.placeholder('now')),
        ),
      ),
  )
  const failures = journal.prepare(
    build
      .select({ failures: pinFailure.failures, lockedUntil: pinFailure.lockedUntil })
      .from(pinFailure)
      .where(eq(pinFailure.employeeId, sql.placeholder('employeeId'))),
  )
  return {
    tills: () => tills(),
    /** Undefined = no such code, or it has expired. */
    code: (codeHash: string, now: number) => codes({ codeHash, now })[0],
    pinFailures: (employeeId: number) => failures({ employeeId })[0],
  }
}
export type TillStore = ReturnType<typeof createTillStore>

const name = sql.placeholder

const insertCode = compile(
  build.insert(pairingCode).values({
    codeHash: name('codeHash'),
    till: name('till'),
    expiresAt: name('expiresAt'),
  }),
)
export function addCode(row: typeof pairingCode.$inferSelect): Statement {
  return statement(insertCode, row)
}

const deleteCode = compile(
  build.delete(pairingCode).where(eq(pairingCode.codeHash, name('codeHash'))),
)
/** Two tills with one code: the second finds nothing to take. */
export function takeCode(codeHash: string): Statement {
  return statement(deleteCode, { codeHash }, 'code-used')
}

const deleteCodes = compile(build.delete(pairingCode))
export function dropCodes(): Statement {
  return statement(deleteCodes, {})
}

const deleteOldCodes = compile(
  build.delete(pairingCode).where(sql`${pairingCode.expiresAt} <= ${name('now')}`),
)
export function dropCodesBefore(now: number): Statement {
  return statement(deleteOldCodes, { now })
}

const upsertTill = compile(
  build
    .insert(till)
    .values({
      code: name('code'),
      name: name('name'),
      tokenHash: name('tokenHash'),
      pairedAt: name('pairedAt'),
      cashierId: name('cashierId'),
      mqttVerifier: name('mqttVerifier'),
    })
    .onConflictDoUpdate({
      target: till.code,
      set: {
        name: sql`excluded.name`,
        tokenHash: sql`excluded.token_hash`,
        pairedAt: sql`excluded.paired_at`,
        cashierId: sql`excluded.cashier_id`,
        mqttVerifier: sql`excluded.mqtt_verifier`,
      },
    }),
)
export function saveTill(row: TillRow): Statement {
  return statement(upsertTill, row)
}

const countedFailures = sql`CASE WHEN ${pinFailure.lockedUntil} BETWEEN 1 AND ${name('now')}
  THEN 1 ELSE ${pinFailure.failures} + 1 END`
const upsertFailure = compile(
  build
    .insert(pinFailure)
    .values({ employeeId: name('employeeId'), failures: 1, lockedUntil: 0 })
    .onConflictDoUpdate({
      target: pinFailure.employeeId,
      set: {
        failures: countedFailures,
        lockedUntil: sql`CASE WHEN ${countedFailures} >= ${name('max')} THEN ${name('until')} ELSE 0 END`,
      },
    })
    .returning({ failures: pinFailure.failures, lockedUntil: pinFailure.lockedUntil }),
)
/** Counts one more in the database itself, so that tries at the same time count apart. */
export function countPinFailure(values: {
  readonly employeeId: number
  readonly now: number
  readonly max: number
  readonly until: number
}): Statement {
  return statement(upsertFailure, values)
}

const deleteFailures = compile(
  build.delete(pinFailure).where(eq(pinFailure.employeeId, name('employeeId'))),
)
export function forgetPinFailures(employeeId: number): Statement {
  return statement(deleteFailures, { employeeId })
}
