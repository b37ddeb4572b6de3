import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createJobRunner } from '#gateway/jobs/runner.ts'
import type { TransactionEnd } from '#gateway/jobs/transactor.ts'
import type { Printer, PrintOutcome, PrintProgress } from '#gateway/printer/printer.ts'
import { type DeviceJob, type JobResult, jobCancelled } from '#shared/contracts/device.ts'
import { uuidv7 } from '#shared/domain/uuid.ts'

test('the same attempt sent again is answered, not printed again', async () => {
  const rig = createRig()
  const job = rig.print()
  rig.runner.take(job)
  await rig.finish({ outcome: 'done', reason: '' })
  rig.runner.take(job)
  rig.runner.take(job)
  expect(rig.printed).toEqual([job.jobId])
  expect(rig.states()).toEqual(['accepted', 'done', 'done', 'done'])
})

test('a new attempt of a finished job is printed again', async () => {
  const rig = createRig()
  const job = rig.print()
  rig.runner.take(job)
  await rig.finish({ outcome: 'unknown', reason: 'line lost' })
  rig.runner.take({ ...job, attempt: 2, duplicate: true } as DeviceJob)
  await rig.finish({ outcome: 'done', reason: '' })
  expect(rig.printed).toEqual([job.jobId, job.jobId])
  expect(rig.results.map(({ attempt, state }) => [attempt, state])).toEqual([
    [1, 'accepted'],
    [1, 'unknown'],
    [2, 'accepted'],
    [2, 'done'],
  ])
})

test('a new attempt of a job that still runs is not printed twice', async () => {
  const rig = createRig()
  const job = rig.print()
  rig.runner.take(job)
  rig.progress({ state: 'waiting', reason: 'paper out' })
  rig.runner.take({ ...job, attempt: 2 })
  rig.runner.take(job)
  await rig.finish({ outcome: 'done', reason: '' })
  expect(rig.printed).toHaveLength(1)
  expect(rig.results.at(-1)).toMatchObject({ attempt: 2, state: 'done' })
})

test('an old attempt changes nothing', async () => {
  const rig = createRig()
  const job = rig.print()
  rig.runner.take({ ...job, attempt: 3 })
  await rig.finish({ outcome: 'done', reason: '' })
  const said = rig.results.length
  rig.runner.take({ ...job, attempt: 2 })
  expect(rig.printed).toHaveLength(1)
  expect(rig.results).toHaveLength(said)
})

test('a cancelled job is given up where nothing came out, and never begun later', async () => {
  const rig = createRig()
  const [begun, waits, lost] = [rig.print(), rig.print(), rig.print()]
  rig.runner.take(begun)
  rig.runner.take(waits)
  const cancel = ({ jobId, attempt }: DeviceJob) =>
    rig.runner.take({ kind: 'cancel', jobId, attempt })
  for (const job of [waits, lost, begun]) cancel(job)
  expect(rig.results.slice(-2)).toMatchObject([
    { jobId: waits.jobId, state: 'failed', reason: jobCancelled },
    { jobId: lost.jobId, state: 'failed', reason: jobCancelled },
  ])
  await rig.finish({ outcome: 'failed', reason: 'expired while waiting: cover open' })
  expect(rig.results.at(-1)).toMatchObject({ jobId: begun.jobId, reason: jobCancelled })
  rig.runner.take(lost)
  expect(rig.printed).toEqual([begun.jobId])
})

test('a job that comes too late is dropped and says so', () => {
  const rig = createRig()
  rig.runner.take({ ...rig.print(), expiresAt: rig.now } as DeviceJob)
  rig.runner.take({ kind: 'drawer', jobId: newId(), attempt: 1, expiresAt: rig.now - 1 })
  expect(rig.printed).toEqual([])
  expect(rig.kicks).toEqual([])
  expect(rig.states()).toEqual(['failed', 'failed'])
})

test('a drawer is kicked while a receipt waits for paper', async () => {
  const rig = createRig()
  rig.runner.take(rig.print())
  rig.progress({ state: 'waiting', reason: 'paper out' })
  rig.runner.take({ kind: 'drawer', jobId: newId(), attempt: 1, expiresAt: rig.now + 10_000 })
  await expect.poll(() => rig.states().at(-1)).toBe('done')
  expect(rig.kicks).toEqual([rig.now + 10_000])
})

test('nothing is begun while the hub cannot hear that it began', async () => {
  const rig = createRig()
  rig.runner.setLinked(false)
  rig.runner.take(rig.print())
  await tick()
  expect(rig.printed).toEqual([])
  rig.runner.setLinked(true)
  expect(rig.printed).toHaveLength(1)
})

test('new settings in the middle of waiting: the job is begun again on the new printer', async () => {
  const rig = createRig()
  const job = rig.print()
  rig.runner.take(job)
  rig.runner.setPrinter(null)
  await rig.finish({ outcome: 'stopped', reason: '' })
  expect(rig.states()).toEqual(['accepted', 'accepted'])
  rig.runner.setPrinter(rig.printer)
  await rig.finish({ outcome: 'done', reason: '' })
  expect(rig.states().at(-1)).toBe('done')
})

test('stopping says that what was not begun is still only accepted', async () => {
  const rig = createRig()
  rig.runner.take(rig.print())
  const stopped = rig.runner.stop()
  await rig.finish({ outcome: 'stopped', reason: '' })
  await stopped
  expect(rig.results.at(-1)).toMatchObject({
    state: 'accepted',
    reason: 'the gateway was stopped',
  })
})

test('a fault in one document is an unknown outcome, and the next job goes on', async () => {
  const rig = createRig()
  rig.runner.take(rig.print())
  rig.runner.take(rig.print())
  await rig.fail(new Error('bad document'))
  expect(rig.results.at(-1)).toMatchObject({
    state: 'unknown',
    reason: 'fault: Error: bad document',
  })
  expect(rig.printed).toHaveLength(2)
})

test('the memory of finished jobs is bounded', async () => {
  const rig = createRig()
  const first = rig.print()
  rig.runner.take(first)
  await rig.finish({ outcome: 'done', reason: '' })
  for (let i = 0; i < 500; i += 1) {
    rig.runner.take({ kind: 'drawer', jobId: newId(), attempt: 1, expiresAt: 0 })
  }
  rig.runner.take(first)
  expect(rig.printed).toHaveLength(2)
})

test('what a device may have begun is not begun again, whatever number the hub gives it', async () => {
  const rig = createTransactionRig()
  const job = rig.transaction('begin')
  rig.runner.take(job)
  await rig.end({ outcome: 'unknown', reason: 'line lost' })
  rig.runner.take({ ...job, attempt: 2 })
  expect(rig.results.at(-1)).toMatchObject({ attempt: 2, state: 'unknown' })
  rig.runner.take({ ...job, attempt: 3, step: 'ask' })
  await rig.end({ outcome: 'done', reason: '', answer: { approval: 'A1' } })
  // What is known is said from memory.
  rig.runner.take({ ...job, attempt: 4, step: 'ask' })
  expect(rig.results.at(-1)).toMatchObject({
    attempt: 4,
    state: 'done',
    answer: { approval: 'A1' },
  })
  expect(rig.steps).toEqual(['begin', 'ask'])
})

test('a transaction that is stopped before its turn is never begun', async () => {
  const rig = createTransactionRig()
  const [first, second] = [rig.transaction('begin'), rig.transaction('begin')]
  rig.runner.take(first)
  rig.runner.take(second)
  rig.runner.take({ ...second, step: 'stop' })
  expect(rig.results.at(-1)).toMatchObject({
    jobId: second.jobId,
    state: 'failed',
    reason: 'cancelled before it began',
  })
  await rig.end({ outcome: 'done', reason: '' })
  rig.runner.take(second)
  expect(rig.steps).toEqual(['begin'])
  rig.runner.take({ ...rig.transaction('stop') })
  expect(rig.results.at(-1)).toMatchObject({ jobId: second.jobId, state: 'failed' })
})

test('a device that does no such job says so', () => {
  const rig = createRig()
  rig.runner.take(createTransactionRig().transaction('begin'))
  expect(rig.results.at(-1)?.reason).toBe('this device does no transactions')
  const other = createTransactionRig()
  other.runner.take(rig.print())
  other.runner.take({ kind: 'drawer', jobId: newId(), attempt: 1, expiresAt: rig.now + 1000 })
  expect(other.results.slice(-2).map(({ state, reason }) => [state, reason])).toEqual([
    ['accepted', ''],
    ['failed', 'this device has no drawer'],
  ])
})

function createTransactionRig() {
  const now = 1_000_000
  const steps: string[] = []
  const results: JobResult[] = []
  let settle: ((end: TransactionEnd) => void) | undefined
  const step = (name: string) => () => {
    steps.push(name)
    return new Promise<TransactionEnd>((resolve) => {
      settle = resolve
    })
  }
  const runner = createJobRunner({
    session: 's',
    clock: () => now,
    publish: (result) => results.push(result),
    log: { warn: () => undefined },
  })
  runner.setPrinter({ transactor: { begin: step('begin'), ask: step('ask') } })
  runner.setLinked(true)
  return {
    runner,
    steps,
    results,
    transaction(step: 'begin' | 'ask' | 'stop') {
      const [kind, jobId, expiresAt] = ['transaction', newId(), now + 60_000] as const
      return { kind, jobId, attempt: 1, step, request: { amount: '100' }, expiresAt }
    },
    async end(end: TransactionEnd) {
      settle?.(end)
      await tick()
    },
  }
}

function createRig() {
  let settle: ((outcome: PrintOutcome) => void) | undefined
  let reject: ((error: Error) => void) | undefined
  let report: ((progress: PrintProgress) => void) | undefined
  const now = 1_000_000
  const results: JobResult[] = []
  const printed: string[] = []
  const kicks: number[] = []
  const rig = {
    now,
    results,
    printed,
    kicks,
    states: () => results.map(({ state }) => state),
    progress: (progress: PrintProgress) => report?.(progress),
    async finish(outcome: PrintOutcome) {
      settle?.(outcome)
      await tick()
    },
    async fail(error: Error) {
      reject?.(error)
      await tick()
    },
    print: (): DeviceJob => {
      const jobId = newId()
      return {
        kind: 'print',
        jobId,
        attempt: 1,
        document: { language: 'en', title: jobId, blocks: [], cut: true },
        duplicate: false,
        openDrawer: false,
        expiresAt: null,
      }
    },
    printer: {
      print(job, onProgress) {
        printed.push(job.document?.title ?? 'raw')
        report = onProgress
        return new Promise((resolve, refuse) => {
          settle = resolve
          reject = refuse
        })
      },
      async openDrawer(expiresAt) {
        kicks.push(expiresAt)
        return { outcome: 'done', reason: '' }
      },
    } as Pick<Printer, 'print' | 'openDrawer'> as Printer,
    runner: createJobRunner({
      session: 's',
      clock: () => now,
      publish: (result) => results.push(result),
      log: { warn: () => undefined },
    }),
  }
  rig.runner.setLinked(true)
  rig.runner.setPrinter(rig.printer)
  return rig
}

function newId(): string {
  return uuidv7(Date.now(), randomBytes(10))
}

function tick(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
