import { cp, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type OneBox, type OneBoxOptions, openOneBox } from '#hub/packaging/one-box/one-box.ts'
import { removeFolder } from './remove-folder.ts'
import { openShopBroker } from './shop-broker.ts'
import { pairTill, type TillClient } from './till-client.ts'

/** A whole shop of real processes, from the bundles, with a small share of the demo data. */
export interface Shop extends OneBox, AsyncDisposable {
  readonly dataDir: string
  readonly told: readonly string[]
  /** A paired till with a signed-in manager and an open shift. */
  readonly openTill: (name?: string) => Promise<OpenTill>
  /** The cloud's answer under the group's key. */
  readonly cloud: (path: string, init?: RequestInit) => Promise<Response>
  readonly devicePage: (path: string, init?: RequestInit) => Promise<Response>
}

export interface OpenTill {
  readonly client: TillClient
  readonly shiftId: string
}

export async function openShop(options: Partial<OneBoxOptions> = {}): Promise<Shop> {
  const dataDir = options.dataDir ?? (await newDataDir())
  const told: string[] = []
  process.env['KASSA_DEMO_SHARE'] ??= '2'
  const store = options.store ?? 'mn:UB1'
  const shopBroker = await openShopBroker(dataDir, store.split(':')[1] ?? '')
  const box = await openOneBox({
    store,
    ports: { cloud: 0, hub: 0, mqtt: 0, devicePage: 0 },
    supervise: false,
    tell: (line) => told.push(line),
    commands: commandsOf(process.execPath, 'dist/', '.js'),
    ...(shopBroker === null ? {} : { hubEnv: shopBroker.hubEnv }),
    ...options,
    dataDir,
  })
  return {
    ...box,
    dataDir,
    told,
    async openTill(name = 'till') {
      const client = await pairTill(box.hubUrl, await box.pairingCode(), name)
      await shopBroker?.letIn(client.till, client.token)
      await client.signIn(box.credentials.pins.manager)
      return { client, shiftId: (await client.openShift(0)).id }
    },
    cloud: (path, init) =>
      fetch(`${box.cloudUrl}${path}`, {
        headers: {
          authorization: `Bearer ${box.credentials.keys[box.group]}`,
          'content-type': 'application/json',
        },
        signal: AbortSignal.timeout(20_000),
        ...init,
      }),
    devicePage: (path, init) =>
      fetch(`${box.devicePageUrl}${path}`, { signal: AbortSignal.timeout(10_000), ...init }),
    async [Symbol.asyncDispose]() {
      await box.stop()
      await shopBroker?.broker[Symbol.asyncDispose]()
      if (options.dataDir === undefined) removeFolder(dataDir)
    },
  }
}

/** With the demo in it where the run has made it (shop-template.ts). */
async function newDataDir(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kassa-shop-'))
  const template = process.env['KASSA_TEST_SHOP_TEMPLATE']
  if (template !== undefined) await cp(template, dataDir, { recursive: true })
  return dataDir
}

/** How to run each program: from the bundles (default) or the sources, on any runtime. */
export function commandsOf(runtime: string, folder: string, ending: '.js' | '.ts') {
  const programs = ['cloud', 'hub', 'gateway'] as const
  return Object.fromEntries(
    programs.map((name) => [name, [runtime, `${folder}${name}/main${ending}`]] as const),
  )
}

/** Asks again until the answer is there; the last one is thrown with what was waited for. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
  timeoutMs = 30_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMs
  let last: unknown
  while (performance.now() < deadline) {
    try {
      const answer = await ask()
      if (answer !== undefined && answer !== false) return answer
    } catch (error) {
      last = error
    }
    await sleep(50)
  }
  throw new Error(`${what}: not within ${timeoutMs} ms`, { cause: last })
}
