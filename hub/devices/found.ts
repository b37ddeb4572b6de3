import { Availability, type DeviceConfig } from '#shared/contracts/device.ts'
import {
  type FoundDevices,
  GatewayFound,
  type PortProbe,
  PortProbed,
  type ProbeAnswer,
} from '#shared/contracts/found.ts'
import { topics } from '#shared/contracts/topics.ts'
import { Failure } from '#shared/domain/failure.ts'
import { gatewayOf } from './gateway-of.ts'
import { nameOfLine } from './line-conflict.ts'

/** Five settings of a serial port, half a second each, behind the questions of others. */
const ASK_MS = 8000
/** What the way to the gateway and back may take on top. */
const WAY_MS = 700
const WAITING_MAX = 20
const GATEWAYS_MAX = 20

export interface ProbedPort {
  readonly gateway: string
  readonly kind: 'serial' | 'usb'
  readonly path: string
}

/** What the gateways of this store see, whether or not it is set up. */
export interface Found {
  list(): FoundDevices['gateways']
  /**
   * Asks what hangs on a port. Throws Failure `not-found` for a port that is not there, `conflict`
   * where a device is set up, `unavailable` when no gateway answers.
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

  function ask(gateway: string, port: Pick<PortProbe, 'kind' | 'path'>) {
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

  return {
    list: () =>
      [...founds].map(([gateway, found]) => ({
        gateway,
        isOnline: online.has(gateway),
        ...found,
      })),
    async probe({ gateway, kind, path }) {
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
      if (waiting.size >= WAITING_MAX)
        throw new Failure('unavailable', 'too many ports are being asked: try again')
      const answer = online.has(gateway) ? await ask(gateway, { kind, path }) : null
      if (answer === null)
        throw new Failure('unavailable', `gateway ${gateway} does not answer: is it running?`)
      return answer
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
