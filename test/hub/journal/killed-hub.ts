import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'libsql'
import { verifyChain } from '#hub/backup/verify-chain.ts'
import { Saved } from '#shared/contracts/till.ts'
import { removeFolder } from '#test/support/remove-folder.ts'
import { newId, one, openTestHub } from '../open-hub.ts'
import { differences } from './sums.ts'

/** A hub from its bundle with tills that sell as fast as they can, to be ended at any moment. */
export interface KilledHub extends AsyncDisposable {
  readonly folder: string
  /** Number of each sale that a till was told is saved, by its id. */
  readonly saved: ReadonlyMap<string, string>
  readonly start: (env?: Readonly<Record<string, string>>) => void
  readonly kill: () => Promise<void>
  /** Null while none serves. */
  readonly url: () => string | null
  /**
   * Acknowledged sales that the journal does not hold, and what it says beside its events that they
   * do not (sums.ts); throws if its chain is not whole.
   */
  readonly missing: () => string[]
  /** Ids of the sales that the journal of a hub that has ended holds. */
  readonly stored: () => ReadonlySet<string>
  /** Sales that a till sent and that nobody answered yet. */
  readonly unanswered: () => string[]
  /** Waits until the hub ends by itself: its exit code. */
  readonly ended: () => Promise<number | null>
  /** Sends sales again that were saved before: the numbers of the answers. */
  readonly askAgain: (ids: readonly string[]) => Promise<(string | undefined)[]>
}

export async function openKilledHub(tills: number): Promise<KilledHub> {
  const data = mkdtempSync(join(tmpdir(), 'kassa-killed-'))
  const folder = join(data, 'hub')
  mkdirSync(folder)
  // Of its own: another run of the tests may build `dist` anew meanwhile.
  mkdirSync('.cache', { recursive: true })
  const program = mkdtempSync(join('.cache', 'killed-hub-'))
  cpSync('dist/hub', program, { recursive: true })
  const basket = { lines: [one(1)] }
  const open: { readonly token: string; readonly shiftId: string }[] = []
  let total = 0
  {
    await using hub = await openTestHub()
    for (let i = 0; i < tills; i += 1) {
      const till = await hub.openTill()
      total = (await till.quote(basket)).priced.total
      open.push(till)
    }
    await hub.backups.make()
    const [backup] = hub.backups.list()
    cpSync(hub.backups.path(backup?.name ?? ''), join(folder, 'journal.db'))
    cpSync(hub.feed.dir, join(folder, 'replica'), { recursive: true })
  }
  addPrinter(join(folder, 'journal.db'))

  const saved = new Map<string, string>()
  const requests = new Map<string, { token: string; sale: object }>()
  let process: ChildProcess | null = null
  let url: string | null = null
  let isOpen = true
  let underWay = 0

  const send = async (token: string, sale: object): Promise<Response> => {
    while (url === null) await sleep(20)
    return fetch(`${url}/v1/sales`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(sale),
      signal: AbortSignal.timeout(10_000),
    })
  }
  const ask = async (token: string, sale: object) => {
    while (url === null) await sleep(20)
    underWay += 1
    try {
      const response = await send(token, sale)
      return { response, body: (await response.json()) as unknown }
    } finally {
      underWay -= 1
    }
  }
  const sellOnce = async (token: string, sale: { readonly id: string }): Promise<void> => {
    while (isOpen) {
      try {
        const { response, body } = await ask(token, sale)
        if (response.status >= 500) throw new Error(`hub: ${response.status}`)
        if (!response.ok) return fail(`${response.status}: ${JSON.stringify(body)}`)
        const answer = Saved.parse(body)
        saved.set(sale.id, answer.receipt?.number ?? '')
        return
      } catch {
        // Killed under us: the same sale again, until somebody answers.
        await sleep(20)
      }
    }
  }
  let failure: string | null = null
  const fail = (words: string): void => {
    failure ??= words
    isOpen = false
  }
  const selling = open.map(async ({ token, shiftId }) => {
    while (isOpen) {
      const tenders = [{ kind: 'cash', given: total }]
      const sale = { id: newId(), shiftId, basket, total, tenders }
      requests.set(sale.id, { token, sale })
      await sellOnce(token, sale)
    }
  })

  const kill = async (): Promise<void> => {
    const running = process
    process = null
    url = null
    if (running === null || running.exitCode !== null) return
    running.kill('SIGKILL')
    if (running.signalCode === null) await once(running, 'exit')
    // What this hub answered is heard before the next one starts.
    while (underWay > 0) await sleep(5)
  }
  return {
    folder,
    saved,
    start(env = {}) {
      const child = spawn(globalThis.process.execPath, [join(program, 'main.js')], {
        env: {
          ...globalThis.process.env,
          KASSA_DATA: data,
          KASSA_HUB_PORT: '0',
          KASSA_MQTT_PORT: '0',
          KASSA_CLOUD_URL: 'http://127.0.0.1:9',
          ...env,
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      process = child
      createInterface({ input: child.stdout }).on('line', (line) => {
        const entry = JSON.parse(line) as { msg: string; http: string }
        if (entry.msg === 'listening' && process === child) url = entry.http
      })
    },
    kill,
    url: () => url,
    missing() {
      if (failure !== null) throw new Error(failure)
      return look(folder, (database) => {
        verifyChain(database)
        const ids = idsIn(database)
        const lost = [...saved.keys()].filter((id) => !ids.has(id))
        return [...lost, ...differences(database)]
      })
    },
    stored: () => look(folder, idsIn),
    unanswered: () => [...requests.keys()].filter((id) => !saved.has(id)),
    async ended() {
      const running = process
      if (running === null) throw new Error('no hub runs')
      if (running.exitCode === null) await once(running, 'exit')
      process = null
      url = null
      while (underWay > 0) await sleep(5)
      return running.exitCode
    },
    askAgain: (ids) =>
      Promise.all(
        ids.map(async (id) => {
          const request = requests.get(id)
          if (request === undefined) throw new Error(`no sale ${id}`)
          const response = await send(request.token, request.sale)
          return Saved.parse(await response.json()).receipt?.number
        }),
      ),
    async [Symbol.asyncDispose]() {
      isOpen = false
      url ??= 'http://127.0.0.1:9'
      await Promise.all(selling)
      await kill()
      removeFolder(data)
      removeFolder(program)
    },
  }
}

/** On a copy, so that no handle of ours knows of a log's index that the power took away. */
function look<Result>(folder: string, work: (database: Database.Database) => Result): Result {
  const copy = mkdtempSync(join(tmpdir(), 'kassa-look-'))
  for (const name of ['journal.db', 'journal.db-wal', 'journal.db-journal'])
    if (existsSync(join(folder, name))) cpSync(join(folder, name), join(copy, name))
  const database = new Database(join(copy, 'journal.db'))
  try {
    return work(database)
  } finally {
    database.close()
    removeFolder(copy)
  }
}

function idsIn(database: Database.Database): Set<string> {
  const found = database.prepare('SELECT id FROM event').raw(true).all() as [string][]
  return new Set(found.map(([id]) => id))
}

/** So that each sale plans its print. No gateway is there to take it. */
function addPrinter(journal: string): void {
  const database = new Database(journal)
  const line = { kind: 'tcp', host: '127.0.0.1', port: 9 }
  const printer = { kind: 'receipt-printer', device: 'printer-1', name: 'printer', line }
  database
    .prepare('INSERT INTO device (device, config) VALUES (?, ?)')
    .run(['printer-1', JSON.stringify({ ...printer, profile: 'generic-80mm' })])
  database.close()
}
