import { lookup } from 'node:dns/promises'
import { realpath } from 'node:fs/promises'
import { isIP } from 'node:net'
import type { DeviceConfig } from '#shared/contracts/device.ts'
import type {
  FoundPort,
  GatewayFound,
  PortProbe,
  ProbeAnswer,
  ProbedHost,
} from '#shared/contracts/found.ts'
import { listPorts } from '../lines/ports.ts'
import { printerModels } from '../printer/profiles.ts'
import { probePort } from '../probe/probe-port.ts'
import type { ProbeDeps } from '../probe/question.ts'

/** A plug is seen within some seconds. */
const LOOK_MS = 3000
const PORTS_MAX = 64

const virtualKinds = [
  'receipt-printer',
  'barcode-scanner',
  'card-reader',
  'customer-display',
  'scale',
] as const satisfies readonly DeviceConfig['kind'][]

/** What is plugged in at this gateway, and what answers there. */
export interface Finder {
  /** Null until it was looked for the first time. */
  found(): GatewayFound | null
  /** Devices were set up or taken away: what is free is another. */
  lookNow(): void
  probe(probe: PortProbe): Promise<ProbeAnswer>
  close(): void
}

export function startFinder(deps: {
  readonly configs: () => readonly DeviceConfig[]
  readonly openLine: ProbeDeps['open']
  /** Something was plugged in or out. */
  readonly onChange: () => void
  /** Only where devices can be seen that are not there: on a machine for trying. */
  readonly offersVirtual: boolean
  readonly clock: () => number
  readonly log: { warn(fields: object, message: string): void }
  readonly lookMs?: number
  readonly answerMs?: number
  readonly listPorts?: typeof listPorts
}): Finder {
  const { log } = deps
  let found: GatewayFound | null = null
  let text = ''
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | null = null
  let again = false
  let closed = false
  /** Ports are asked one after the other. */
  let probing: Promise<unknown> = Promise.resolve()
  let waiting = 0
  lookNow()

  function lookNow(): void {
    if (closed) return
    if (looking !== null) {
      again = true
      return
    }
    clearTimeout(timer)
    looking = look()
      .catch((error: unknown) => log.warn({ error: String(error) }, 'ports cannot be listed'))
      .finally(() => {
        looking = null
        if (again) {
          again = false
          lookNow()
        } else if (!closed) {
          timer = setTimeout(lookNow, deps.lookMs ?? LOOK_MS)
        }
      })
  }

  async function look(): Promise<void> {
    const listed = await (deps.listPorts ?? listPorts)()
    const taken = await holders()
    const ports = listed.slice(0, PORTS_MAX - virtualKinds.length).map(
      ({ kind, path, device, name }): FoundPort => ({
        kind,
        path: path.slice(0, 300),
        name: name.slice(0, 120),
        device: taken.get(device) ?? taken.get(path) ?? null,
      }),
    )
    const virtual = virtualKinds.map((is): FoundPort => ({ kind: 'virtual', is }))
    const now = { ports: deps.offersVirtual ? [...ports, ...virtual] : ports, printers }
    const nowText = JSON.stringify(now)
    if (nowText === text || closed) return
    text = nowText
    found = now
    deps.onChange()
  }

  /** Devices by the real file of their port: two names may be one port. */
  async function holders(): Promise<ReadonlyMap<string, string>> {
    const taken = new Map<string, string>()
    for (const { device, line } of deps.configs()) {
      if (line.kind !== 'serial' && line.kind !== 'usb') continue
      taken.set(line.path, device)
      taken.set(await realpath(line.path).catch(() => line.path), device)
    }
    return taken
  }

  async function holderOf(path: string): Promise<string | undefined> {
    const taken = await holders()
    return taken.get(await realpath(path).catch(() => path)) ?? taken.get(path)
  }

  /** A name may stand for the address. Of a reserved line no other port is asked either. */
  async function holderAt({ host, port }: ProbedHost): Promise<string | undefined> {
    for (const { kind, device, line } of deps.configs()) {
      if (line.kind !== 'tcp') continue
      if (kind !== 'reserved-line' && port !== undefined && line.port !== port) continue
      const address = isIP(line.host) === 0 ? await addressOf(line.host) : line.host
      if (address === host) return device
    }
    return undefined
  }

  async function ask(probe: PortProbe): Promise<ProbeAnswer> {
    const holder = probe.kind === 'tcp' ? await holderAt(probe) : await holderOf(probe.path)
    if (holder !== undefined) return refused(`device ${holder} is set up here: it is not asked`)
    return await probePort(probe, { ...deps, open: deps.openLine })
  }

  return {
    found: () => found,
    lookNow,
    async probe(probe) {
      if (waiting >= 4) return refused('other ports are being asked: try again in some seconds')
      waiting += 1
      const asked = probing.then(() => ask(probe))
      probing = asked.catch(() => undefined)
      try {
        return await asked
      } finally {
        waiting -= 1
      }
    },
    close() {
      closed = true
      clearTimeout(timer)
    },
  }

  function refused(reason: string): ProbeAnswer {
    return { found: 'refused', line: null, reason, tried: [] }
  }
}

async function addressOf(name: string): Promise<string | null> {
  const found = await lookup(name, { family: 4 }).catch(() => null)
  return found?.address ?? null
}

const printers = printerModels.slice(0, 200)
