/** UUIDv7 (RFC 9562 5.7): 48 bits of time, then 74 random bits; `random` is 10 fresh random bytes. */
export function uuidv7(now: number, random: Uint8Array): string {
  if (!Number.isSafeInteger(now) || now < 0 || now >= 2 ** 48) {
    throw new RangeError(`uuidv7: now is ${now}; give milliseconds since 1970 as a whole number.`)
  }
  if (random.length !== 10) {
    throw new RangeError(`uuidv7: got ${random.length} random bytes; give exactly 10.`)
  }
  const time = now.toString(16).padStart(12, '0')
  const [a = 0, b = 0, c = 0, d = 0] = random
  let tail = ''
  for (let i = 4; i < 10; i += 1) tail += hex(random[i])
  const versioned = hex(version7(a)) + hex(b)
  const varied = hex(variant(c)) + hex(d)
  return `${time.slice(0, 8)}-${time.slice(8)}-${versioned}-${varied}-${tail}`
}

function version7(byte: number): number {
  return 0x70 | (byte & 0x0f)
}

function variant(byte: number): number {
  return 0x80 | (byte & 0x3f)
}

const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

function hex(byte = 0): string {
  return hexOfByte[byte] ?? '00'
}
