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

/** A device, a gateway, a till speaks only of itself; the hub may all of its store. */
export function mayPublish(user: MqttUser, topic: string, store: string): boolean {
  switch (user.kind) {
    case 'hub':
      return topic.startsWith(`kassa/${store}/`)
    case 'gateway':
      return topic === topics.gatewayAvailability(store, user.gateway)
    case 'device':
      return (
        topic === topics.state(store, user.device) ||
        topic === topics.availability(store, user.device) ||
        topic === topics.event(store, user.device) ||
        topic === topics.result(store, user.device)
      )
    case 'till':
      return topic === topics.tillRequest(store, user.till)
  }
}

/** Exact topics only, no wildcards, but for the hub. */
export function mayRead(user: MqttUser, filter: string, store: string): boolean {
  switch (user.kind) {
    case 'hub':
      return filter.startsWith(`kassa/${store}/`)
    case 'gateway':
      return filter === topics.gatewayDevices(store, user.gateway)
    case 'device':
      return (
        filter === topics.config(store, user.device) || filter === topics.job(store, user.device)
      )
    case 'till':
      return (
        filter === topics.tillResponse(store, user.till) ||
        filter === topics.tillEvent(store, user.till)
      )
  }
}
