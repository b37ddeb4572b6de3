import { createHash } from 'node:crypto'
import {
  createReadStream,
  createWriteStream,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { z } from 'zod'
import { ask, askInfo, type FeedSource, SyncError } from './feed-client.ts'
import { writeInfo } from './info-file.ts'
import { syncFolder, writeDurably } from './pointer.ts'

/** What a download that broke needs to go on. */
const Part = z.object({ generation: z.int().min(1), etag: z.string(), sha256: z.string() })
type Part = z.infer<typeof Part>

/**
 * Our own download of a feed (spine rule 11): compressed, resumed where it broke, checked, synced,
 * and only then put under its name with the note that lets the official client go on from here.
 */
export async function makeFirstCopy(
  source: FeedSource,
  path: string,
  onProgress: (bytes: number, total: number) => void,
): Promise<void> {
  const part = await download(source, path, onProgress)
  const sha256 = await unzip(partPath(path), `${path}.new`, onProgress)
  if (sha256 !== part.sha256) {
    removePart(path)
    rmSync(`${path}.new`, { force: true })
    throw new SyncError('unreachable', 'the first copy arrived damaged and is loaded again')
  }
  await syncFile(`${path}.new`)
  writeInfo(path, { generation: part.generation, frame: 0 })
  renameSync(`${path}.new`, path)
  syncFolder(dirname(path))
  removePart(path)
}

async function download(
  source: FeedSource,
  path: string,
  onProgress: (bytes: number, total: number) => void,
): Promise<Part> {
  const broken = readPart(path)
  if (broken) {
    const part = await fetchExport(source, path, broken, onProgress)
    if (part) return part
    removePart(path)
  }
  const fresh = { generation: await askInfo(source), etag: '', sha256: '' }
  const part = await fetchExport(source, path, fresh, onProgress)
  if (part) return part
  throw new SyncError('unreachable', 'the feed began a new generation meanwhile; trying again')
}

/** Undefined where the cloud no longer has this generation. */
async function fetchExport(
  source: FeedSource,
  path: string,
  known: Part,
  onProgress: (bytes: number, total: number) => void,
): Promise<Part | undefined> {
  const file = partPath(path)
  const start = known.etag !== '' && existsSync(file) ? statSync(file).size : 0
  const resume = { range: `bytes=${start}-`, 'if-range': known.etag }
  const answer = await ask(
    source,
    `/export/${known.generation}?encoding=gzip`,
    start > 0 ? resume : {},
  )
  // Nothing is left to send: the part was whole already.
  if (answer.status === 416 && start > 0) {
    await answer.body?.cancel()
    return known
  }
  if (answer.status === 410 || answer.status === 404 || !answer.body) {
    await answer.body?.cancel()
    return undefined
  }
  if (!answer.ok) {
    await answer.body.cancel()
    throw new SyncError('unreachable', `/export answered ${answer.status}`)
  }
  const part = {
    generation: known.generation,
    etag: answer.headers.get('etag') ?? '',
    sha256: answer.headers.get('kassa-sha256') ?? '',
  }
  const isResumed = answer.status === 206
  writeDurably(`${file}.json`, JSON.stringify(part))
  let bytes = isResumed ? start : 0
  const total = bytes + Number(answer.headers.get('content-length') ?? 0)
  try {
    await pipeline(
      answer.body,
      async function* counted(chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          bytes += chunk.length
          onProgress(bytes, total)
          yield chunk
        }
      },
      createWriteStream(file, { flags: isResumed ? 'a' : 'w' }),
    )
  } catch (error) {
    throw new SyncError(
      'unreachable',
      `the first copy broke off at ${bytes} of ${total} bytes`,
      error,
    )
  }
  return part
}

async function unzip(
  from: string,
  to: string,
  onProgress: (bytes: number, total: number) => void,
): Promise<string | undefined> {
  const hash = createHash('sha256')
  let bytes = 0
  try {
    await pipeline(
      createReadStream(from),
      createGunzip(),
      async function* hashed(chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk)
          bytes += chunk.length
          onProgress(bytes, bytes)
          yield chunk
        }
      },
      createWriteStream(to),
    )
  } catch {
    // Not gzip to the end: as damaged as a wrong hash, and answered the same way.
    return undefined
  }
  return hash.digest('hex')
}

function readPart(path: string): Part | undefined {
  const file = `${partPath(path)}.json`
  if (!existsSync(file)) return undefined
  return Part.parse(JSON.parse(readFileSync(file, 'utf8')))
}

function removePart(path: string): void {
  rmSync(`${partPath(path)}.json`, { force: true })
  rmSync(partPath(path), { force: true })
}

function partPath(path: string): string {
  return `${path}.part`
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
