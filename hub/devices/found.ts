import { Availability, type DeviceConfig } from '#shared/contracts/device.ts'
import {
  type FoundDevices,
  GatewayFound,
  type PortProbe,
  PortProbed,
  type ProbeAnswer,
  type ProbedHost,
} from '#shared/contracts/found.ts'
import { topics } from '#shared/contracts/topics.ts'
import { Failure } from '#shared/domain/failure.ts'
import { gatewayOf } from './gateway-of.ts'
import { nameOfLine } from './line-conflict.ts'

/** All settings of a serial port are tried in 4 s, both ports of an address in 8. */
const ASK_MS = 8000
/** What the way to the gateway and back may take on top. */
const WAY_MS = 700
const WAITING_MAX = 20
const GATEWAYS_MAX = 20

export type ProbedPort = { readonly gateway: string } & (
  | { readonly kind: 'serial' | 'usb'; readonly path: string }
  | ProbedHost
)

/** What the gateways of this store see, whether or not it is set up. */
export interface Found {
  list(): FoundDevices['gateways']
  /**
   * Asks what hangs on a port or stands at an address. Throws Failure `not-found` for a port or a
   * gateway that is not there, `conflict` where a device is set up, `unavailable` when no gateway
   * answers.
   */
  probe(port: ProbedPort): Promise<ProbeAnswer>
  /** True when it was understood. */
  heard(gateway: string, leaf: string, message: unknown): boolean
  /** The hub lost the broker: what it knows is old. */
  forget(): void
}

export function createFound(deps: {
  readonly store: string
  readonly configs: () => readonly DeviceConfig[]
  readonly publish: (topic: string, message: object) => boolean
  readonly clock: () => number
  readonly newId: () => string
}): Found {
  const { clock } = deps
  const founds = new Map<string, GatewayFound>()
  const online = new Set<string>()
  const waiting = new Map<string, (answer: ProbeAnswer | null) => void>()

  function ask({ gateway, ...port }: ProbedPort) {
    return new Promise<ProbeAnswer | null>((resolve) => {
      const probeId = deps.newId()
      const settle = (answer: ProbeAnswer | null) => {
        clearTimeout(timer)
        waiting.delete(probeId)
        resolve(answer)
      }
      const timer = setTimeout(() => settle(null), ASK_MS + WAY_MS)
      waiting.set(probeId, settle)
      const probe: PortProbe = { ...port, probeId, expiresAt: clock() + ASK_MS }
      if (!deps.publish(topics.gatewayProbe(deps.store, gateway), probe)) settle(null)
    })
  }

  function refuseHeldPort({ gateway, kind, path }: Exclude<ProbedPort, ProbedHost>): void {
    const isThere = founds
      .get(gateway)
      ?.ports.some((port) => port.kind !== 'virtual' && port.path === path && port.kind === kind)
    if (isThere !== true)
      throw field('not-found', 'path', path, `gateway ${gateway} finds no such port: plug it in`)
    const holder = deps
      .configs()
      .find((config) => gatewayOf(config) === gateway && nameOfLine(config.line) === path)
    if (holder !== undefined)
      throw field('conflict', 'path', path, `${holder.name} is set up here: it is not asked`)
  }

  /** Whichever gateway drives what stands there; of a reserved line no other port is asked either. */
  function refuseHeldHost({ gateway, host, port }: ProbedHost & { gateway: string }): void {
    if (!founds.has(gateway))
      throw field('not-found', 'gateway', gateway, `no gateway ${gateway} has reported: start it`)
    const holder = deps
      .configs()
      .find(
        ({ kind, line }) =>
          line.kind === 'tcp' &&
          line.host === host &&
          (kind === 'reserved-line' || port === undefined || line.port === port),
      )
    if (holder !== undefined)
      throw field('conflict', 'host', host, `${holder.name} is set up here: it is not asked`)
  }

  return {
    list: () =>
      [...founds].map(([gateway, found]) => ({
        gateway,
        isOnline: online.has(gateway),
        ...found,
      })),
    async probe(port) {
      const { gateway } = port
      if (port.kind === 'tcp') refuseHeldHost(port)
      else refuseHeldPort(port)
      if (waiting.size >= WAITING_MAX)
        throw new Failure('unavailable', 'too many ports are being asked: try again')
      const answer = online.has(gateway) ? await ask(port) : null
      if (answer !== null) return answer
      // An older gateway does not know a network address for a question.
      const fix = port.kind === 'tcp' ? 'is it running, and as new as this hub?' : 'is it running?'
      throw new Failure('unavailable', `gateway ${gateway} does not answer: ${fix}`)
    },
    heard(gateway, leaf, message) {
      if (leaf === 'availability') {
        const { data } = Availability.safeParse(message)
        if (data?.state === 'online') online.add(gateway)
        else online.delete(gateway)
        return data !== undefined
      }
      if (leaf === 'found') {
        const { data } = GatewayFound.safeParse(message)
        if (data !== undefined && (founds.has(gateway) || founds.size < GATEWAYS_MAX))
          founds.set(gateway, data)
        return data !== undefined
      }
      const { data } = PortProbed.safeParse(message)
      if (data === undefined) return false
      const { probeId, ...answer } = data
      waiting.get(probeId)?.(answer)
      return true
    },
    forget() {
      founds.clear()
      online.clear()
    },
  }
}

function field(code: 'not-found' | 'conflict', name: string, value: string, message: string) {
  return new Failure(code, message, { fields: [{ field: name, value, message }] })
}
