import { createHash, randomFillSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { NewEvent } from '#hub/journal/append-job.ts'
import type { Identity } from '#hub/journal/job.ts'
import { type Journal, openJournal } from '#hub/journal/journal.ts'
import { eventHashText } from '#shared/domain/chain.ts'
import { uuidv7 } from '#shared/domain/uuid.ts'

export const newId = (): string => uuidv7(Date.now(), randomFillSync(new Uint8Array(10)))

export const identity: Identity = {
  hubId: 7,
  epoch: 1,
  token: 'token',
  feedId: 'feed',
  lookupKey: 'key',
  profile: '{}',
  cloudSeq: 0,
}

export interface TestJournal extends AsyncDisposable {
  readonly journal: Journal
  readonly path: string
  /** Closes it and opens the same file again. */
  readonly reopen: () => Promise<Journal>
}

export async function openTestJournal(claimed = true): Promise<TestJournal> {
  const dir = mkdtempSync(join(tmpdir(), 'kassa-journal-'))
  const path = join(dir, 'journal.db')
  const open = () =>
    openJournal({
      path,
      onFatal: (reason) => {
        throw new Error(reason)
      },
    })
  let current = await open()
  if (claimed) await current.adopt(identity)
  return {
    get journal() {
      return current
    },
    path,
    async reopen() {
      await current.close()
      current = await open()
      return current
    },
    async [Symbol.asyncDispose]() {
      await current.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** A small event; `sale` gives it a receipt number. */
export function newEvent(
  given: Partial<Pick<NewEvent, 'alongside' | 'requestHash'>> & {
    readonly id?: string
    readonly sale?: boolean
    readonly note?: string
  } = {},
): NewEvent {
  const id = given.id ?? newId()
  const isSale = given.sale ?? false
  return {
    requestHash: given.requestHash ?? 'request',
    payload: { v: 1, note: given.note ?? 'Ном, "үнэ"' },
    ...(isSale ? { receipt: { till: 'T1', store: 'S1' } } : {}),
    alongside: given.alongside ?? [],
    envelope: {
      v: 1,
      id,
      type: isSale ? 'sale.closed' : 'cash.moved',
      at: Date.now(),
      bootId: 'boot',
      uptimeMs: 1,
      businessOn: '2026-11-22',
      currency: 'MNT',
      till: 'T1',
      shiftId: null,
      cashierId: 1,
      receipt: isSale ? { id, number: '', originalId: null, cover: null } : null,
      movements: [],
      tenders: [],
      stock: [],
      leases: [],
      word: null,
      coupons: [],
    },
  }
}

/** The hash of each event, computed anew from the file; throws at the first that does not match. */
export function verifyChain(journal: Journal, hubId = identity.hubId): number {
  let prev = ''
  const events = journal.read(
    'SELECT seq, epoch, id, type, at, hash, body FROM event ORDER BY seq',
    [],
  )
  for (const [i, event] of events.entries()) {
    if (event['seq'] !== i + 1) throw new Error(`seq ${event['seq']} stands at place ${i + 1}`)
    const link = {
      prev,
      hubId,
      epoch: Number(event['epoch']),
      seq: i + 1,
      id: String(event['id']),
      type: String(event['type']),
      at: Number(event['at']),
    }
    const hash = createHash('sha256')
      .update(eventHashText(link))
      .update(String(event['body']))
      .digest('hex')
    if (hash !== event['hash']) throw new Error(`event ${i + 1} does not match its hash`)
    prev = hash
  }
  return events.length
}
