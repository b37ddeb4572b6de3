import { z } from '@hono/zod-openapi'
import { Failure } from '#shared/domain/failure.ts'
import { type Account, openAccount } from '#shared/value/account.ts'
import type { HotDatabase } from '../db/hot.ts'
import type { GroupDatabase } from '../db/open.ts'
import { toAccount } from './account-store.ts'
import { type Programme, readProgrammes } from './programmes.ts'
import { findMember } from './read-accounts.ts'

export const AccountId = z
  .string()
  .regex(/^[A-Z0-9]{1,12}:[1-9]\d{0,14}$/, "is the programme's code, a colon and the member's key")
  .meta({ examples: ['CREDIT:7'] })

/** Of a programme and a member of the group; it need not have moved yet. */
export async function needAccount(
  group: GroupDatabase,
  id: string,
): Promise<{
  readonly programme: Programme
  readonly member: { readonly id: number; readonly code: string; readonly name: string }
}> {
  const named = readProgrammes(group.readHot()).of(id)
  if (named === undefined) {
    throw new Failure('not-found', `Account ${id} not found: no programme has this code.`)
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
