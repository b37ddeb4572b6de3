import type { Envelope } from '#shared/contracts/event.ts'
import { PER_AMOUNT, POINT_PAYS } from './loyalty.ts'
import type { Happening, Oracle } from './oracle.ts'

/**
 * What a cashier could work out by hand from the paper, without the rules of the product: points
 * are earned on money only, and whole refunds take and give back whole movements.
 */
export function checkEarned(oracle: Pick<Oracle, 'fail'>, envelope: Envelope): void {
  if (envelope.type !== 'sale.closed') return
  let money = 0
  for (const { kind, amount } of envelope.tenders) if (kind !== 'points') money += amount
  for (const { kind, account, amount, rule } of envelope.movements) {
    if (kind !== 'earn' || amount <= mostFor(account, rule, money)) continue
    oracle.fail(
      'points are earned on money only',
      `${amount} of ${account} (${rule}) were earned on ${money}, event ${envelope.id}`,
    )
  }
}

function mostFor(account: string, rule: string | null, money: number): number {
  if (account.startsWith('points:leased:')) return Math.floor(money / PER_AMOUNT)
  if (account.startsWith('points:online-only:')) return Math.ceil(money / 200)
  return rule === 'TOTAL-1000' ? Math.floor(money / 1000) : Infinity
}

/** What points paid is that many tenders: a point more or less and the receipt does not add up. */
export function checkPaid(oracle: Pick<Oracle, 'fail'>, envelope: Envelope): void {
  if (envelope.type !== 'sale.closed') return
  let points = 0
  for (const { kind, account, amount } of envelope.movements) {
    if (kind === 'spend' && account.startsWith('points:')) points += amount
  }
  let paid = 0
  for (const { kind, amount } of envelope.tenders) if (kind === 'points') paid += amount
  if (paid === points * POINT_PAYS) return
  oracle.fail(
    'points pay what they are worth',
    `${points} points paid ${paid}, event ${envelope.id}`,
  )
}

/** At rest, of every receipt that one box sold and wholly gave back under its own right. */
export function checkRefunds(oracle: Oracle): void {
  const refunds = new Map<string, Readonly<Happening>[]>()
  for (const [, one] of oracle.events()) {
    const { originalId = null } = one.envelope.receipt ?? {}
    if (originalId === null || !oracle.happened(one.envelope.id)) continue
    const known = refunds.get(originalId)
    if (known === undefined) refunds.set(originalId, [one])
    else known.push(one)
  }
  for (const [, sale] of oracle.events()) {
    const { envelope } = sale
    if (envelope.type !== 'sale.closed' || envelope.receipt === null) continue
    const given = refunds.get(envelope.receipt.id)
    if (given === undefined || !isByItsBox(sale, given)) continue
    checkRefunded(oracle, envelope, given)
  }
}

/** Another box, a copy or a refund without the right knows nothing of the others. */
function isByItsBox(sale: Readonly<Happening>, given: readonly Readonly<Happening>[]): boolean {
  const epoch = epochOf(sale)
  return given.every((one) => {
    const isSame = one.firstBox === sale.firstBox && !one.onTwoBoxes && epochOf(one) === epoch
    return isSame && one.envelope.receipt?.cover === 'right'
  })
}

/** `store-till-epoch-counter` */
function epochOf({ envelope }: Readonly<Happening>): string | undefined {
  return envelope.receipt?.number.split('-')[2]
}

function checkRefunded(
  oracle: Oracle,
  sale: Envelope,
  given: readonly Readonly<Happening>[],
): void {
  const back = new Map<string, number>()
  let refunded = 0
  let paidOut = 0
  for (const { envelope } of given) {
    for (const { kind, amount } of envelope.tenders) {
      refunded -= amount
      if (kind === 'points') paidOut += amount
    }
    for (const { reverses, amount } of envelope.movements) {
      if (reverses !== null) back.set(reverses, (back.get(reverses) ?? 0) + amount)
    }
  }
  const isWhole = refunded === sale.tenders.reduce((sum, { amount }) => sum + amount, 0)
  // What was paid out in cash is sold, a part of a point as a whole one.
  let sold = Math.ceil(paidOut / POINT_PAYS)
  for (const { id, kind, account, amount } of sale.movements) {
    if (!account.startsWith('points:')) continue
    let undone = back.get(id) ?? 0
    if (kind === 'spend') {
      const part = Math.min(sold, amount - undone)
      undone += part
      sold -= part
    }
    if (undone === amount || (!isWhole && undone < amount)) continue
    const what = kind === 'earn' ? 'taken back' : 'given back'
    oracle.fail(
      'a refund takes and gives back points',
      `of ${amount} points (${kind}, ${account}) ${undone} were ${what}, ` +
        `receipt ${sale.receipt?.number}, ${isWhole ? 'wholly' : 'partly'} refunded`,
    )
  }
  if (sold === 0) return
  oracle.fail(
    'a refund takes and gives back points',
    `${paidOut} was paid out for points, and ${sold} of them came back too, receipt ${sale.receipt?.number}`,
  )
}
