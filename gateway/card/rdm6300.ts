import {
  type CardDecoder,
  type CardRead,
  createCardBuffer,
  readTag,
  unreadable,
} from './card-decoder.ts'

const STX = 0x02
const ETX = 0x03
/** Ten hex digits of version and tag, two of the checksum. */
const FRAME = 12

/**
 * An RDM6300 reading EM4100 tags: 9600 8N1, frames of 14 bytes, `STX`, ten hex digits, two more of
 * the checksum (XOR of the five bytes before), `ETX`. The card is the number printed on it: the last
 * four bytes, as ten decimal digits.
 */
export function createRdm6300Decoder({
  prefixes,
}: {
  readonly prefixes: readonly string[]
}): CardDecoder {
  const buffer = createCardBuffer(FRAME)
  let isInside = false

  function end(): readonly CardRead[] {
    isInside = false
    const frame = buffer.take()
    if (frame.length < FRAME) return [unreadable('half a frame')]
    if (!/^[0-9A-Fa-f]{12}$/.test(frame)) return [unreadable('no hex digits in a frame')]
    const bytes = Buffer.from(frame, 'hex')
    if (bytes.reduce((sum, byte) => sum ^ byte, 0) !== 0) return [unreadable('wrong checksum')]
    const card = String(bytes.readUInt32BE(1)).padStart(10, '0')
    return readTag(card, prefixes)
  }

  return {
    push(chunk) {
      const reads: CardRead[] = []
      for (const byte of chunk) {
        if (byte === STX) {
          buffer.take()
          isInside = true
        } else if (isInside && byte === ETX) reads.push(...end())
        // Too long for a frame: it began in noise.
        else if (isInside && !buffer.add(byte)) {
          buffer.take()
          isInside = false
        }
      }
      return reads
    },
    pause: () => (isInside ? end() : []),
    pending: () => isInside,
  }
}
