import type { Basket, Op, ValueRef } from './op.ts'
import { storeName, tillName } from './story.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './virtual-day.ts'

/** Where an operation happens, as a story's `who`. */
export function whereOf(op: Op): string {
  if ('till' in op) return tillName(op.hub, op.till)
  if (op.kind.startsWith('web-')) return 'web shop'
  if (op.kind.startsWith('cloud-') || op.kind.endsWith('-backup')) return 'cloud'
  if (isOfHq(op)) return 'HQ'
  return 'hub' in op ? storeName(op.hub) : 'HQ'
}

/** What is meant to happen; whether it does, the run tells. `n` names the receipt or order. */
export function sentenceOf(n: number, op: Op): string {
  switch (op.kind) {
    case 'sale':
      return `sells receipt ${n}: ${basketWords(op)}`
    case 'parked-sale':
      return `parks receipt ${n} for ${duration(op.parkedMs)}: ${basketWords(op)}`
    case 'cancelled-payment':
      return `begins receipt ${n} and cancels it: ${basketWords(op)}`
    case 'refund':
      return `refunds ${part(op.partBp)} of receipt ${op.of} in ${op.pays} (refund ${n})`
    case 'load-card':
      return `loads ${op.amount} on gift card ${op.card}`
    case 'sell-coupon':
      return `sells coupon ${op.stock} of its stock (receipt ${n})`
    case 'open-shift':
      return 'opens its shift'
    case 'close-shift':
      return 'closes its shift'
    case 'other-content':
      return `sends receipt ${op.of} again with another content`
    case 'web-order':
      return `order ${n} holds ${op.spend.amount} of ${nameOf(op.spend.value)}, then after ${duration(op.endsAfterMs)}: ${op.ends}${op.ends === 'capture' ? ` of ${part(op.partBp)}` : ''}`
    case 'web-spend':
      return `order ${n} spends ${op.spend.amount} of ${nameOf(op.spend.value)}`
    case 'web-refund':
      return `gives back ${part(op.partBp)} of order ${op.of}`
    case 'issue':
      return `gives ${op.amount} to ${nameOf(op.value)}${op.months === null ? '' : `, for ${op.months} months`}`
    case 'correct':
      return `corrects ${nameOf(op.value)} by ${op.amount}`
    case 'claw-back':
      return `takes back ${part(op.partBp)} of what operation ${op.of} gave`
    case 'freeze':
      return `freezes ${nameOf(op.value)}`
    case 'unfreeze':
      return `lifts the freeze of ${nameOf(op.value)}`
    case 'grant':
      return `leases ${part(op.shareBp)} of ${nameOf(op.value)} to ${storeName(op.hub)} for ${duration(op.forMs)}`
    case 'recall':
      return `recalls the leases of ${nameOf(op.value)}`
    case 'issue-coupon':
      return `issues coupon ${op.coupon}`
    case 'cancel-coupon':
      return `cancels coupon ${op.coupon}`
    case 'sweep':
      return 'sweeps what has ended'
    case 'forfeit':
      return `forfeits leases that ended, by ${op.by}`
    case 'write-off':
      return `writes off what ${storeName(op.hub)} never told`
    case 'repair':
      return `repairs the oldest quarantined event of ${storeName(op.hub)}`
    case 'override-recovery':
      return `gives up waiting for ${storeName(op.hub)} after the restore`
    case 'rebuild':
      return 'builds the books again and compares'
    case 'cut':
      return `the line to the cloud breaks (${op.channels.join(', ')}; ${op.direction}) for ${duration(op.forMs)}`
    case 'cut-till':
      return `its cable breaks (${op.direction}) for ${duration(op.forMs)}`
    case 'storm':
      return `the lines lose, double and disorder messages for ${duration(op.forMs)}`
    case 'hasty-till':
      return `repeats requests hastily for ${duration(op.forMs)}`
    case 'crash':
      return `the hub dies ${op.afterSteps} steps on, for ${duration(op.downMs)}`
    case 'power-cut':
      return `power fails ${op.afterSteps} steps on, for ${duration(op.downMs)}; its clock wakes up ${clockWords[op.clock]}`
    case 'suspend':
      return `the box is suspended for ${duration(op.forMs)}`
    case 'clock-jump':
    case 'cloud-clock-jump':
      return `the clock jumps by ${duration(op.byMs)}`
    case 'drift':
      return `the clock drifts by ${op.ppm} ppm from now on`
    case 'take-image':
      return `image ${op.slot} of the disk is taken`
    case 'restore-image':
      return `the box boots from image ${op.slot}`
    case 'clone-box':
      return `a copy of the box runs for ${duration(op.forMs)}, with ${op.tills.length} of its tills`
    case 'replace-box':
      return 'the disk dies; a new box takes its place'
    case 'seed-file-twice':
      return `a second box starts from the same seed file for ${duration(op.forMs)}`
    case 'rebuild-replica':
      return `the replica is lost; another, ${op.cutsBack} cuts old, takes its place`
    case 'poison':
      return 'the next sale will have a payload that the cloud cannot read'
    case 'newer-contract':
      return `the hub writes a newer contract; the cloud follows after ${duration(op.forMs)}`
    case 'cloud-crash':
      return `dies ${op.afterSteps} steps on, for ${duration(op.downMs)}`
    case 'take-backup':
      return `backup ${op.slot} is taken`
    case 'restore-backup':
      return `backup ${op.slot} is restored`
  }
}

const hqKinds: ReadonlySet<string> = new Set<Op['kind']>([
  'grant',
  'write-off',
  'repair',
  'override-recovery',
])

function isOfHq(op: Op): boolean {
  return hqKinds.has(op.kind)
}

const clockWords = {
  right: 'right',
  'last-value': 'where it stopped',
  '1970': 'in 1970',
} as const

function basketWords(basket: Basket): string {
  const { member, total, spends, earns, brings, couponOf } = basket
  const who = member === null ? 'a stranger' : `member ${member}`
  const paid = spends.map(({ value, amount }) => ` with ${amount} of ${nameOf(value)}`).join(',')
  const earned = earns === null ? '' : `, earning points (${earns.programme})`
  const used = couponOf === undefined ? '' : `, with the coupon that receipt ${couponOf} brought`
  const given = brings === undefined ? '' : ', which brings a coupon'
  return `${who} buys for ${total}${paid}${used}${earned}${given}`
}

function nameOf(value: ValueRef): string {
  switch (value.kind) {
    case 'points':
      return `member ${value.member}'s points (${value.programme})`
    case 'store-credit':
      return `member ${value.member}'s store credit`
    case 'gift-card':
      return `gift card ${value.card}`
    case 'coupon':
      return `coupon ${value.coupon}`
    case 'stock-coupon':
      return `coupon ${value.stock} of ${storeName(value.hub)}'s stock`
  }
}

function part(bp: number): string {
  return bp === 10_000 ? 'all' : `${bp / 100} %`
}

function duration(ms: number): string {
  const size = Math.abs(ms)
  if (size >= DAY_MS) return `${(ms / DAY_MS).toFixed(1)} days`
  if (size >= HOUR_MS) return `${(ms / HOUR_MS).toFixed(1)} h`
  if (size >= MINUTE_MS) return `${(ms / MINUTE_MS).toFixed(1)} min`
  return `${(ms / SECOND_MS).toFixed(1)} s`
}
