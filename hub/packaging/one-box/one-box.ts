import { spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { type Credentials, demoGroups, readCredentials } from './credentials.ts'
import { demoDevicesFile } from './demo-devices.ts'
import { type Link, openLink } from './link.ts'
import { type Program, type ProgramName, startProgram } from './program.ts'

const READY_MS = 60_000
const RESTARTS_MAX = 5

export interface OneBoxOptions {
  readonly dataDir: string
  /** `group:STORE` of the demo data that the hub serves. */
  readonly store: string
  /** 0 = any free port. */
  readonly ports: {
    readonly cloud: number
    readonly hub: number
    readonly mqtt: number
    readonly devicePage: number
  }
  /** What happens, in words for the terminal. */
  readonly tell: (line: string) => void
  /** Start a program again when it dies (default); a test that kills programs does it itself. */
  readonly supervise?: boolean
  /** Stops what was started so far; the start then fails. */
  readonly signal?: AbortSignal
  /** Every log line of the three programs. */
  readonly onLog?: (program: ProgramName, line: string) => void
  /** How to run each program; default: its source under this runtime. */
  readonly commands?: Readonly<Partial<Record<ProgramName, readonly string[]>>>
  /** More settings of the hub: another broker. */
  readonly hubEnv?: Readonly<Record<string, string>>
}

export interface OneBox {
  readonly cloudUrl: string
  readonly hubUrl: string
  readonly mqttUrl: string
  readonly devicePageUrl: string
  readonly link: Link
  readonly credentials: Credentials
  readonly group: string
  readonly storeCode: string
  readonly program: (name: ProgramName) => Program
  /** Runs a program that has ended again, on its old port. */
  readonly restart: (name: ProgramName) => Promise<void>
  /** A one-time code that pairs a till with the hub. */
  readonly pairingCode: () => Promise<string>
  readonly stop: () => Promise<void>
}

/** Cloud, hub and gateway as three processes on this machine, with demo data and virtual devices. */
export async function openOneBox(options: OneBoxOptions): Promise<OneBox> {
  const [group = '', storeCode = ''] = options.store.split(':')
  const credentials = readCredentials(options.dataDir)
  const programs = new Map<ProgramName, Program>()
  let stopping = false

  const run = async (name: ProgramName, env: Record<string, string>): Promise<Program> => {
    options.signal?.throwIfAborted()
    const program = await startProgram(
      name,
      { KASSA_DATA: options.dataDir, ...env },
      {
        ...(options.onLog && { onLine: (line: string) => options.onLog?.(name, line) }),
        ...(options.commands?.[name] && { command: options.commands[name] }),
        ...(options.signal && { signal: options.signal }),
      },
    )
    programs.set(name, program)
    return program
  }
  const envByName = new Map<ProgramName, Record<string, string>>()
  const restart = async (name: ProgramName): Promise<void> => {
    await run(name, envByName.get(name) ?? {})
  }
  /** Like a supervisor of services: a program that dies is started again on its old port. */
  const supervise = async (name: ProgramName): Promise<void> => {
    for (let restarts = 1; ; restarts += 1) {
      const code = await programs.get(name)?.exited
      if (stopping) return
      options.tell(`${name} ended with code ${code}; starting it again (${restarts})`)
      if (restarts > RESTARTS_MAX) throw new Error(`${name} does not stay up`)
      await sleep(500 * restarts)
      await restart(name)
    }
  }
  let link: Link | undefined
  const stop = async (): Promise<void> => {
    stopping = true
    for (const name of ['gateway', 'hub', 'cloud'] as const) await programs.get(name)?.stop()
    await link?.close()
  }
  options.signal?.addEventListener('abort', () => void stop())

  try {
    const cloudEnv = {
      KASSA_CLOUD_PORT: String(options.ports.cloud),
      KASSA_BOOTSTRAP_KEY: demoGroups.map((name) => credentials.keys[name] ?? '').join(','),
    }
    const cloud = await run('cloud', cloudEnv)
    const cloudUrl = urlOf(cloud)
    await loadDemoOnce(options, cloudUrl)

    const cutOrRestored = (cut: boolean): void =>
      options.tell(cut ? 'the line to the cloud is cut' : 'the line to the cloud is restored')
    link = await openLink({ cloudUrl, onChange: cutOrRestored })
    const key = credentials.keys[group]
    if (key === undefined) {
      throw new Error(
        `KASSA_DEMO_STORE: ${options.store} names no demo group; use one of ${demoGroups.join(', ')}`,
      )
    }
    const hubEnv = {
      KASSA_HUB_PORT: String(options.ports.hub),
      KASSA_MQTT_PORT: String(options.ports.mqtt),
      KASSA_CLOUD_URL: link.url,
      KASSA_CLAIM_CODE: await claimCode(cloudUrl, key, storeCode),
      KASSA_HUB_ADMIN_TOKEN: credentials.hubAdminToken,
      KASSA_GATEWAY_TOKEN: credentials.gatewayToken,
      KASSA_DEVICES_FILE: demoDevicesFile(options.dataDir),
      ...options.hubEnv,
    }
    const hub = await run('hub', hubEnv)
    const hubUrl = urlOf(hub)
    await readyToSell(hubUrl)

    const mqttUrl = hub.listening.mqtt ?? ''
    const gatewayEnv = {
      KASSA_MQTT_URL: mqttUrl,
      KASSA_GATEWAY: 'main',
      KASSA_STORE: storeCode,
      KASSA_GATEWAY_TOKEN: credentials.gatewayToken,
      KASSA_DEVICE_PAGE_PORT: String(options.ports.devicePage),
      KASSA_LINK_URL: link.switchUrl,
    }
    const gateway = await run('gateway', gatewayEnv)

    envByName.set('cloud', { ...cloudEnv, KASSA_CLOUD_PORT: portOf(cloudUrl) })
    envByName.set('hub', {
      ...hubEnv,
      KASSA_HUB_PORT: portOf(hubUrl),
      KASSA_MQTT_PORT: portOf(mqttUrl),
    })
    envByName.set('gateway', { ...gatewayEnv, KASSA_DEVICE_PAGE_PORT: portOf(urlOf(gateway)) })
    if (options.supervise !== false) {
      void Promise.all([...envByName.keys()].map(supervise)).catch(async (error: unknown) => {
        options.tell(error instanceof Error ? error.message : String(error))
        await stop()
        process.exitCode = 1
      })
    }

    return {
      cloudUrl,
      hubUrl,
      mqttUrl,
      devicePageUrl: urlOf(gateway),
      link,
      credentials,
      group,
      storeCode,
      program: (name) => {
        const program = programs.get(name)
        if (program === undefined) throw new Error(`${name} was not started`)
        return program
      },
      restart,
      pairingCode: () => pairingCode(hubUrl, credentials.hubAdminToken),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Runs the demo loader as a process of its own: the programs meet on the wire only. */
export async function loadDemoOnce(
  options: Pick<OneBoxOptions, 'dataDir' | 'tell'>,
  cloudUrl: string,
): Promise<void> {
  const marker = join(options.dataDir, 'demo', 'loaded.json')
  if (existsSync(marker)) return
  const began = performance.now()
  const args = process.versions.bun === undefined ? ['--import', 'tsx'] : []
  const child = spawn(process.execPath, [...args, 'cloud/demo/main.ts'], {
    cwd: new URL('../../../', import.meta.url),
    env: { ...process.env, KASSA_CLOUD_URL: cloudUrl, KASSA_DATA: options.dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  createInterface({ input: child.stdout }).on('line', (line) => options.tell(`demo: ${line}`))
  const code = await new Promise<number | null>((resolve) => {
    child.on('exit', (exitCode) => resolve(exitCode))
  })
  if (code !== 0) throw new Error(`the demo data could not be loaded (exit code ${code})`)
  const seconds = Math.round((performance.now() - began) / 100) / 10
  writeFileSync(marker, `${JSON.stringify({ seconds })}\n`)
  options.tell(`demo data loaded in ${seconds} s`)
}

async function claimCode(cloudUrl: string, key: string, storeCode: string): Promise<string> {
  const stores = z
    .object({ items: z.array(z.object({ id: z.int(), code: z.string() })) })
    .parse(await callJson(`${cloudUrl}/v1/stores?limit=200`, { token: key }))
  const store = stores.items.find((candidate) => candidate.code === storeCode)
  if (store === undefined) {
    const codes = stores.items.map((candidate) => candidate.code).join(', ')
    throw new Error(`KASSA_DEMO_STORE: no store ${storeCode}; the group has ${codes}`)
  }
  const answer = await callJson(`${cloudUrl}/v1/hubs/codes`, {
    token: key,
    post: { storeId: store.id },
  })
  return z.object({ code: z.string() }).parse(answer).code
}

async function pairingCode(hubUrl: string, adminToken: string): Promise<string> {
  const answer = await callJson(`${hubUrl}/v1/pairing-codes`, { token: adminToken, post: {} })
  return z.object({ code: z.string() }).parse(answer).code
}

async function readyToSell(hubUrl: string): Promise<void> {
  const deadline = performance.now() + READY_MS
  let reason = 'no answer'
  while (performance.now() < deadline) {
    const health = z
      .object({ selling: z.boolean(), reason: z.string() })
      .parse(await callJson(`${hubUrl}/v1/health`, {}))
    if (health.selling) return
    reason = health.reason
    await sleep(50)
  }
  throw new Error(`the hub cannot sell after ${READY_MS / 1000} s: ${reason}`)
}

async function callJson(
  url: string,
  options: { readonly token?: string; readonly post?: unknown },
): Promise<unknown> {
  const body = options.post
  const response = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(options.token !== undefined && { authorization: `Bearer ${options.token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  })
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
  return response.json()
}

function urlOf(program: Program): string {
  return program.listening.http ?? ''
}

function portOf(url: string): string {
  return new URL(url).port
}
