import { topics } from '#shared/contracts/topics.ts'

/** Who a broker's client is, by its user name: `hub`, `gateway:<name>`, `device:<id>` or `till:<code>`. */
export type MqttUser =
  | { readonly kind: 'hub' }
  | { readonly kind: 'gateway'; readonly gateway: string }
  | { readonly kind: 'device'; readonly device: string }
  | { readonly kind: 'till'; readonly till: string }

export function parseUser(username: string): MqttUser | null {
  if (username === 'hub') return { kind: 'hub' }
  const [, till] = /^till:([A-Z0-9]{1,12})$/.exec(username) ?? []
  if (till !== undefined) return { kind: 'till', till }
  const [, kind, name] = /^(gateway|device):([a-z0-9][a-z0-9-]{0,39})$/.exec(username) ?? []
  if (name === undefined) return null
  return kind === 'gateway' ? { kind: 'gateway', gateway: name } : { kind: 'device', device: name }
}

/** What a user may touch: exact topics, or for the hub a whole branch, `kassa/<store>/#`. */
export interface MqttRights {
  readonly publish: readonly string[]
  readonly read: readonly string[]
}

/** A device, a gateway, a till speaks only of itself; the hub may all of its store. */
export function rightsOf(user: MqttUser, store: string): MqttRights {
  switch (user.kind) {
    case 'hub':
      return { publish: [`kassa/${store}/#`], read: [`kassa/${store}/#`] }
    case 'gateway':
      return {
        publish: [topics.gatewayAvailability, topics.gatewayFound, topics.gatewayProbed].map(
          (topic) => topic(store, user.gateway),
        ),
        read: [
          topics.gatewayDevices(store, user.gateway),
          topics.gatewayProbe(store, user.gateway),
        ],
      }
    case 'device':
      return {
        publish: [topics.state, topics.availability, topics.event, topics.result].map((topic) =>
          topic(store, user.device),
        ),
        read: [topics.config(store, user.device), topics.job(store, user.device)],
      }
    case 'till':
      return {
        publish: [topics.tillRequest(store, user.till)],
        read: [topics.tillResponse(store, user.till), topics.tillEvent(store, user.till)],
      }
  }
}

export function mayPublish(user: MqttUser, topic: string, store: string): boolean {
  return rightsOf(user, store).publish.some((right) => isWithin(topic, right))
}

/** Exact topics only, no wildcards, but for the hub. */
export function mayRead(user: MqttUser, filter: string, store: string): boolean {
  return rightsOf(user, store).read.some((right) => isWithin(filter, right))
}

function isWithin(topic: string, right: string): boolean {
  return right.endsWith('/#') ? topic.startsWith(right.slice(0, -1)) : topic === right
}
