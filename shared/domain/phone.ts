/** National numbers of the countries we know; other countries need the `+`. */
const plans = [
  { prefix: '+976', trunk: '', digits: 8 },
  { prefix: '+40', trunk: '0', digits: 9 },
  { prefix: '+7', trunk: '8', digits: 10 },
  { prefix: '+420', trunk: '', digits: 9 },
] as const

/**
 * `+` and digits, whatever way the number is written; undefined if it cannot be one.
 * `prefix` (`+976`) is what a number without a country belongs to; '' = it must name its country.
 */
export function normalisePhone(text: string, prefix: string): string | undefined {
  const compact = text.replace(/[\s().\-/\u00a0]/g, '').replace(/^00/, '+')
  if (!/^\+?\d{4,15}$/.test(compact)) return undefined
  if (compact.startsWith('+')) return international(compact)
  const plan = plans.find((known) => known.prefix === prefix)
  if (plan === undefined) return prefix === '' ? undefined : international(prefix + compact)
  if (compact.length === plan.digits) return plan.prefix + compact
  const { trunk } = plan
  const withTrunk = trunk !== '' && compact.startsWith(trunk)
  if (withTrunk && compact.length === plan.digits + 1) return plan.prefix + compact.slice(1)
  return compact.startsWith(prefix.slice(1)) ? international(`+${compact}`) : undefined
}

function international(number: string): string | undefined {
  const plan = plans.find(({ prefix }) => number.startsWith(prefix))
  const digits = number.length - 1
  if (plan === undefined) return digits >= 7 && digits <= 15 ? number : undefined
  return number.length === plan.prefix.length + plan.digits ? number : undefined
}
