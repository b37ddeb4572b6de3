import { Failure } from '../domain/failure.ts'
import type { Ledger } from './ledger.ts'
import type { Movement, MovementKind, Place } from './movement.ts'

/** What a command says; a repeat of it must say the same. Times of deciding may differ. */
export interface Content {
  readonly kind: MovementKind
  readonly amount?: number
  readonly from?: Place
  readonly to?: Place
  readonly receiptId?: string | null
  readonly rule?: string | null
  readonly reverses?: string | null
  /** End of the one lot that it brings. */
  readonly endsAt?: number | null
}

/**
 * Whether this command is in the books already. Its first movement has the command's own id,
 * further ones `#2`, `#3` … behind it; parts of one kind add up to the command's amount. Throws
 * `conflict`, naming the field, when the id came before with another content (spine B2.5).
 */
export function cameBefore(ledger: Ledger, id: string, content: Content): boolean {
  const known = ledger.movement(id)
  if (known === undefined) return false
  sameField(id, 'kind', known.kind, content.kind)
  if (content.amount !== undefined && content.amount !== known.amount) {
    let amount = 0
    for (const part of partsOf(ledger, id)) if (part.kind === known.kind) amount += part.amount
    sameField(id, 'amount', amount, content.amount)
  }
  sameField(id, 'from', known.from, content.from)
  sameField(id, 'to', known.to, content.to)
  sameField(id, 'receiptId', known.receiptId, content.receiptId)
  sameField(id, 'rule', known.rule, content.rule)
  sameField(id, 'reverses', known.reverses, content.reverses)
  sameField(id, 'endsAt', known.lots[0]?.endsAt, content.endsAt)
  return true
}

/** The further movements of a command beside its first. */
export function partId(id: string, part: number): string {
  return part === 1 ? id : `${id}#${part}`
}

/** All movements of a command, in order; none when it never came. */
export function partsOf(ledger: Ledger, id: string): readonly Movement[] {
  const parts: Movement[] = []
  for (let part = 1; ; part++) {
    const movement = ledger.movement(partId(id, part))
    if (movement === undefined) return parts
    parts.push(movement)
  }
}

/** Throws RangeError unless it is a positive whole number: the edges have checked it before. */
export function wholeAmount(amount: number): number {
  if (Number.isSafeInteger(amount) && amount > 0) return amount
  throw new RangeError(`amount ${amount} is not a positive whole number of units`)
}

/** Throws `conflict` unless the command tells the same as the books, or nothing. */
export function sameField(
  id: string,
  field: string,
  known: string | number | null | undefined,
  told: string | number | null | undefined,
): void {
  if (told === undefined || known === told) return
  const message = `came before with ${field} ${known}, not ${told}; a new command needs a new id`
  throw new Failure('conflict', `command ${id} ${message}`, {
    fields: [{ field, value: String(told), message }],
  })
}
