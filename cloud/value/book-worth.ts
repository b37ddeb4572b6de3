import { PointsSettings, type PointsWorth } from '#shared/contracts/points-programme.ts'
import { type LiabilityRole, liabilityOf } from '../ledger/liability.ts'
import type { Programme } from './programmes.ts'

/** What units of a programme stand for in the books of a company. */
export interface BookWorth {
  readonly role: LiabilityRole
  /** Minor units of money, rounded down. */
  readonly worth: (units: number) => number
}

/** Null: its units are no money of these books. */
export function bookWorthOf(
  { terms, settings }: Pick<Programme, 'terms' | 'settings'>,
  currency: string,
): BookWorth | null {
  const { kind, unit } = terms
  if (kind === 'points') return worthOfPoints(settings)
  const role = liabilityOf(kind, 'own')
  // Store credit says its currency; a gift card is of its company's.
  const isOurs = unit === `credit:${currency}` || kind === 'gift-card'
  return role === undefined || !isOurs ? null : { role, worth: (units) => units }
}

/** Whose points they are: points of a partner are owed to it, or by it. */
export function authorityOf({
  terms,
  settings,
}: Pick<Programme, 'terms' | 'settings'>): 'own' | 'partner' {
  return settings === null || terms.kind !== 'points' ? 'own' : parsed(settings).authority
}

function worthOfPoints(text: string | null): BookWorth | null {
  const settings = text === null ? null : parsed(text)
  const role = liabilityOf('points', settings?.authority ?? 'own')
  if (settings === null || settings.bookWorth === null || role === undefined) return null
  const { bookWorth } = settings
  return { role, worth: (units) => worthOf(units, bookWorth) }
}

/** Down, also below 0: what is owed by members counts for no more than it is worth. */
function worthOf(units: number, { points, amount }: PointsWorth): number {
  const product = units * amount
  if (Number.isSafeInteger(product)) return Math.floor(product / points)
  const exact = BigInt(units) * BigInt(amount)
  const by = BigInt(points)
  const rest = exact % by
  return Number(rest < 0n ? exact / by - 1n : exact / by)
}

const cache = new Map<string, PointsSettings>()
const cached = 64

/** Settings are read for every batch and rarely change. */
function parsed(text: string): PointsSettings {
  const known = cache.get(text)
  if (known !== undefined) return known
  const settings = PointsSettings.parse(JSON.parse(text))
  if (cache.size >= cached) cache.clear()
  cache.set(text, settings)
  return settings
}
