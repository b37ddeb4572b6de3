import { Failure } from '#shared/domain/failure.ts'
import type { HotDatabase } from '../db/hot.ts'
import type { GroupDatabase } from '../db/open.ts'
import type { ValueCommand } from './command.ts'
import { type GivenBy, runCommand } from './commands.ts'
import { type Refused, refusedFailure } from './refused.ts'

export interface Order<Answer> {
  /** Made by the client: said again, it is the same request. */
  readonly id: string
  /** That it is about. */
  readonly account: string
  readonly command: ValueCommand
  /** What the client said, without what we add: a repeat says the same. */
  readonly asked: Readonly<Record<string, unknown>>
  /** Throws what forbids it as the books are now; not asked of a repeat. */
  readonly check?: (hot: HotDatabase) => void
  /** `appliedSeq` is null where nothing changed. What it throws undoes all. */
  readonly answer: (hot: HotDatabase, appliedSeq: number | null) => Answer
  /** In better words than the reason alone gives. */
  readonly refused?: (hot: HotDatabase, answer: Refused) => Failure | undefined
}

/** Runs a command of HQ once: the same request again gets the same answer, another one is refused. */
export async function giveOrder<Answer>(
  group: GroupDatabase,
  { id, account, command, asked, check, answer, refused }: Order<Answer>,
  given: GivenBy,
): Promise<{ readonly answer: Answer; readonly hubs: readonly number[] }> {
  const text = JSON.stringify({ kind: command.kind, account, ...asked })
  return await group.writeHot((hot) => {
    const [askedBefore, answered] = hot.prepare(findSql).get(id) ?? []
    if (askedBefore !== undefined) {
      if (askedBefore !== text) throw otherContent(id)
      return { answer: JSON.parse(String(answered)) as Answer, hubs: [] }
    }
    check?.(hot)
    const done = runCommand(hot, command, given)
    if (done.answer.outcome === 'refused') {
      throw refused?.(hot, done.answer) ?? refusedFailure(done.answer, account)
    }
    const answerNow = answer(hot, done.appliedSeq)
    hot.prepare(insertSql).run(id, done.appliedSeq ?? 0, text, JSON.stringify(answerNow))
    return { answer: answerNow, hubs: done.hubs }
  })
}

function otherContent(id: string): Failure {
  const message = 'was used for another request; a new request needs a new id'
  return new Failure('conflict', `id ${id} ${message}`, {
    fields: [{ field: 'id', value: id, message }],
  })
}

const findSql = 'SELECT asked, answer FROM value_request WHERE id = ?'
const insertSql = 'INSERT INTO value_request (id, applied_seq, asked, answer) VALUES (?, ?, ?, ?)'
