import { eq, sql } from 'drizzle-orm'
import { build } from '../db/compile.ts'
import { type JournalReader, openJournalReader } from './reader.ts'
import { event, receipt } from './schema.ts'
import { storedBody } from './stored-text.ts'
import { type JournalSettings, type JournalWriter, openJournalWriter } from './writer.ts'

export interface StoredEvent {
  readonly seq: number
  readonly epoch: number
  readonly id: string
  readonly type: string
  readonly hash: string
  /** Under which it was first saved, where it was chained again since. */
  readonly firstHash: string | null
  readonly requestHash: string
  readonly body: string
  /** Of a sale or refund. */
  readonly number: string | null
}

/** `journal.db`: one writer, one reader. */
export interface Journal extends JournalWriter, Omit<JournalReader, 'close'> {
  readonly eventById: (id: string) => StoredEvent | null
  readonly eventBySeq: (seq: number) => StoredEvent | null
}

export async function openJournal(settings: JournalSettings): Promise<Journal> {
  const writer = await openJournalWriter(settings)
  const reader = openJournalReader(settings.path)
  const byId = reader.prepare(selectEvent().where(eq(event.id, sql.placeholder('id'))))
  const bySeq = reader.prepare(selectEvent().where(eq(event.seq, sql.placeholder('seq'))))
  return {
    ...writer,
    ...reader,
    eventById: (id) => byId({ id })[0] ?? null,
    eventBySeq: (seq) => bySeq({ seq })[0] ?? null,
    async close() {
      reader.close()
      await writer.close()
    },
  }
}

function selectEvent() {
  return build
    .select({
      seq: event.seq,
      epoch: event.epoch,
      id: event.id,
      type: event.type,
      hash: event.hash,
      firstHash: event.firstHash,
      requestHash: event.requestHash,
      body: storedBody,
      number: receipt.number,
    })
    .from(event)
    .leftJoin(receipt, eq(receipt.seq, event.seq))
    .$dynamic()
}
