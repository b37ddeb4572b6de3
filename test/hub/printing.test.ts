import { expect, test } from 'vitest'
import type { PrintJob } from '#hub/print/job.ts'
import type { PrintRequest } from '#hub/print/queue.ts'
import { insertJob } from '#hub/print/store.ts'
import { Saved } from '#shared/contracts/till.ts'
import { newId, one, openTestHub } from './open-hub.ts'

/** A queue that only writes down: what is planned, and what was handed over after the commit. */
function openNotebook() {
  const planned: PrintRequest[] = []
  const added: PrintJob[] = []
  const plan = (request: PrintRequest) => {
    planned.push(request)
    const job: PrintJob = {
      id: newId(),
      kind: request.kind,
      till: request.till,
      device: 'receipt-1',
      refId: request.refId,
      document: null,
      duplicate: request.duplicate,
      state: 'queued',
      reason: '',
      attempt: 0,
      createdAt: 1,
      updatedAt: 1,
      expiresAt: null,
      session: null,
    }
    return { jobs: [job], statements: [insertJob(job)] }
  }
  return {
    planned,
    added,
    prints: { plan, added: (jobs: readonly PrintJob[]) => void added.push(...jobs) },
  }
}

test('the print of a sale is stored with the sale, and opens the drawer for cash only', async () => {
  const notebook = openNotebook()
  await using shop = await openTestHub({ prints: notebook.prints })
  const till = await shop.openTill()
  const cash = await till.sell({ lines: [one(1)] })
  await till.sell({ lines: [one(1)] }, [{ kind: 'card', given: 1000_00 }])
  expect(notebook.planned.map(({ openDrawer }) => openDrawer)).toEqual([true, false])
  const jobs = shop.journal.read('SELECT id, ref_id, duplicate FROM print_job ORDER BY seq', [])
  expect(jobs).toHaveLength(2)
  expect(jobs[0]).toEqual({ id: notebook.added[0]?.id, ref_id: cash.id, duplicate: 0 })
})

test('a sale that is refused prints nothing', async () => {
  const notebook = openNotebook()
  await using shop = await openTestHub({ prints: notebook.prints })
  const till = await shop.openTill()
  const saved = await till.sell({ lines: [one(1)] })
  await till.call('POST', '/sales', {
    id: saved.id,
    shiftId: till.shiftId,
    basket: { lines: [one(2)] },
    total: 250_00,
    tenders: [{ kind: 'cash', given: 250_00 }],
  })
  expect(notebook.added).toHaveLength(1)
})

test('a reprint is an event of its own and prints a duplicate, once however often it is sent', async () => {
  const notebook = openNotebook()
  await using shop = await openTestHub({ prints: notebook.prints })
  const till = await shop.openTill()
  const sale = await till.sell({ lines: [one(1)] })
  const request = { id: newId() }
  const first = await till.call('POST', `/receipts/${sale.id}/reprint`, request)
  const again = await till.call('POST', `/receipts/${sale.id}/reprint`, request)
  expect([first.status, again.status]).toEqual([201, 200])
  expect(Saved.parse(first.body).receipt?.number).toBe(sale.receipt?.number)
  expect(shop.journal.eventById(request.id)?.type).toBe('receipt.reprinted')
  expect(notebook.added.map(({ duplicate }) => duplicate)).toEqual([false, true])
})

test('a shift that is closed is printed', async () => {
  const notebook = openNotebook()
  await using shop = await openTestHub({ prints: notebook.prints })
  const till = await shop.openTill()
  await till.call('POST', `/shifts/${till.shiftId}/close`, { id: newId(), countedCash: 0 })
  expect(notebook.added).toMatchObject([{ kind: 'shift', refId: till.shiftId }])
})

test('without a printer a sale is a sale, and a reprint says what is missing', async () => {
  await using shop = await openTestHub()
  const till = await shop.openTill()
  const sale = await till.sell({ lines: [one(1)] })
  expect(sale.receipt?.print).toBeNull()
  const answer = await till.call('POST', `/receipts/${sale.id}/reprint`, { id: newId() })
  expect(answer.status).toBe(503)
  expect(answer.body).toMatchObject({ detail: expect.stringContaining('no printer') as string })
})
