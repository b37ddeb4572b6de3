/** What a person types: `12 500`, `12,500.50`, `-3`. Null where it is no number with so many decimals. */
export function typedNumber(text: string, decimals: number): number | null {
  const bare = text.replaceAll(/[\s,_]/g, '').replace('−', '-')
  const match = /^(-?)(\d{1,13})(?:\.(\d*))?$/.exec(bare)
  if (match === null) return null
  const [, minus = '', whole = '', part = ''] = match
  if (part.length > decimals) return null
  const value = Number(whole) * 10 ** decimals + Number(part.padEnd(decimals, '0') || 0)
  return minus === '' || value === 0 ? value : -value
}

/** As it is typed: minor units with the decimals that they have. */
export function toTyped(value: number | null | undefined, decimals: number): string {
  if (value === null || value === undefined) return ''
  return String(value / 10 ** decimals)
}
