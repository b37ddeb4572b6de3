const up = '01234567890'
const down = '09876543210'

/** Why everybody would guess it; undefined where nobody would at once. */
export function trivialPin(
  pin: string,
  {
    phone,
    code,
    cards,
  }: { readonly phone: string; readonly code: string; readonly cards: readonly string[] },
): string | undefined {
  if (new Set(pin).size === 1) return 'is one digit again and again'
  if (up.includes(pin) || down.includes(pin)) return 'is digits in their order'
  if (phone.replace(/\D/g, '').includes(pin)) return "is a part of the member's phone"
  const known = [code, ...cards].some((text) => text.replace(/\D/g, '').endsWith(pin))
  return known ? "is the end of the member's number or card" : undefined
}
