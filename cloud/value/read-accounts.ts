import { and, asc, desc, eq, gt, lt } from 'drizzle-orm'
import type { Db } from '../db/open.ts'
import { event, hqCommand } from '../journal/schema.ts'
import { member } from '../masterdata/schema.ts'
import { receipt } from '../receipts/schema.ts'
import { programme, valueAccount, valueMovement } from './schema.ts'

export interface AccountsQuery {
  readonly memberId: number | undefined
  readonly programme: string | undefined
  readonly companyId: number | undefined
  readonly frozen: boolean | undefined
  readonly after: number
  readonly limit: number
}

const summary = {
  key: valueAccount.id,
  id: valueAccount.accountId,
  programme: programme.code,
  companyId: programme.companyId,
  kind: programme.kind,
  unit: programme.unit,
  memberId: valueAccount.memberId,
  memberCode: member.code,
  memberName: member.name,
  balance: valueAccount.balance,
  balanceAt: valueAccount.balanceAt,
  frozen: valueAccount.frozen,
}

export async function listAccounts(db: Db, query: AccountsQuery) {
  const { memberId, companyId, frozen, after, limit } = query
  const wanted = [
    memberId === undefined ? undefined : eq(valueAccount.memberId, memberId),
    query.programme === undefined ? undefined : eq(programme.code, query.programme),
    companyId === undefined ? undefined : eq(programme.companyId, companyId),
    frozen === undefined ? undefined : eq(valueAccount.frozen, frozen),
  ]
  return await db
    .select(summary)
    .from(valueAccount)
    .innerJoin(programme, eq(programme.id, valueAccount.programmeId))
    .leftJoin(member, eq(member.id, valueAccount.memberId))
    .where(and(gt(valueAccount.id, after), ...wanted))
    .orderBy(asc(valueAccount.id))
    .limit(limit)
}

export async function findAccountRow(db: Db, accountId: string) {
  return await db
    .select(summary)
    .from(valueAccount)
    .innerJoin(programme, eq(programme.id, valueAccount.programmeId))
    .leftJoin(member, eq(member.id, valueAccount.memberId))
    .where(eq(valueAccount.accountId, accountId))
    .get()
}

export async function findMember(db: Db, id: number) {
  return await db
    .select({ id: member.id, code: member.code, name: member.name })
    .from(member)
    .where(eq(member.id, id))
    .get()
}

/** Newest first, each with the event or the command that made it. */
export async function listMovements(
  db: Db,
  { accountKey, before, limit }: { accountKey: number; before: number; limit: number },
) {
  return await db
    .select({
      movement: valueMovement,
      event: {
        appliedSeq: event.appliedSeq,
        id: event.eventId,
        type: event.type,
        hubId: event.hubId,
        epoch: event.epoch,
        seq: event.seq,
      },
      command: {
        appliedSeq: hqCommand.appliedSeq,
        kind: hqCommand.kind,
        by: hqCommand.by,
        body: hqCommand.body,
      },
      receiptNumber: receipt.number,
    })
    .from(valueMovement)
    .leftJoin(event, eq(event.appliedSeq, valueMovement.appliedSeq))
    .leftJoin(hqCommand, eq(hqCommand.appliedSeq, valueMovement.appliedSeq))
    .leftJoin(receipt, eq(receipt.receiptId, valueMovement.receiptId))
    .where(and(eq(valueMovement.accountKey, accountKey), lt(valueMovement.id, before)))
    .orderBy(desc(valueMovement.id))
    .limit(limit)
}
