import type { AccountKind } from '#shared/value/account.ts'
import { programmeOfAccount } from '#shared/value/account-id.ts'
import type { HotDatabase } from '../db/hot.ts'
import { findProgramme, type Programme } from './programmes.ts'

/** Which programme an account is of, by its id alone; undefined where no such programme is. */
export type ProgrammeOf = (accountId: string) => Programme | undefined

/** As the transaction sees them: each is read at the first question. */
export function readProgrammeOf(hot: HotDatabase): ProgrammeOf {
  const byCode = new Map<string, Programme | undefined>()
  return (accountId) => {
    const code = programmeOfAccount(accountId)
    if (!byCode.has(code)) byCode.set(code, findProgramme(hot, code))
    return byCode.get(code)
  }
}

export function kindOf(programmeOf: ProgrammeOf, accountId: string): AccountKind | undefined {
  return programmeOf(accountId)?.terms.kind
}

/** By what is counted, where a movement names no account: any programme of that unit. */
export function readProgrammeOfUnit(hot: HotDatabase): (unit: string) => Programme | undefined {
  const byUnit = new Map<string, Programme | undefined>()
  return (unit) => {
    if (!byUnit.has(unit)) {
      const [code] = hot.prepare(ofUnitSql).get(unit) ?? []
      byUnit.set(unit, code === undefined ? undefined : findProgramme(hot, String(code)))
    }
    return byUnit.get(unit)
  }
}

const ofUnitSql = 'SELECT code FROM programme WHERE unit = ? ORDER BY id LIMIT 1'
