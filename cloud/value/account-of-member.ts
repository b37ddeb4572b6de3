import { z } from '@hono/zod-openapi'
import { Failure } from '#shared/domain/failure.ts'
import { type Account, openAccount } from '#shared/value/account.ts'
import type { HotDatabase } from '../db/hot.ts'
import type { GroupDatabase } from '../db/open.ts'
import { toAccount } from './account-store.ts'
import { accountPattern, type Programme, readProgrammes } from './programmes.ts'
import { findMember } from './read-accounts.ts'

export const AccountId = z
  .string()
  .regex(accountPattern, "is the programme's code, a colon and the member's key or voucher's name")
  .meta({ examples: ['CREDIT:7', 'GIFT:1-250'] })

/** Of a programme and a member of the group, or of a voucher; it need not have moved yet. */
export async function needAccount(
  group: GroupDatabase,
  id: string,
): Promise<{
  readonly programme: Programme
  readonly member: { readonly id: number; readonly code: string; readonly name: string } | null
}> {
  const named = readProgrammes(group.readHot()).of(id)
  if (named === undefined) {
    throw new Failure('not-found', `Account ${id} not found: no programme has this code.`)
  }
  if (named.memberId === null) {
    if (isKnownVoucher(group.readHot(), id)) return { programme: named.programme, member: null }
    throw new Failure('not-found', `Account ${id} not found: there is no such voucher.`)
  }
  const member = await findMember(group.db, named.memberId)
  if (member === undefined) {
    throw new Failure('not-found', `Account ${id} not found: there is no member ${named.memberId}.`)
  }
  return { programme: named.programme, member }
}

export function readAccount(hot: HotDatabase, id: string): Account {
  const [version, frozen, state] =
    hot.prepare('SELECT version, frozen, state FROM value_account WHERE account_id = ?').get(id) ??
    []
  if (version !== undefined) return toAccount(id, { version, frozen, state })
  const named = readProgrammes(hot).of(id)
  if (named === undefined) throw new Failure('not-found', `Account ${id} not found.`)
  return openAccount(id, named.programme.terms)
}

/** One that a store made may be in the books before it is known what is printed on it. */
function isKnownVoucher(hot: HotDatabase, account: string): boolean {
  return hot.prepare(voucherSql).get(account, account) !== undefined
}

const voucherSql = `SELECT 1 FROM voucher WHERE account = ?
  UNION ALL SELECT 1 FROM value_account WHERE account_id = ? LIMIT 1`
