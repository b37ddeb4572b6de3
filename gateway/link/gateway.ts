import {
  type Availability,
  GatewayDevices,
  gatewayLost,
  gatewayStopped,
} from '#shared/contracts/device.ts'
import { type GatewayFound, PortProbe, type ProbeAnswer } from '#shared/contracts/found.ts'
import { topics } from '#shared/contracts/topics.ts'
import { type Device, type DeviceDeps, startDevice } from './device.ts'
import { openLink } from './link.ts'
import { parseJson } from './parse-json.ts'

export interface GatewayDeps
  extends Pick<DeviceDeps, 'url' | 'ca' | 'store' | 'session' | 'createDriver' | 'onConfig'> {
  readonly gateway: string
  readonly token: string
  readonly finder: {
    found(): GatewayFound | null
    probe(probe: PortProbe): Promise<ProbeAnswer>
  }
  readonly log: {
    info(fields: object, message: string): void
    warn(fields: object, message: string): void
  }
}

export interface Gateway {
  /** `finder.found()` is another. */
  foundChanged(): void
  close(): Promise<void>
}

/** Asks the hub which devices it holds and keeps one connection for each, for as long as it is listed. */
export function startGateway(deps: GatewayDeps): Gateway {
  const { store, gateway, session, log } = deps
  const devices = new Map<string, { readonly password: string; readonly device: Device }>()
  // Lists are followed one after the other: a device is let go before it is taken again.
  let following: Promise<void> = Promise.resolve()
  let closing = false
  let isFoundWanted = false

  const availabilityTopic = topics.gatewayAvailability(store, gateway)
  const will: Availability = { state: 'offline', session: '', reason: gatewayLost }
  const link = openLink({
    url: deps.url,
    ca: deps.ca,
    username: `gateway:${gateway}`,
    password: deps.token,
    will: { topic: availabilityTopic, message: will },
    filters: [topics.gatewayDevices(store, gateway)],
    newer: {
      filters: [topics.gatewayProbe(store, gateway)],
      onGranted() {
        isFoundWanted = true
        sayFound()
      },
    },
    onConnect: () => say({ state: 'online', session, reason: '' }),
    // Devices have connections of their own and go on.
    onDisconnect: () => {
      isFoundWanted = false
    },
    onMessage(topic, payload) {
      if (topic === topics.gatewayProbe(store, gateway)) {
        void takeProbe(payload)
        return
      }
      const list = GatewayDevices.safeParse(parseJson(payload.toString('utf8')))
      if (list.success) following = following.then(() => follow(list.data))
      else log.warn({ error: list.error.issues[0] }, 'the list of devices was not understood')
    },
    log,
  })

  function say(availability: Availability): void {
    link.publish(availabilityTopic, availability, { retain: true })
  }

  function sayFound(): void {
    const found = deps.finder.found()
    if (isFoundWanted && found !== null)
      link.publish(topics.gatewayFound(store, gateway), found, { retain: true })
  }

  async function takeProbe(payload: Buffer): Promise<void> {
    const { data } = PortProbe.safeParse(parseJson(payload.toString('utf8')))
    if (data === undefined) {
      log.warn({}, 'a question for a port was not understood')
      return
    }
    const answer = await deps.finder.probe(data)
    link.publish(topics.gatewayProbed(store, gateway), { ...answer, probeId: data.probeId })
  }

  async function follow(list: GatewayDevices): Promise<void> {
    if (closing) return
    const listed = new Map(list.devices.map((entry) => [entry.device, entry]))
    for (const [id, { password, device }] of devices) {
      if (listed.get(id)?.password === password) continue
      devices.delete(id)
      await device.close()
      deps.onConfig(id, null)
      log.info({ device: id }, 'device let go')
    }
    for (const { device, username, password } of list.devices) {
      if (devices.has(device)) continue
      log.info({ device }, 'device taken')
      devices.set(device, {
        password,
        device: startDevice({ ...deps, device, username, password }),
      })
    }
  }

  return {
    foundChanged: sayFound,
    async close() {
      closing = true
      await following
      await Promise.all([...devices.values()].map(({ device }) => device.close()))
      say({ state: 'offline', session: '', reason: gatewayStopped })
      await link.close()
    },
  }
}
