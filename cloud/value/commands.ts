import { Failure } from '#shared/domain/failure.ts'
import type { AlarmOrigin } from '../alarms/store.ts'
import type { HotDatabase } from '../db/hot.ts'
import { appendCommand, lastAppliedSeq } from '../journal/hq-log.ts'
import { announceVoucher } from '../vouchers/announce-voucher.ts'
import { oldVoucherAccount } from '../vouchers/bring-vouchers.ts'
import { ValueCommand, type ValueCommandOf } from './command.ts'
import { openLedger } from './ledger-store.ts'
import { postMessages } from './messages.ts'
import { type Performed, perform } from './perform.ts'
import { postToBooks } from './post-to-books.ts'
import { findProgramme, type Programme } from './programmes.ts'
import { mayPromise } from './recovery-store.ts'

/** Who gives a command, and when by the clock of the cloud. */
export interface GivenBy {
  readonly at: number
  readonly by: string
}

export interface CommandDone {
  readonly answer: Performed['answer']
  /** Its place in the applied log; null where it changed nothing. */
  readonly appliedSeq: number | null
  /** Hubs that have something new in their streams: tell them after the commit. */
  readonly hubs: readonly number[]
}

/** Runs a command with all that follows from it, in the caller's transaction. */
export function runCommand(
  hot: HotDatabase,
  command: ValueCommand,
  { at, by }: GivenBy,
): CommandDone {
  if (takesValue(command) && !mayPromise(hot)) throw recovering()
  const appliedSeq = lastAppliedSeq(hot) + 1
  const ledger = openLedger(hot, { appliedSeq, at, origin: originOf(command, at) })
  const programme = programmeOfCommand(hot, command)
  const { answer, moved, messages } = perform(hot, ledger, command, at)
  if (!moved) return { answer, appliedSeq: null, hubs: [] }
  const { kind, ...body } = command
  appendCommand(hot, { at, by, kind, body })
  postToBooks(hot, command, { commandSeq: appliedSeq, at, ledger, programme })
  ledger.announce()
  if (kind === 'open-programme' || kind === 'set-programme') announceProgramme(hot, command.code)
  if (kind === 'make-vouchers') announceVouchers(hot, command)
  if (kind === 'bring-vouchers') announceReserved(hot, command)
  postMessages(hot, messages)
  return { answer, appliedSeq, hubs: messages.map(({ hub }) => hub) }
}

/** An entry of HQ's log as it is stored. */
export interface StoredCommand {
  readonly appliedSeq: number
  readonly at: number
  readonly kind: string
  /** JSON. */
  readonly body: string
}

/** What a command did to the books, done again in its place: for a rebuild, which tells nobody. */
export function replayCommand(hot: HotDatabase, stored: StoredCommand): void {
  const { appliedSeq, at, kind } = stored
  const command = ValueCommand.parse({ ...JSON.parse(stored.body), kind })
  const ledger = openLedger(hot, { appliedSeq, at, origin: originOf(command, at) })
  const programme = programmeOfCommand(hot, command)
  perform(hot, ledger, command, at)
  postToBooks(hot, command, { commandSeq: appliedSeq, at, ledger, programme })
}

/** As it is before the command. */
function programmeOfCommand(hot: HotDatabase, command: ValueCommand): Programme | undefined {
  return command.kind === 'set-programme' ? findProgramme(hot, command.code) : undefined
}

/** What restored books must not do: what it would take may be spent already (recovery.ts). */
function takesValue(command: ValueCommand): boolean {
  return taking.has(command.kind) || (command.kind === 'correct' && command.amount < 0)
}

const taking: ReadonlySet<ValueCommand['kind']> = new Set([
  'grant',
  'place-hold',
  'capture-hold',
  'expire-lots',
  'grant-refund',
])

export function recovering(): Failure {
  return new Failure(
    'unavailable',
    'These books were restored: nothing is taken out of accounts until every hub has reported. See GET /v1/value-recovery.',
    { extra: { reason: 'recovering' } },
  )
}

function originOf(command: ValueCommand, at: number): AlarmOrigin | null {
  return command.kind === 'void' ? { companyId: command.companyId, hubId: command.hub, at } : null
}

function announceProgramme(hot: HotDatabase, code: string): void {
  hot.prepare(announceSql).run(code)
}

/** Of the others the ledger has told already. */
function announceReserved(hot: HotDatabase, command: ValueCommandOf<'bring-vouchers'>): void {
  for (const { key, state } of command.vouchers) {
    if (state === 'reserved') announceVoucher(hot, oldVoucherAccount(command.programme, key))
  }
}

/** The newest ones are those that it made; of issued ones the ledger has told already. */
function announceVouchers(hot: HotDatabase, { batch, count }: ValueCommandOf<'make-vouchers'>) {
  hot.prepare(vouchersSql).run(count, batch)
}

const vouchersSql = `INSERT INTO outbox (company_id, entity, entity_id, class)
  SELECT p.company_id, 'voucher', v.id, 'urgent' FROM voucher v
  CROSS JOIN programme p ON p.id = v.programme_id
  WHERE v.id > (SELECT max(id) FROM voucher) - ?
    AND (SELECT issued FROM voucher_batch WHERE batch_id = ?) = 'reserved' ORDER BY v.id`
const announceSql = `INSERT INTO outbox (company_id, entity, entity_id, class)
  SELECT company_id, 'programme', id, 'urgent' FROM programme WHERE code = ?`
