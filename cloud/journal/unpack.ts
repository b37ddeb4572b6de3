import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { Failure } from '#shared/domain/failure.ts'

const unpackedBytesMax = 64 * 1024 * 1024

const inflate = promisify(gunzip)

/** One body in an unpacked batch. */
export interface BodySlice {
  readonly start: number
  readonly length: number
  /** Under which its receipt was printed, where a new epoch chained the event again. */
  readonly firstHash: string | null
}

export async function unpack(packed: Uint8Array): Promise<Buffer> {
  try {
    return await inflate(packed, { maxOutputLength: unpackedBytesMax })
  } catch (error) {
    if (error instanceof RangeError) {
      throw new Failure(
        'too-large',
        `The batch unpacks to more than ${unpackedBytesMax} bytes; send fewer events at once.`,
        { cause: error },
      )
    }
    throw new Failure('invalid', 'The batch is not gzip, or it was cut short; send it again.', {
      cause: error,
    })
  }
}

/** Bodies are joined by line feeds; JSON holds none of its own, and does not begin with `#`. */
export function sliceBodies(text: Buffer): BodySlice[] {
  const slices: BodySlice[] = []
  let start = 0
  let firstHash: string | null = null
  while (start < text.length) {
    const found = text.indexOf(0x0a, start)
    const end = found === -1 ? text.length : found
    if (text[start] === 0x23) firstHash = readFirstHash(text.toString('latin1', start + 1, end))
    else if (end > start) {
      slices.push({ start, length: end - start, firstHash })
      firstHash = null
    }
    start = end + 1
  }
  return slices
}

function readFirstHash(hash: string): string {
  if (/^[0-9a-f]{64}$/.test(hash)) return hash
  throw new Failure('invalid', `A line "#${hash.slice(0, 80)}" must hold 64 small hex digits.`)
}
