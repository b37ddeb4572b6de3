/** UUIDv7 (RFC 9562 5.7): 48 bits of time, then 74 random bits; `random` is 10 fresh random bytes. */
export function uuidv7(now: number, random: Uint8Array): string {
  if (!Number.isSafeInteger(now) || now < 0 || now >= 2 ** 48) {
    throw new RangeError(`uuidv7: now is ${now}; give milliseconds since 1970 as a whole number.`)
  }
  if (random.length !== 10) {
    throw new RangeError(`uuidv7: got ${random.length} random bytes; give exactly 10.`)
  }
  const time = now.toString(16).padStart(12, '0')
  const tail = Array.from(random, (byte, i) =>
    hexByte(i === 0 ? version7(byte) : i === 2 ? variant(byte) : byte),
  )
  const rest = tail.join('')
  return `${time.slice(0, 8)}-${time.slice(8)}-${rest.slice(0, 4)}-${rest.slice(4, 8)}-${rest.slice(8)}`
}

function version7(byte: number): number {
  return 0x70 | (byte & 0x0f)
}

function variant(byte: number): number {
  return 0x80 | (byte & 0x3f)
}

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}
