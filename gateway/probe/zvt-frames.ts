/**
 * ZVT terminals ("ECR-Interface ZVT-Protocol" PA00P015, rev. 13.13, of terminalhersteller.de; the
 * frames in PA00P016; checked against wirelane/ecrterm and Portalum.Zvt). A message is an APDU
 * `class instruction length data`, as it is over TCP, on serial lines (9600 8N2) between `DLE STX`
 * and `DLE ETX` with each DLE in it doubled, and a CRC behind: low byte first, over APDU and ETX.
 */
const DLE = 0x10
const STX = 0x02
const ETX = 0x03
const apduMax = 1024

export function frameApdu(apdu: Uint8Array): Uint8Array {
  const doubled = [...apdu].flatMap((byte) => (byte === DLE ? [DLE, DLE] : [byte]))
  const crc = crcOf([...apdu, ETX])
  return Uint8Array.of(DLE, STX, ...doubled, DLE, ETX, crc & 0xff, crc >> 8)
}

export type ApduDecoder = (chunk: Uint8Array) => readonly Uint8Array[]

/** From a serial line: what is damaged or no frame is passed over. */
export function createFrameDecoder(): ApduDecoder {
  let state: 'between' | 'dle' | 'within' | 'dle-within' | 'crc-low' | 'crc-high' = 'between'
  let apdu: number[] = []
  let crcLow = 0
  return (chunk) => {
    const apdus: Uint8Array[] = []
    for (const byte of chunk) {
      const whole = take(byte)
      if (whole !== null) apdus.push(whole)
    }
    return apdus
  }

  function take(byte: number): Uint8Array | null {
    switch (state) {
      case 'between':
        if (byte === DLE) state = 'dle'
        return null
      case 'dle':
        state = byte === STX ? 'within' : byte === DLE ? 'dle' : 'between'
        apdu = []
        return null
      case 'within':
        if (byte === DLE) state = 'dle-within'
        else push(byte)
        return null
      case 'dle-within':
        if (byte === DLE) {
          state = 'within'
          push(byte)
        } else if (byte === STX) {
          // The frame before was half of one.
          state = 'within'
          apdu = []
        } else {
          state = byte === ETX ? 'crc-low' : 'between'
        }
        return null
      case 'crc-low':
        crcLow = byte
        state = 'crc-high'
        return null
      case 'crc-high':
        state = 'between'
        return crcOf([...apdu, ETX]) === crcLow + byte * 256 && isWhole(apdu)
          ? Uint8Array.from(apdu)
          : null
    }
  }

  function push(byte: number): void {
    apdu.push(byte)
    if (apdu.length > apduMax) state = 'between'
  }
}

/** From TCP, one behind the other. After a byte that begins no message of a terminal it hears no more. */
export function createApduDecoder(): ApduDecoder {
  let rest: number[] = []
  let isForeign = false
  return (chunk) => {
    if (isForeign) return []
    rest.push(...chunk)
    const apdus: Uint8Array[] = []
    for (;;) {
      const length = lengthOf(rest)
      if (rest.length > 0 && !isFromTerminal(rest)) isForeign = true
      if (isForeign || length === null || rest.length < length) break
      apdus.push(Uint8Array.from(rest.slice(0, length)))
      rest = rest.slice(length)
    }
    if (rest.length > apduMax) isForeign = true
    return apdus
  }
}

/** Replies `80 00`, `84 xx`, status `04 0F` and `04 FF`, completion, abort, lines to print. */
export function isFromTerminal([group, instruction]: ArrayLike<number> &
  Iterable<number>): boolean {
  if (group === 0x80) return instruction === undefined || instruction === 0x00
  if (group === 0x84) return true
  if (group === 0x04) return instruction === undefined || [0x0f, 0xff].includes(instruction)
  return (
    group === 0x06 && (instruction === undefined || [0x0f, 0x1e, 0xd1, 0xd3].includes(instruction))
  )
}

/** Null until the length has come: one byte, or FF and two, the low one first. */
function lengthOf([, , short, low, high]: readonly number[]): number | null {
  if (short === undefined) return null
  if (short !== 0xff) return 3 + short
  return low === undefined || high === undefined ? null : 5 + low + high * 256
}

function isWhole(apdu: readonly number[]): boolean {
  return lengthOf(apdu) === apdu.length
}

/** CRC-16, reflected, polynomial 8408, from 0. */
function crcOf(bytes: readonly number[]): number {
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 1 ? (crc >> 1) ^ 0x8408 : crc >> 1
  }
  return crc
}
