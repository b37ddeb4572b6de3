import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Journal } from '#hub/journal/journal.ts'
import { type DeviceConfig, jobCancelled } from '#shared/contracts/device.ts'
import { makeReceipt } from './papers.ts'
import {
  connectDevice,
  type FakeDevice,
  newId,
  openRig,
  openTestJournal,
  sleep,
  until,
} from './rig.ts'

let journal: Journal
beforeAll(async () => {
  journal = await openTestJournal()
})
afterAll(() => journal.close())

test('a job goes from queued over printing to done and the till hears of each step', async () => {
  await using rig = await openRig(journal)
  await using gateway = await connectDevice(rig, 'printer-1', 'session-a')
  const receiptId = await rig.sell()
  const job = await gateway.job(({ kind }) => kind === 'print')
  expect(job).toMatchObject({ attempt: 1, duplicate: false, openDrawer: false, expiresAt: null })
  expect(job.kind === 'print' && job.document.title).toBe('UB1-T1-1-000042-7Q')
  gateway.answer(job, 'accepted')
  gateway.answer(job, 'printing')
  gateway.answer(job, 'waiting', 'paper out')
  await rig.printState(receiptId, 'waiting')
  expect(rig.hardware().prints.queued('T1')).toBe(1)
  gateway.answer(job, 'done')
  await rig.printState(receiptId, 'done')
  expect(rig.live.filter(({ event }) => event.kind === 'print').map(({ event }) => event)).toEqual(
    ['queued', 'accepted', 'printing', 'waiting', 'done'].map((state) => ({
      kind: 'print',
      receiptId,
      state,
      reason: state === 'waiting' ? 'paper out' : '',
    })),
  )
  await until(() => storedStates(rig.journal)[0] === 'done')
})

test('jobs of one printer go one after the other, in the order of their sales', async () => {
  await using rig = await openRig(journal)
  await using gateway = await connectDevice(rig, 'printer-1', 'session-a')
  const first = await rig.sell()
  const second = await rig.sell()
  const job = await gateway.job(() => true)
  await sleep(150)
  expect(new Set(gateway.jobs.map(({ jobId }) => jobId)).size).toBe(1)
  gateway.answer(job, 'done')
  const next = await gateway.job(({ jobId }) => jobId !== job.jobId)
  gateway.answer(next, 'done')
  await rig.printState(first, 'done')
  await rig.printState(second, 'done')
})

test('a job nobody answers for is sent again with the same attempt', async () => {
  await using rig = await openRig(journal)
  await using gateway = await connectDevice(rig, 'printer-1', 'session-a')
  await rig.sell()
  await until(() => gateway.jobs.length >= 3)
  expect(new Set(gateway.jobs.map(({ jobId, attempt }) => `${jobId} ${attempt}`)).size).toBe(1)
})

test('a print that cannot be laid out fails with its reason; the hub lives, and the next one comes out', async () => {
  await using rig = await openRig(journal)
  const tooMuch = await rig.sell()
  const receipt = makeReceipt({ id: tooMuch })
  rig.receipts.set(tooMuch, { ...receipt, priced: { ...receipt.priced, total: 2 ** 54 } })
  await using gateway = await connectDevice(rig, 'printer-1', 'session-a')
  await rig.printState(tooMuch, 'failed')
  expect(rig.hardware().prints.printOf(tooMuch)?.reason).toMatch(
    /cannot be laid out.*18014398509481984/,
  )
  expect(rig.warnings.join('\n')).toContain('cannot be laid out')
  const next = await rig.sell()
  gateway.answer(await gateway.job(({ kind }) => kind === 'print'), 'done')
  await rig.printState(next, 'done')
})

test('a print waits for its printer to come', async () => {
  await using rig = await openRig(journal)
  const receiptId = await rig.sell()
  expect(rig.hardware().prints.printOf(receiptId)?.state).toBe('queued')
  expect(rig.hardware().devices.printerStateOf('T1').state).toBe('offline')
  await using gateway = await connectDevice(rig, 'printer-1', 'session-a')
  gateway.answer(await gateway.job(() => true), 'done')
  await rig.printState(receiptId, 'done')
})

test('a gateway killed in the middle of a receipt: unknown, then again as DUPLICATE', async () => {
  await using rig = await openRig(journal)
  await using first = await connectDevice(rig, 'printer-1', 'session-a')
  const receiptId = await rig.sell()
  const job = await first.job(() => true)
  first.answer(job, 'printing')
  await rig.printState(receiptId, 'printing')
  first.kill()
  await using second = await connectDevice(rig, 'printer-1', 'session-b')
  const again = await second.job(({ jobId }) => jobId === job.jobId)
  expect(again).toMatchObject({ attempt: 2, duplicate: true })
  expect(rig.live.map(({ event }) => event.kind === 'print' && event.state)).toContain('unknown')
  second.answer(again, 'done')
  await rig.printState(receiptId, 'done')
})

test('a job that was only accepted by a gateway that stopped cleanly is no DUPLICATE', async () => {
  await using rig = await openRig(journal)
  await using first = await connectDevice(rig, 'printer-1', 'session-a')
  const receiptId = await rig.sell()
  const job = await first.job(() => true)
  first.answer(job, 'accepted')
  await rig.printState(receiptId, 'accepted')
  await first.stop()
  await using second = await connectDevice(rig, 'printer-1', 'session-b')
  const again = await second.job(({ attempt }) => attempt === 2)
  expect(again).toMatchObject({ jobId: job.jobId, duplicate: false })
})

test('results of an old attempt or another session change nothing', async () => {
  await using rig = await openRig(journal)
  await using first = await connectDevice(rig, 'printer-1', 'session-a')
  const receiptId = await rig.sell()
  const job = await first.job(() => true)
  first.answer(job, 'printing')
  await rig.printState(receiptId, 'printing')
  await using second = await connectDevice(rig, 'printer-1', 'session-b')
  const again = await second.job(({ attempt }) => attempt === 2)
  second.answer(again, 'printing')
  await rig.printState(receiptId, 'printing')
  second.answer(job, 'done')
  second.answer({ ...again, attempt: 3 }, 'done')
  await sleep(100)
  expect(rig.hardware().prints.printOf(receiptId)?.state).toBe('printing')
  second.answer(again, 'done')
  second.answer(again, 'done')
  await rig.printState(receiptId, 'done')
})

test('an unknown outcome is printed again as DUPLICATE, and not for ever', async () => {
  await using rig = await openRig(journal, { times: { resendMinMs: 10, resendMaxMs: 20 } })
  await using gateway = await connectDevice(rig, 'printer-1', 'session-a')
  const receiptId = await rig.sell()
  for (const attempt of [1, 2, 3, 4, 5]) {
    const job = await gateway.job((candidate) => candidate.attempt === attempt)
    expect(job.kind === 'print' && job.duplicate).toBe(attempt > 1)
    gateway.answer(job, 'unknown', 'line lost')
  }
  await rig.printState(receiptId, 'failed')
})

test('a broker that forgets everything loses no print and prints none twice', async () => {
  await using rig = await openRig(journal)
  await using gateway = await connectDevice(rig, 'printer-1', 'session-a')
  const first = await rig.sell()
  const job = await gateway.job(() => true)
  gateway.answer(job, 'printing')
  await rig.printState(first, 'printing')
  const second = await rig.sell()
  const before = gateway.jobs.length
  await rig.restartBroker()
  await until(() => gateway.client.connected)
  gateway.online()
  // The hub asks again for the very same attempt: the gateway knows that it is done.
  await until(() => gateway.jobs.length > before)
  expect(gateway.jobs.at(-1)).toMatchObject({ jobId: job.jobId, attempt: 1 })
  gateway.answer(job, 'done')
  await rig.printState(first, 'done')
  const next = await gateway.job(({ jobId }) => jobId !== job.jobId)
  expect(next).toMatchObject({ attempt: 1, duplicate: false })
  gateway.answer(next, 'done')
  await rig.printState(second, 'done')
})

test('a restarted hub goes on with its open prints in order', async () => {
  await using rig = await openRig(journal)
  await using gateway = await connectDevice(rig, 'printer-1', 'session-a')
  const first = await rig.sell()
  const second = await rig.sell()
  const job = await gateway.job(() => true)
  gateway.answer(job, 'printing')
  await rig.printState(first, 'printing')
  await rig.stopHub()
  gateway.jobs.length = 0
  await rig.startHub()
  const again = await gateway.job(() => true)
  // Same attempt: the gateway that still runs tells its outcome instead of printing again.
  expect(again).toMatchObject({ jobId: job.jobId, attempt: 1 })
  gateway.answer(again, 'done')
  await rig.printState(first, 'done')
  const next = await gateway.job(({ jobId }) => jobId !== job.jobId)
  expect(next).toMatchObject({ attempt: 1, duplicate: false })
  gateway.answer(next, 'done')
  await rig.printState(second, 'done')
})

test('hub and gateway both restarted in the middle of a receipt: it comes as DUPLICATE', async () => {
  await using rig = await openRig(journal)
  await using first = await connectDevice(rig, 'printer-1', 'session-a')
  await rig.sell()
  first.answer(await first.job(() => true), 'printing')
  await until(() => storedStates(rig.journal)[0] === 'printing')
  await rig.stopHub()
  first.kill()
  await rig.startHub()
  await using second = await connectDevice(rig, 'printer-1', 'session-b')
  expect(await second.job(() => true)).toMatchObject({ duplicate: true })
})

test('hub and gateway killed as soon as the gateway has a job: what may be begun comes as DUPLICATE, the rest does not', async () => {
  await using rig = await openRig(journal)
  await using first = await connectDevice(rig, 'printer-1', 'session-a')
  await until(() => rig.hardware().devices.printerStateOf('T1').state === 'online')
  // One that is sent as it is saved, one that is sent after it, one that only waits.
  for (let sale = 0; sale < 3; sale += 1) await rig.sell()
  const jobs = new Set<string>()
  let second = await nextOf(first, jobs, 'session-b')
  expect(second.again).toMatchObject({ attempt: 2, duplicate: true })
  second.device.answer(second.again, 'done')
  second = await nextOf(second.device, jobs, 'session-c')
  expect(second.again).toMatchObject({ attempt: 2, duplicate: true })
  second.device.answer(second.again, 'done')
  expect(await second.device.job(({ jobId }) => !jobs.has(jobId))).toMatchObject({
    attempt: 1,
    duplicate: false,
  })
  await second.device[Symbol.asyncDispose]()

  /** Both die with the next job in the gateway's hands, and another gateway gets it. */
  async function nextOf(from: FakeDevice, seen: Set<string>, session: string) {
    const { jobId } = await from.job((job) => !seen.has(job.jobId))
    seen.add(jobId)
    await rig.killHub()
    from.kill()
    await rig.startHub()
    const device = await connectDevice(rig, 'printer-1', session)
    return { device, again: await device.job((job) => job.jobId === jobId) }
  }
})

test('hub and gateway killed as a drawer is kicked: it is not kicked again, and the till hears of it', async () => {
  await using rig = await openRig(journal)
  await using first = await connectDevice(rig, 'printer-1', 'session-a')
  await until(() => rig.hardware().devices.printerStateOf('T1').state === 'online')
  await rig.sell({ openDrawer: true })
  await first.job(({ kind }) => kind === 'drawer')
  await rig.killHub()
  first.kill()
  await rig.startHub()
  await using second = await connectDevice(rig, 'printer-1', 'session-b')
  await second.job(({ kind }) => kind === 'print')
  await until(() => rig.live.some(({ event }) => event.kind === 'drawer.failed'))
  expect(rig.live.map(({ event }) => event)).toContainEqual({
    kind: 'drawer.failed',
    reason: 'it is not known whether the drawer opened',
  })
  expect(second.jobs.filter(({ kind }) => kind === 'drawer')).toEqual([])
})

test('a hub killed alone asks the gateway that had its jobs for the same tries, without a mark', async () => {
  await using rig = await openRig(journal)
  await using gateway = await connectDevice(rig, 'printer-1', 'session-a')
  await until(() => rig.hardware().devices.printerStateOf('T1').state === 'online')
  await rig.sell({ openDrawer: true })
  for (const wanted of ['drawer', 'print']) await gateway.job(({ kind }) => kind === wanted)
  await rig.killHub()
  gateway.jobs.length = 0
  await rig.startHub()
  for (const wanted of ['drawer', 'print']) {
    const again = await gateway.job(({ kind }) => kind === wanted)
    expect(again.attempt).toBe(1)
    if (again.kind === 'print') expect(again.duplicate).toBe(false)
  }
})

test('a job whose try cannot be written down is not sent before it can', async () => {
  await using rig = await openRig(journal)
  await using gateway = await connectDevice(rig, 'printer-1', 'session-a')
  await until(() => rig.hardware().devices.printerStateOf('T1').state === 'online')
  const first = await rig.sell()
  const second = await rig.sell()
  const job = await gateway.job(() => true)
  rig.breakDisk(true)
  gateway.answer(job, 'done')
  await rig.printState(first, 'done')
  await until(() => rig.warnings.some((words) => words.includes('were not written')))
  expect(gateway.jobs.every(({ jobId }) => jobId === job.jobId)).toBe(true)
  rig.breakDisk(false)
  gateway.answer(await gateway.job(({ jobId }) => jobId !== job.jobId), 'done')
  await rig.printState(second, 'done')
})

test('a drawer is kicked beside a receipt that waits for paper', async () => {
  await using rig = await openRig(journal)
  await using gateway = await connectDevice(rig, 'printer-1', 'session-a')
  await rig.sell()
  gateway.answer(await gateway.job(({ kind }) => kind === 'print'), 'waiting', 'paper out')
  const soldAt = Date.now()
  await rig.sell({ openDrawer: true })
  const isSoldBy = Date.now()
  const kick = await gateway.job(({ kind }) => kind === 'drawer')
  const expiresAt = kick.kind === 'drawer' ? kick.expiresAt : 0
  expect(expiresAt).toBeGreaterThanOrEqual(soldAt + 10_000)
  expect(expiresAt).toBeLessThanOrEqual(isSoldBy + 10_000)
  gateway.answer(kick, 'done')
})

test('a drawer kick that comes too late is dropped', async () => {
  let now = Date.now()
  await using rig = await openRig(journal, { clock: () => now })
  await rig.sell({ openDrawer: true })
  now += 10_001
  await using gateway = await connectDevice(rig, 'printer-1', 'session-a')
  await gateway.job(({ kind }) => kind === 'print')
  await sleep(50)
  expect(gateway.jobs.filter(({ kind }) => kind === 'drawer')).toEqual([])
  expect(rig.live.map(({ event }) => event)).toContainEqual({
    kind: 'drawer.failed',
    reason: 'it was too late for it',
  })
})

test('opening a drawer nobody reaches is refused at once, in words', async () => {
  await using rig = await openRig(journal)
  await expect(rig.hardware().prints.openDrawer('T1', newId())).rejects.toThrow(
    'no gateway holds printer printer-1',
  )
  await using gateway = await connectDevice(rig, 'printer-1', 'session-a')
  await until(() => rig.hardware().devices.printerStateOf('T1').state === 'online')
  await rig.hardware().prints.openDrawer('T1', newId())
  await gateway.job(({ kind }) => kind === 'drawer')
})

test('a drawer that is asked for again with the same id opens once, also after a restart', async () => {
  await using rig = await openRig(journal)
  await using gateway = await connectDevice(rig, 'printer-1', 'session-a')
  await until(() => rig.hardware().devices.printerStateOf('T1').state === 'online')
  const id = newId()
  const open = (till = 'T1') => rig.hardware().prints.openDrawer(till, id)
  // The second comes before the first is on the disk.
  const [first, second] = await Promise.all([open(), open()])
  expect(second.id).toBe(first.id)
  gateway.answer(await gateway.job(({ kind }) => kind === 'drawer'), 'done')
  await until(() => storedStates(rig.journal)[0] === 'done')
  expect((await open()).state).toBe('done')
  await rig.stopHub()
  await rig.startHub()
  expect((await open()).state).toBe('done')
  await expect(open('T2')).rejects.toThrow('was used for something else')
  await rig.sell()
  await gateway.job(({ kind }) => kind === 'print')
  // Sent again while nobody answers, as the same try: the gateway opens it once.
  const kicks = gateway.jobs.filter(({ kind }) => kind === 'drawer')
  expect(new Set(kicks.map(({ jobId, attempt }) => `${jobId} ${attempt}`)).size).toBe(1)
})

test('a till prints on its own printer, or on the one that belongs to all', async () => {
  await using rig = await openRig(journal)
  const { devices, prints } = rig.hardware()
  await devices.put({
    ...rig.printer,
    kind: 'receipt-printer',
    device: 'printer-2',
    tills: ['T2'],
  } as typeof rig.printer)
  expect(devices.printerOf('T1')?.config.device).toBe('printer-1')
  expect(devices.printerOf('T2')?.config.device).toBe('printer-2')
  await devices.remove('printer-1')
  expect(devices.printerOf('T1')).toBeNull()
  const request = { kind: 'receipt', refId: 'x', openDrawer: true, duplicate: false } as const
  expect(prints.plan({ ...request, till: 'T1' })).toEqual({ jobs: [], statements: [] })
})

test('prints of a printer that is removed fail with the reason', async () => {
  await using rig = await openRig(journal)
  const receiptId = await rig.sell()
  await rig.hardware().devices.remove('printer-1')
  await rig.printState(receiptId, 'failed')
  expect(rig.hardware().prints.printOf(receiptId)?.reason).toBe('its printer was removed')
})

test('at most 200 prints wait: the oldest that was not sent gives way', async () => {
  await using rig = await openRig(journal)
  const ids: string[] = []
  for (let i = 0; i < 201; i += 1) ids.push(await rig.sell())
  expect(rig.hardware().prints.queued('T1')).toBe(200)
  await rig.printState(ids[1] ?? '', 'failed')
})

function storedStates(journal: { read: (sql: string, args: []) => readonly object[] }): unknown[] {
  return journal
    .read('SELECT state FROM print_job ORDER BY seq', [])
    .map((row) => Object.values(row)[0])
}

test('a receipt goes before reports that wait, behind what is begun', async () => {
  await using rig = await openRig(journal)
  await using gateway = await connectDevice(rig, 'printer-1', 'session-a')
  const { prints } = rig.hardware()
  const report = (title: string) =>
    prints.printDocument('T1', { language: 'en', title, blocks: [], cut: true })
  await report('first')
  await gateway.job(() => true)
  await report('second')
  await rig.sell()
  const titles: string[] = []
  const seen = new Set<string>()
  for (let turn = 0; turn < 3; turn += 1) {
    const job = await gateway.job(({ jobId }) => !seen.has(jobId))
    seen.add(job.jobId)
    if (job.kind === 'print') titles.push(job.document.title)
    gateway.answer(job, 'done')
  }
  expect(titles).toEqual(['first', 'UB1-T1-1-000042-7Q', 'second'])
})

test.each([
  ['failed', jobCancelled, false],
  ['unknown', 'line lost', true],
  ['nobody', '', true],
] as const)(
  'jobs of a broken printer move: the begun one after %s %s is a duplicate: %s',
  async (state, reason, isDuplicate) => {
    await using rig = await openRig(journal)
    const { devices, prints } = rig.hardware()
    await devices.put({ ...rig.printer, device: 'printer-2', tills: ['T2'] } as DeviceConfig)
    await using broken = await connectDevice(rig, 'printer-1', 'session-a')
    await using other = await connectDevice(rig, 'printer-2', 'session-b')
    const ids = [await rig.sell(), await rig.sell()]
    const begun = await broken.job(() => true)
    broken.answer(begun, 'waiting', 'cover open')
    await rig.printState(ids[0] ?? '', 'waiting')
    const moving = prints.redirect('printer-1', 'printer-2')
    const cancel = await broken.job(({ kind }) => kind === 'cancel')
    expect(cancel).toMatchObject({ jobId: begun.jobId, attempt: 1 })
    if (state === 'nobody') broken.kill()
    else broken.answer(begun, state, reason)
    expect(await moving).toEqual({ moved: 2, duplicates: isDuplicate ? 1 : 0 })
    const marks: boolean[] = []
    const seen = new Set<string>()
    for (const id of ids) {
      const job = await other.job(({ jobId }) => !seen.has(jobId))
      seen.add(job.jobId)
      if (job.kind === 'print') marks.push(job.duplicate)
      other.answer(job, 'done')
      await rig.printState(id, 'done')
    }
    expect(marks).toEqual([isDuplicate, false])
    const printed = broken.jobs.filter(({ kind }) => kind === 'print')
    // Sent again while nobody answers, but never another one.
    expect(new Set(printed.map(({ jobId }) => jobId)).size).toBe(1)
    await expect(prints.redirect('printer-1', 'printer-1')).rejects.toThrow('the same printer')
  },
)
