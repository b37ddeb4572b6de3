/** "12 500", "12,500", "12500.5" → minor units; null if it is no amount. */
export function parseMinor(text: string): number | null {
  const plain = text.replace(/[\s\u00a0\u202f]/g, '')
  if (/^\d{1,3}([,.]\d{3})+$/.test(plain)) return Number(plain.replace(/[,.]/g, '')) * 100
  const whole = /^\d{1,3}(,\d{3})+\.\d{1,2}$/.test(plain) ? plain.replaceAll(',', '') : plain
  const found = /^(\d{1,10})(?:[.,](\d{0,2}))?$/.exec(whole)
  if (found === null) return null
  return Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'))
}

export function parseQuantity(text: string): number | null {
  const found = /^(\d{1,6})(?:[.,](\d{0,3}))?$/.exec(text.trim())
  if (found === null) return null
  const value = Number(found[1]) * 1000 + Number((found[2] ?? '').padEnd(3, '0'))
  return value > 0 ? value : null
}

export function parsePercent(text: string): number | null {
  const found = /^(\d{1,3})(?:[.,](\d{0,2}))?$/.exec(text.trim())
  if (found === null) return null
  const value = Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'))
  return value <= 10_000 ? value : null
}
