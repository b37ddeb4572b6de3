import fc from 'fast-check'
import { expect, test } from 'vitest'
import { appendJob } from '#hub/journal/append-job.ts'
import type { Job } from '#hub/journal/job.ts'
import { walletTables } from '#hub/value/store.ts'
import { readBody } from '#hub/value/valued-event.ts'
import { projectEvent } from '#shared/value/hub/project-event.ts'
import { leftOf, type Wallet } from '#shared/value/hub/wallet.ts'
import { createMemoryWallet } from '#test/sim/memory-wallet.ts'
import { newId } from '../journal/open-journal.ts'
import {
  grant,
  keptJob,
  message,
  moved,
  openWriter,
  receiptEvent,
  receiptJob,
  session,
  terms,
} from './open-writer.ts'

type Writer = ReturnType<typeof openWriter>

/** A receipt that was never sold here. */
const elsewhere = newId()
const runs = Number(process.env['KASSA_TEST_WALLET_RUNS'] ?? 40)
const lease = fc.integer({ min: 0, max: 5 }).map((n) => `L${n}`)
const pick = fc.nat({ max: 1000 })
const step = fc.oneof(
  fc.record({ do: fc.constant('sell' as const) }),
  fc.record({ do: fc.constant('spend' as const), lease, amount: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ do: fc.constant('refund' as const), pick, back: fc.boolean() }),
  fc.record({ do: fc.constant('grant' as const), lease, amount: fc.integer({ min: 1, max: 99 }) }),
  fc.record({ do: fc.constant('recall' as const), lease, reserved: fc.nat({ max: 9 }) }),
  fc.record({ do: fc.constant('right back' as const), pick }),
  fc.record({ do: fc.constant('close' as const), lease }),
  fc.record({ do: fc.constant('kept sale' as const), pick, known: fc.boolean() }),
  fc.record({ do: fc.constant('trust' as const), amount: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ do: fc.constant('epoch' as const), pick }),
  fc.record({ do: fc.constant('bad job' as const), lease }),
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

test('the wallet is what the journal says, after any history, and read again it is the same', {
  timeout: 20_000 + runs * 200,
}, () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 25 }),
      (batches) => {
        const writer = openWriter()
        const shop = openShopOf(writer)
        for (const batch of batches) shop.write(batch)
        const memory = foldInMemory(writer)
        const kept = stateOf(writer.wallet, shop)
        expect(kept).toEqual(stateOf(memory, shop))
        const movements = movementsOf(writer)
        for (const table of walletTables) writer.sql(`DELETE FROM ${table}`, [])
        writer.restart()
        expect(stateOf(writer.wallet, shop)).toEqual(kept)
        expect(movementsOf(writer)).toEqual(movements)
        writer.database.close()
      },
    ),
    { numRuns: runs },
  )
})

test('what an older program appended is read at the next start, once', () => {
  const writer = openWriter()
  writer.write(message(1, grant('L1', 'a', 50)))
  const spent = receiptEvent('sale.closed', { movements: [moved({ lease: 'L1', amount: 20 })] })
  // An older program knows nothing of wallets.
  writer.write({ ...receiptJob(spent), valued: null })
  expect(leftIn(writer, 'L1')).toBe(50)
  writer.restart()
  expect(leftIn(writer, 'L1')).toBe(30)
  writer.restart()
  expect(leftIn(writer, 'L1')).toBe(30)
})

test('a sale for money leaves no trace in the wallet, and is known to it all the same', () => {
  const writer = openWriter()
  const sold = receiptEvent('sale.closed')
  writer.write(receiptJob(sold))
  for (const table of walletTables) expect(writer.sql(`SELECT * FROM ${table}`, [])).toEqual([])
  const known = { epoch: 1, total: 100_00, refunded: 0, right: 'mine', version: 0 }
  expect(writer.wallet.ownReceipt(sold.envelope.id)).toMatchObject(known)
})

/** Turns steps into jobs against what was granted and sold before. */
function openShopOf(writer: Writer) {
  const receipts: string[] = []
  const spends: { readonly id: string; readonly lease: string; readonly amount: number }[] = []
  let epoch = 1
  let n = 0
  const of = () => ({ ...session, epoch })

  function jobsOf(one: Step): Job[] {
    switch (one.do) {
      case 'sell':
        return [sale({})]
      case 'spend': {
        const { amount } = one
        // Its writer has made sure that it is there; here it is what the test must do.
        const left = leftIn(writer, one.lease)
        if (left < amount) return []
        const movement = moved({ lease: one.lease, amount })
        spends.push({ id: movement.id, lease: one.lease, amount })
        return [sale({ movements: [movement] })]
      }
      case 'refund': {
        const originalId = receipts[one.pick % Math.max(1, receipts.length)] ?? newId()
        const spend = spends[one.pick % Math.max(1, spends.length)]
        const movements =
          one.back && spend !== undefined
            ? [moved({ kind: 'give-back', amount: 1, reverses: spend.id })]
            : []
        const event = receiptEvent('sale.refunded', { originalId, movements, amount: 1_00 })
        return [receiptJob(event)]
      }
      case 'grant':
        return [message(++n, grant(one.lease, `account ${one.lease}`, one.amount), of())]
      case 'recall': {
        const reserved = new Map([[one.lease, one.reserved]])
        const job = message(++n, { kind: 'recall', lease: one.lease }, of())
        return [{ ...job, terms: terms({ reserved }) }]
      }
      case 'right back': {
        const receiptId = receipts[one.pick % Math.max(1, receipts.length)] ?? elsewhere
        return [message(++n, { kind: 'refund-recall', receiptId }, of())]
      }
      case 'close': {
        const why = { why: 'receipt', receiptId: 'r', accounts: [`account ${one.lease}`] } as const
        return [{ kind: 'close-leases', terms: terms(), of: why }]
      }
      case 'kept sale': {
        const id = one.known ? (unknownReceipts(writer)[0] ?? newId()) : newId()
        const movements = [moved({ lease: `L${one.pick % 9}`, amount: 1 })]
        return [keptJob(receiptEvent('sale.closed', { id, movements }), `S1-T9-1-${one.pick}`)]
      }
      case 'trust': {
        const rule = `trust:2026-11-${10 + one.amount}:credit:MNT`
        return [sale({ movements: [moved({ cover: 'trust', rule, amount: one.amount })] })]
      }
      case 'epoch': {
        const { head } = writer.state()
        const base = baseAt(writer, Math.floor((head.seq * (one.pick % 10)) / 10))
        epoch += 1
        n = 0
        const envelope = {
          ...receiptEvent('sale.closed').envelope,
          id: newId(),
          type: 'hub.noted' as const,
          receipt: null,
          tenders: [],
        }
        const payload = { v: 1, note: 'epoch-opened', words: '' }
        const note = appendJob({ envelope, payload, requestHash: '' })
        return [{ kind: 'open-epoch', epoch, base, note }]
      }
      case 'bad job':
        return [
          {
            kind: 'execute',
            statements: [{ sql: 'INSERT INTO device VALUES (1, NULL)', args: [] }],
          },
        ]
    }
  }

  function sale(change: Parameters<typeof receiptEvent>[1]): Job {
    const event = receiptEvent('sale.closed', change)
    receipts.push(event.envelope.id)
    return receiptJob(event)
  }

  return {
    receipts,
    write(batch: readonly Step[]) {
      for (const one of batch) {
        // A bad job in the batch makes the writer roll it back and take the others one by one.
        const isBad = one.do === 'bad job'
        const jobs = isBad ? [...jobsOf({ do: 'sell' }), ...jobsOf(one)] : jobsOf(one)
        try {
          writer.write(...jobs)
        } catch (error) {
          if (!isBad) throw error
        }
      }
    },
  }
}

function unknownReceipts({ wallet }: Writer): readonly string[] {
  return wallet.receiptsWithoutSale().filter((id) => id !== elsewhere)
}

function baseAt({ sql }: Writer, seq: number) {
  const [row] = sql('SELECT epoch, hash FROM event WHERE seq = ?', [seq])
  return {
    epoch: Number(row?.[0] ?? 1),
    seq: row === undefined ? 0 : seq,
    hash: String(row?.[1] ?? ''),
  }
}

function foldInMemory({ sql }: Writer): Wallet {
  const wallet = createMemoryWallet()
  for (const [seq, epoch, body] of sql('SELECT seq, epoch, body FROM event ORDER BY seq', [])) {
    const place = { epoch: Number(epoch), seq: Number(seq) }
    projectEvent(wallet, { ...place, ...readBody(String(body)) })
  }
  return wallet
}

function stateOf(wallet: Wallet, { receipts }: { readonly receipts: readonly string[] }) {
  const leases = ['L0', 'L1', 'L2', 'L3', 'L4', 'L5', 'L6', 'L7', 'L8']
  const days = Array.from({ length: 10 }, (_, i) => `2026-11-${10 + i}:credit:MNT`)
  return {
    leases: leases.map((id) => wallet.lease(id)),
    open: wallet.openLeases(),
    byAccount: leases.map((id) => wallet.leasesOf(`account ${id}`)),
    receipts: [...receipts, elsewhere].map((id) => wallet.ownReceipt(id)),
    trust: days.map((day) => wallet.trustSpent(day)),
    trustDay: wallet.trustDay(),
    stream: wallet.stream(),
  }
}

function movementsOf({ sql }: Writer) {
  return sql('SELECT account, seq, id, kind, amount, reverses FROM own_movement ORDER BY key', [])
}

function leftIn({ wallet }: Writer, id: string): number {
  const found = wallet.lease(id)
  return found === undefined ? 0 : leftOf(found)
}
