import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { z } from 'zod'
import { textOf } from '#gateway/virtual/paper.ts'
import { createVirtualPrinter } from '#gateway/virtual/printer.ts'
import { startTcpPrinter } from '#gateway/virtual/tcp-printer.ts'
import type { Saved } from '#shared/contracts/till.ts'
import { type Shop, until } from '../support/shop.ts'
import { newId, type SaleWish, type TillClient } from '../support/till-client.ts'

const DEVICE = 'receipt-1'
const mark = 'ХУВИЛБАР'
/** Of a kick that nobody heard the end of. */
const unsure = 'it is not known whether the drawer opened'

const Jobs = z.array(
  z.object({
    id: z.string(),
    kind: z.string(),
    refId: z.string().nullable(),
    state: z.string(),
    reason: z.string(),
  }),
)

/** A printer of the test's own process, which sees every byte whatever dies. */
export interface Paper extends AsyncDisposable {
  readonly port: number
  /** All that ever came out, from cut to cut; the printer itself shows the last ones only. */
  readonly receipts: () => readonly string[]
  readonly kicks: () => number
}

export async function openPaper(): Promise<Paper> {
  const printer = createVirtualPrinter({ maker: 'epson', columns: 48, clock: Date.now })
  const receipts = new Map<number, string>()
  const kicks = new Set<object>()
  printer.onChange(() => {
    for (const receipt of printer.receipts())
      receipts.set(receipt.number, textOf(receipt).join('\n'))
    for (const kick of printer.drawerKicks()) kicks.add(kick)
  })
  const socket = await startTcpPrinter({ printer, host: '127.0.0.1', port: 0 })
  return {
    port: socket.port,
    receipts: () => [...receipts.values()],
    kicks: () => kicks.size,
    [Symbol.asyncDispose]: () => socket.close(),
  }
}

/** A printer at this line as the shop's own, with a drawer. */
export async function putPrinter(shop: Shop, line: object): Promise<void> {
  const config = {
    kind: 'receipt-printer',
    device: DEVICE,
    name: 'Receipt printer',
    line,
    profile: 'epson-tm-t20iii',
    columns: 48,
    drawer: true,
  }
  await admin(shop, shop.hubUrl, `/devices/${DEVICE}`, {
    method: 'PUT',
    body: JSON.stringify(config),
  })
}

export interface Seller {
  readonly shiftId: string
  readonly total: number
  readonly productId: number
  /** Cash opens the drawer. */
  readonly pays: 'cash' | 'card'
  /** Until the hub has answered. */
  readonly sell: (sale: SaleWish) => Promise<Saved>
}

/** Sells until `isOver`, never more than a few receipts before the paper. */
export async function sellUntil(
  isOver: () => boolean,
  { shiftId, total, productId, pays, sell }: Seller,
  paper: Paper,
  after: (saved: Saved, kicksBefore: number) => Promise<void>,
): Promise<readonly Saved[]> {
  const basket = { lines: [{ id: 'a', productId, quantity: 1000 }] }
  const saved: Saved[] = []
  while (!isOver()) {
    const kicks = paper.kicks()
    const tenders = [{ kind: pays, given: total }]
    const answer = await sell({ id: newId(), shiftId, basket, total, tenders })
    saved.push(answer)
    await after(answer, kicks)
    // About as fast as the printer: then a kill falls into a job, not into a queue.
    await sleep(Math.random() * 60)
  }
  return saved
}

/** Its own kick came out once, or not at all where its job says so; the next sale is not made before. */
export async function expectOneKick(
  shop: Shop,
  hubUrl: string,
  saved: Saved,
  paper: Paper,
  before: number,
): Promise<void> {
  const kick = await until(
    'the kick has ended',
    async () => {
      const jobs = Jobs.parse(await admin(shop, hubUrl, `/print-jobs?device=${DEVICE}`))
      const found = jobs.find(({ kind, refId }) => kind === 'drawer' && refId === saved.id)
      return found !== undefined && ['done', 'failed'].includes(found.state) && found
    },
    60_000,
  )
  const came = paper.kicks() - before
  const expected = kick.state === 'done' ? [1] : kick.reason === unsure ? [0, 1] : [0]
  expect(expected, `kicks of a job that is ${kick.state} ${kick.reason}`).toContain(came)
}

export async function kickIsDone(shop: Shop, hubUrl: string, jobId: string): Promise<boolean> {
  const jobs = Jobs.parse(await admin(shop, hubUrl, `/print-jobs?device=${DEVICE}`))
  return jobs.some(({ id, state }) => id === jobId && state === 'done')
}

/** At no chosen instruction, in the middle of the traffic. */
export async function soonAfter(paper: Paper): Promise<void> {
  const goal = paper.receipts().length + 2
  await until('prints go on', async () => paper.receipts().length >= goal, 60_000)
  await sleep(Math.random() * 400)
}

/**
 * The papers of each receipt: it is on one whole paper at least, and of all that begin with its number
 * only the first may be without the mark. Answers those that have a marked one.
 */
export function markedOf(paper: Paper, saved: readonly Saved[]): readonly string[] {
  const roll = paper.receipts()
  return saved.flatMap(({ receipt }) => {
    const number = receipt?.number ?? '?'
    const copies = roll.flatMap((text) => {
      // What was torn is on one paper with what came after it.
      const parts = text.split(number)
      return parts.slice(1).map((_, at) => (parts[at] ?? '').includes(mark))
    })
    expect(copies.length, `${number} came out`).toBeGreaterThan(0)
    expect(copies.slice(1), `${number} came out ${copies.length} times`).not.toContain(false)
    return copies.includes(true) ? [number] : []
  })
}

/** Every print is done, and the printer has nothing left to do. */
export async function untilPrinted(client: TillClient, saved: readonly Saved[]): Promise<void> {
  const open = new Set(saved.map(({ id }) => id))
  await until(
    'every print is done',
    async () => {
      for (const id of open) {
        const { print } = await client.receipt(id)
        if (print?.state !== 'done') throw new Error(JSON.stringify(print))
        open.delete(id)
      }
      return true
    },
    60_000,
  )
  await until('the printer is online and has nothing left', async () => {
    const { printer } = await client.status()
    return printer.state === 'online' && printer.queued === 0
  })
}

async function admin(
  shop: Shop,
  hubUrl: string,
  path: string,
  init: RequestInit = {},
): Promise<unknown> {
  const answer = await fetch(`${hubUrl}/v1${path}`, {
    headers: {
      authorization: `Bearer ${shop.credentials.hubAdminToken}`,
      'content-type': 'application/json',
    },
    signal: AbortSignal.timeout(30_000),
    ...init,
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(text)
  return text === '' ? null : JSON.parse(text)
}
