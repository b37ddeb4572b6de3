import { createHash, type Hash } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  createWriteStream,
  openSync,
  type WriteStream,
  writeSync,
} from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { type Part, partPath } from './copy-part.ts'
import { SyncError } from './feed-client.ts'
import { asNoRoom, type Room } from './room.ts'

export type OnProgress = (bytes: number, total: number) => void

/** What is still to come of it; what came before lies in the part. */
export interface Rest {
  readonly body: ReadableStream<Uint8Array> | null
  /** Of the compressed file, so far and in all. */
  readonly start: number
  readonly total: number
}

/** Of each step between line, thread and file: small ones cost more than the work itself. */
const CHUNK_BYTES = 1 << 20

/**
 * Unpacks a first copy into `<path>.new` while it arrives: line, unpacking and disk work at the same
 * time. False where it is not what the cloud sent; throws where the line broke, and the part stays.
 */
export async function unpackCopy(
  path: string,
  { part, rest, room }: { readonly part: Part; readonly rest: Rest; readonly room: Room },
  onProgress: OnProgress,
): Promise<boolean> {
  const hash = createHash('sha256')
  const target = createWriteStream(`${path}.new`, { highWaterMark: 4 * CHUNK_BYTES })
  try {
    await pipeline(
      compressed(partPath(path), rest, { hash, onProgress, room, target }),
      createGunzip({ chunkSize: CHUNK_BYTES }),
      target,
    )
  } catch (error) {
    if (!isZipFault(error)) throw error
    // Not gzip to the end: as damaged as a wrong hash, and answered the same way.
    return false
  }
  return hash.digest('hex') === part.gzipSha256
}

interface Along {
  readonly hash: Hash
  readonly onProgress: OnProgress
  readonly room: Room
  /** Where the unpacked copy goes. */
  readonly target: WriteStream
}

/** The whole compressed file: first what came before, then the rest, which is kept as it comes. */
async function* compressed(
  file: string,
  { body, start, total }: Rest,
  { hash, onProgress, room, target }: Along,
): AsyncGenerator<Uint8Array> {
  if (start > 0) {
    const came: AsyncIterable<Buffer> = createReadStream(file, { highWaterMark: CHUNK_BYTES })
    for await (const chunk of came) {
      hash.update(chunk)
      onProgress(start, total)
      yield chunk
    }
  }
  if (body === null) return
  const kept = openSync(file, 'a')
  let bytes = start
  try {
    for await (const chunk of body) {
      writeSync(kept, chunk)
      hash.update(chunk)
      bytes += chunk.length
      onProgress(bytes, total)
      room.used(bytes - start + target.bytesWritten)
      yield chunk
    }
  } catch (error) {
    const full = asNoRoom(error)
    if (full) throw full
    const words = `the first copy broke off at ${bytes} of ${total} bytes`
    throw new SyncError('unreachable', words, error)
  } finally {
    closeSync(kept)
  }
}

function isZipFault(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    /^Z_|^ERR_ZLIB|^ERR_.*ZLIB/.test(String(error.code))
  )
}
