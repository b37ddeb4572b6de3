import type {
  DeviceConfig,
  DeviceJob,
  JobResult,
  TransactionFields,
} from '#shared/contracts/device.ts'
import type { PrintDocument } from '#shared/contracts/print.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { Devices } from '../devices/devices.ts'
import { isFinal, type PrintJob, type PrintState } from './job.ts'
import { createJobRows } from './job-rows.ts'
import { createLane, type Lane, type LaneTimes, laneTimes } from './lane.ts'
import { createRawJobs } from './raw-jobs.ts'
import {
  deleteFinishedBefore,
  type HardwareDatabase,
  insertJob,
  readOpenJobs,
  type SqlStatement,
} from './store.ts'
import { createTransactions } from './transactions.ts'

/** A drawer that opens later than this opens for nobody. */
const DRAWER_MS = 10_000
const KEPT_MS = 90 * 24 * 3600 * 1000

/** Jobs to be written in the transaction of what they print, then handed back by `added`. */
export interface PlannedPrint {
  readonly jobs: readonly PrintJob[]
  readonly statements: readonly SqlStatement[]
}

export interface PrintRequest {
  readonly kind: 'receipt' | 'shift'
  readonly refId: string
  readonly till: string
  /** Kick the drawer too (cash was taken); never later than 10 s. */
  readonly openDrawer: boolean
  /** A reprint says so on the paper. */
  readonly duplicate: boolean
}

export interface PrintQueue {
  /** Empty when no printer prints for this till: the sale goes on without paper. */
  plan(request: PrintRequest): PlannedPrint
  /** After the commit: sends them. Jobs never handed back are found at the next start. */
  added(jobs: readonly PrintJob[]): void
  /** Bytes of other software. Throws Failure `unavailable` when no printer is set or too many wait. */
  printRaw(bytes: Uint8Array, device: string | undefined): Promise<void>
  printDocument(till: string, document: PrintDocument): Promise<PrintJob | null>
  /** On this very printer, whose tills they are. Throws Failure `not-found`, `invalid`. */
  printOn(device: string, document: PrintDocument): Promise<PrintJob>
  /**
   * A report or a raw print once more; receipts have a reprint of their own. Throws Failure `not-found`,
   * `invalid`, and `unavailable` where its bytes are not kept any more.
   */
  reprint(jobId: string): Promise<PrintJob>
  /** Newest first, at most 100. Throws Failure `not-found`. */
  jobsOf(device: string): readonly PrintJob[]
  /**
   * Has a device do what must not be done twice; its row is on the disk before anybody hears of it.
   * Throws Failure `not-found`, `unavailable` where nothing reaches the device, and `conflict` while
   * one of before is not ended.
   */
  transact(wish: TransactionWish): Promise<PrintJob>
  transactionOf(jobId: string): PrintJob | null
  /** Asks the device to give it up. Throws Failure `conflict` when it is ended already. */
  cancelTransaction(jobId: string): void
  /** A person looked at the device. Throws Failure `conflict` when it is ended already. */
  decideTransaction(jobId: string, outcome: 'done' | 'failed', reason: string): void
  /**
   * The same id again is the same kick. Throws Failure `unavailable` when the till has no drawer or
   * nothing reaches it now, and `conflict` when the id is of something else.
   */
  openDrawer(till: string, id: string): Promise<PrintJob>
  /** Newest print of a receipt or shift. */
  printOf(refId: string): { readonly state: PrintState; readonly reason: string } | null
  /** Jobs of this till's printer that are not finished. */
  queued(till: string): number
  heardResult(device: string, result: JobResult): void
  /** The gateway's process that holds the device now; null = none, `lost` = gone without a word. */
  setSession(device: string, session: string | null, lost: boolean): void
  deviceRemoved(device: string): void
  /**
   * Prints on another printer what a broken one has not, without a receipt coming out of both: what
   * may have come out is marked DUPLICATE. Throws Failure `not-found`, `invalid`.
   */
  redirect(
    from: string,
    to: string,
  ): Promise<{ readonly moved: number; readonly duplicates: number }>
  close(): Promise<void>
}

export interface TransactionWish {
  readonly till: string
  readonly device: string
  readonly request: TransactionFields
  /** Then it is asked to stop; its end may come later. */
  readonly forMs: number
}

export interface PrintQueueDeps {
  readonly database: HardwareDatabase
  readonly devices: Devices
  readonly send: (device: string, job: DeviceJob) => void
  /** Lays out a receipt or a shift; null when it is not there. */
  readonly layOut: (kind: 'receipt' | 'shift', refId: string) => Promise<PrintDocument | null>
  readonly onChange: (job: PrintJob) => void
  /** Folder of the bytes of raw prints. */
  readonly rawFolder: string
  readonly clock: () => number
  readonly newId: () => string
  readonly log: { warn(fields: object, message: string): void }
  readonly times?: Partial<LaneTimes>
}

/** Prints outlive the broker's memory and the hub: their rows say what is still to be done. */
export async function startPrintQueue(deps: PrintQueueDeps): Promise<PrintQueue> {
  const { database, devices, clock } = deps
  const lanes = new Map<string, { readonly prints: Lane; readonly drawer: Lane }>()
  const sessions = new Map<string, string | null>()
  const rows = createJobRows(deps)
  /** Devices whose transaction is on its way to the disk. */
  const beginning = new Set<string>()
  /** Kicks on their way to the disk, by their ids. */
  const kicking = new Map<string, Promise<PrintJob>>()

  const transactions = createTransactions({
    send: deps.send,
    onChange,
    clock,
    times: { ...laneTimes, ...deps.times },
  })

  await database.execute([deleteFinishedBefore(clock() - KEPT_MS)])
  const restored = readOpenJobs(database)
  const raw = createRawJobs(deps.rawFolder, restored)
  for (const job of restored) addTo(job, true)

  function lanesOf(device: string): { readonly prints: Lane; readonly drawer: Lane } {
    const known = lanes.get(device)
    if (known !== undefined) return known
    const made = { prints: newLane(device), drawer: newLane(device) }
    lanes.set(device, made)
    return made
  }

  function newLane(device: string): Lane {
    const lane = createLane({
      send: (job) => deps.send(device, job),
      documentOf,
      bytesOf: ({ id }) => raw.bytesOf(id),
      onChange,
      written: () => rows.written(),
      clock,
      log: deps.log,
      times: { ...laneTimes, ...deps.times },
    })
    lane.setSession(sessions.get(device) ?? null, false)
    return lane
  }

  async function documentOf(job: PrintJob): Promise<PrintDocument | null> {
    if (job.kind !== 'receipt' && job.kind !== 'shift') return job.document
    if (job.refId === null) return null
    const document = await deps.layOut(job.kind, job.refId)
    const printer = devices.get(job.device)?.config
    const logo = printer?.kind === 'receipt-printer' ? printer.logo : undefined
    if (document === null || logo === undefined || job.kind === 'shift') return document
    return { ...document, blocks: [{ kind: 'picture', png: logo }, ...document.blocks] }
  }

  function addTo(job: PrintJob, restored: boolean): void {
    if (job.kind === 'transaction') {
      transactions.add(job, restored)
      return
    }
    laneOf(job).add(job, restored)
  }

  function laneOf({ kind, device }: PrintJob): Lane {
    const { prints, drawer } = lanesOf(device)
    return kind === 'drawer' ? drawer : prints
  }

  function onChange(job: PrintJob): void {
    if (isFinal(job.state)) raw.ended(job.id)
    rows.changed(job)
    // Nothing of a transaction is about paper; who began it looks at it.
    if (job.kind !== 'transaction') deps.onChange(job)
  }

  async function insert(made: PrintJob): Promise<PrintJob> {
    const job = made.kind === 'transaction' ? made : laneOf(made).begun(made)
    await database.execute([insertJob(job)])
    addTo(job, false)
    return job
  }

  function newJob(job: Pick<PrintJob, 'kind' | 'till' | 'device'> & Partial<PrintJob>): PrintJob {
    const now = clock()
    return {
      id: deps.newId(),
      refId: null,
      document: null,
      duplicate: false,
      state: 'queued',
      reason: '',
      attempt: 0,
      session: null,
      createdAt: now,
      updatedAt: now,
      expiresAt: job.kind === 'drawer' ? now + DRAWER_MS : null,
      ...job,
    }
  }

  function addRaw(bytes: Uint8Array, device: string): Promise<PrintJob> {
    const job = newJob({ kind: 'raw', till: '', device })
    return raw.add(job, bytes, () => insert(job))
  }

  function printerNamed(device: string): void {
    const kind = devices.get(device)?.config.kind
    if (kind === undefined) throw new Failure('not-found', `device ${device} not found`)
    if (kind !== 'receipt-printer')
      throw new Failure('invalid', `device ${device} is no printer: name one that is`)
  }

  function ended(isOpen: boolean, jobId: string): void {
    if (!isOpen) throw new Failure('conflict', `transaction ${jobId} is not open: it is ended`)
  }

  return {
    plan({ kind, refId, till, openDrawer, duplicate }) {
      const printer = devices.printerOf(till)?.config
      if (printer?.kind !== 'receipt-printer') return { jobs: [], statements: [] }
      const { device } = printer
      const print = newJob({ kind, refId, till, device, duplicate })
      const planned =
        openDrawer && printer.drawer
          ? [newJob({ kind: 'drawer', refId, till, device }), print]
          : [print]
      const jobs = planned.map((job) => laneOf(job).begun(job))
      return { jobs, statements: jobs.map(insertJob) }
    },
    added(jobs) {
      for (const job of jobs) addTo(job, false)
    },
    async printRaw(bytes, wanted) {
      const printers = devices.list().filter(({ config }) => config.kind === 'receipt-printer')
      const found =
        wanted === undefined
          ? (printers.find(({ config }) => isForAll(config)) ?? printers[0])
          : printers.find(({ config }) => config.device === wanted)
      if (found === undefined)
        throw new Failure('unavailable', `no printer ${wanted ?? ''} is set up for raw prints`)
      await addRaw(bytes, found.config.device)
    },
    async reprint(jobId) {
      const job = rows.byId(jobId)
      if (job === null) throw new Failure('not-found', `print job ${jobId} not found`)
      printerNamed(job.device)
      const { kind, till, device, document, refId } = job
      if (kind === 'document' || kind === 'shift')
        return insert(newJob({ kind, till, device, document, refId, duplicate: true }))
      if (kind !== 'raw') {
        const fix = kind === 'receipt' ? ': use /v1/receipts/{id}/reprint' : ''
        throw new Failure('invalid', `print job ${jobId} is a ${kind}, not a report${fix}`)
      }
      const bytes = await raw.bytesOf(jobId)
      if (bytes !== null) return addRaw(bytes, device)
      const fix = 'print it from its own software'
      throw new Failure('unavailable', `the bytes of print job ${jobId} are not kept: ${fix}`)
    },
    async printDocument(till, document) {
      const device = devices.printerOf(till)?.config.device
      if (device === undefined) return null
      return insert(newJob({ kind: 'document', till, device, document }))
    },
    async printOn(device, document) {
      printerNamed(device)
      return insert(newJob({ kind: 'document', till: '', device, document }))
    },
    jobsOf(device) {
      if (devices.get(device) === null) throw new Failure('not-found', `device ${device} not found`)
      return rows.ofDevice(device)
    },
    async transact({ till, device, request, forMs }) {
      if (devices.get(device) === null) throw new Failure('not-found', `device ${device} not found`)
      if ((sessions.get(device) ?? null) === null)
        throw new Failure('unavailable', `no gateway holds device ${device}: nothing was begun`)
      const open = transactions.openOf(device)
      if (open !== undefined || beginning.has(device)) {
        const how = open === undefined ? 'it begins' : `${open.state} ${open.reason}`.trim()
        throw new Failure(
          'conflict',
          `device ${device} has a transaction that is not ended (${how}): wait, or decide it by hand`,
        )
      }
      beginning.add(device)
      try {
        const expiresAt = clock() + forMs
        const transaction = { request, answer: null }
        return await insert(newJob({ kind: 'transaction', till, device, transaction, expiresAt }))
      } finally {
        beginning.delete(device)
      }
    },
    transactionOf(jobId) {
      const job = rows.byId(jobId)
      return job?.kind === 'transaction' ? job : null
    },
    cancelTransaction: (jobId) => ended(transactions.cancel(jobId), jobId),
    decideTransaction: (jobId, outcome, reason) =>
      ended(transactions.decide(jobId, outcome, reason), jobId),
    async openDrawer(till, id) {
      const earlier = kicking.get(id) ?? rows.byId(id)
      if (earlier !== null) return sameKick(await earlier, till)
      const printer = devices.printerOf(till)?.config
      if (printer?.kind !== 'receipt-printer' || !printer.drawer) {
        throw new Failure('unavailable', `till ${till} has no printer with a drawer`)
      }
      if ((sessions.get(printer.device) ?? null) === null) {
        throw new Failure(
          'unavailable',
          `the drawer of till ${till} cannot be reached: no gateway holds printer ${printer.device}`,
        )
      }
      const kick = insert(newJob({ id, kind: 'drawer', till, device: printer.device }))
      kicking.set(id, kick)
      return kick.finally(() => kicking.delete(id))
    },
    printOf(refId) {
      // A receipt that was just saved is the last of its lane.
      for (const { prints } of lanes.values()) {
        const job = prints.openOf(refId)
        if (job !== undefined) return { state: job.state, reason: job.reason }
      }
      const newest = rows.newestOf(refId)
      return newest === null ? null : { state: newest.state, reason: newest.reason }
    },
    queued(till) {
      const device = devices.printerOf(till)?.config.device
      return device === undefined ? 0 : (lanes.get(device)?.prints.open().length ?? 0)
    },
    heardResult(device, result) {
      lanes.get(device)?.prints.heard(result)
      lanes.get(device)?.drawer.heard(result)
      transactions.heard(device, result)
    },
    setSession(device, session, lost) {
      if (session !== null && session === sessions.get(device)) return
      sessions.set(device, session)
      const { prints, drawer } = lanesOf(device)
      drawer.setSession(session, lost)
      prints.setSession(session, lost)
      transactions.setSession(device, session)
    },
    deviceRemoved(device) {
      lanes.get(device)?.prints.abandon('its printer was removed')
      lanes.get(device)?.drawer.abandon('its printer was removed')
      transactions.deviceRemoved(device)
      lanes.delete(device)
      sessions.delete(device)
    },
    async redirect(from, to) {
      for (const device of [from, to]) printerNamed(device)
      if (from === to) throw new Failure('invalid', `to: ${to} is the same printer; name another`)
      const taken = (await lanes.get(from)?.prints.moveOut()) ?? []
      const updatedAt = clock()
      const jobs = taken.map((job): PrintJob => {
        return {
          ...job,
          device: to,
          state: 'queued',
          reason: '',
          attempt: 0,
          session: null,
          updatedAt,
        }
      })
      try {
        await rows.writeNow(jobs)
      } finally {
        // Moved in memory all the same: a restart would at worst ask for them where they were.
        for (const job of jobs) {
          addTo(job, false)
          deps.onChange(job)
        }
      }
      return { moved: jobs.length, duplicates: jobs.filter(({ duplicate }) => duplicate).length }
    },
    async close() {
      for (const { prints, drawer } of lanes.values()) {
        prints.close()
        drawer.close()
      }
      transactions.close()
      await rows.close()
    },
  }
}

function sameKick(job: PrintJob, till: string): PrintJob {
  if (job.kind === 'drawer' && job.till === till && job.refId === null) return job
  throw new Failure('conflict', `id ${job.id} was used for something else: take a new one`)
}

function isForAll(config: DeviceConfig): boolean {
  return config.kind === 'receipt-printer' && (config.tills ?? []).length === 0
}
