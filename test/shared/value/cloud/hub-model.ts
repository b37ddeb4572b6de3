import type { Envelope } from '#shared/contracts/event.ts'
import type { Lease } from '#shared/value/lease.ts'
import { envelopeOf, movementOf, receiptOf, wordOf } from './story.ts'

interface Held {
  readonly lease: Lease
  readonly account: string
  left: number
  open: boolean
}

interface Spent {
  readonly id: string
  readonly held: Held
  left: number
}

/**
 * An honest hub: spends its leases until their end, and writes everything into a journal that
 * reaches the cloud late. The model of the properties beside it, not the product's hub.
 */
export interface HubModel {
  readonly hub: number
  epoch: number
  held: Held[]
  spent: Spent[]
  /** Not delivered yet, in order. */
  journal: Envelope[]
  /** Delivered: a network may bring it again. */
  delivered: Envelope[]
}

export function newHub(hub: number): HubModel {
  return { hub, epoch: 1, held: [], spent: [], journal: [], delivered: [] }
}

export function takeGrant(on: HubModel, lease: Lease, account: string, id: string): void {
  const held: Held = { lease, account, left: lease.granted, open: true }
  on.held.push(held)
  write(on, id, 'lease.granted', held, 0)
}

export function spendLease(on: HubModel, pick: number, amount: number, now: number, id: string) {
  const held = pickOf(openOnes(on, now), pick)
  if (held === undefined || held.left === 0) return
  const spends = Math.min(amount, held.left)
  held.left -= spends
  on.spent.push({ id, held, left: spends })
  const movement = movementOf({ id, account: held.account, amount: spends, lease: held.lease.id })
  const receipt = receiptOf(`receipt ${id}`)
  on.journal.push(envelopeOf('sale.closed', { id: `event ${id}`, receipt, movements: [movement] }))
}

/** Into its own lease while that is open, otherwise to the account. */
export function putBack(on: HubModel, pick: number, amount: number, now: number, id: string) {
  const spent = pickOf(
    on.spent.filter((each) => each.left > 0),
    pick,
  )
  if (spent === undefined) return
  const back = Math.min(amount, spent.left)
  const { held } = spent
  const intoLease = openOnes(on, now).includes(held)
  spent.left -= back
  if (intoLease) held.left += back
  const movement = movementOf({
    id,
    account: held.account,
    kind: 'give-back',
    amount: back,
    reverses: spent.id,
    cover: intoLease ? 'lease' : 'account',
    lease: intoLease ? held.lease.id : null,
  })
  const receipt = receiptOf(`receipt ${id}`, `receipt ${spent.id}`, 'right')
  on.journal.push(
    envelopeOf('sale.refunded', { id: `event ${id}`, receipt, movements: [movement] }),
  )
}

export function returnPart(on: HubModel, pick: number, amount: number, id: string): void {
  const held = pickOf(
    on.held.filter((each) => each.open),
    pick,
  )
  if (held === undefined || held.left === 0) return
  const returned = Math.min(amount, held.left)
  held.left -= returned
  write(on, id, 'lease.returned', held, returned)
}

export function close(on: HubModel, pick: number, id: string): boolean {
  const held = pickOf(
    on.held.filter((each) => each.open),
    pick,
  )
  if (held === undefined) return false
  const returned = held.left
  held.left = 0
  held.open = false
  write(on, id, 'lease.closed', held, returned)
  return true
}

/** The disk is gone, with all that had not been sent. */
export function loseDisk(on: HubModel): void {
  on.epoch++
  on.held = []
  on.spent = []
  on.journal = []
}

function write(
  on: HubModel,
  id: string,
  type: 'lease.granted' | 'lease.returned' | 'lease.closed',
  { lease, account }: Held,
  returned: number,
): void {
  const { granted, endsAt } = lease
  const word = wordOf({ lease: lease.id, account, granted, endsAt, returned, reason: 'recalled' })
  on.journal.push(envelopeOf(type, { id, word }))
}

function openOnes(on: HubModel, now: number): Held[] {
  return on.held.filter(({ open, lease }) => open && now < lease.endsAt)
}

function pickOf<T>(list: readonly T[], pick: number): T | undefined {
  return list.length === 0 ? undefined : list[pick % list.length]
}
