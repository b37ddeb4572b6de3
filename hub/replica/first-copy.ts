import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncFolder } from '../disk/durable.ts'
import { type Part, partPath, readPart, removePart, writePart } from './copy-part.ts'
import { ask, askInfo, type FeedSource, SyncError } from './feed-client.ts'
import { writeInfo } from './info-file.ts'
import { createRoom, type Room } from './room.ts'
import { type OnProgress, type Rest, unpackCopy } from './unpack-copy.ts'

/**
 * Our own download of a feed (spine rule 11): compressed, resumed where it broke, checked, synced,
 * and only then put under its name with the note that lets the official client go on from here.
 */
export async function makeFirstCopy(
  source: FeedSource,
  path: string,
  { roomBytes, onBegin, onProgress }: CopyLimits,
): Promise<void> {
  const room = createRoom(roomBytes)
  // Where there is none at all the cloud need not be asked.
  room.need(null)
  const { part, rest } = await openExport(source, path, room)
  onBegin()
  if (!(await unpackCopy(path, { part, rest, room }, onProgress))) {
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

export interface CopyLimits {
  /** That it may take of the disk, packed and unpacked. */
  readonly roomBytes: number
  /** It fits, as far as is known. */
  readonly onBegin: () => void
  readonly onProgress: OnProgress
}

interface Export {
  readonly part: Part
  readonly rest: Rest
}

async function openExport(source: FeedSource, path: string, room: Room): Promise<Export> {
  const broken = readPart(path)
  if (broken) {
    const resumed = await fetchExport(source, path, { known: broken, room })
    if (resumed) return resumed
    removePart(path)
  }
  const fresh = { generation: await askInfo(source), etag: '', gzipSha256: '', bytes: null }
  const begun = await fetchExport(source, path, { known: fresh, room })
  if (begun) return begun
  throw new SyncError('unreachable', 'the feed began a new generation meanwhile; trying again')
}

/** Undefined where the cloud no longer has this generation; throws `no-room` before a byte is written. */
async function fetchExport(
  source: FeedSource,
  path: string,
  { known, room }: { readonly known: Part; readonly room: Room },
): Promise<Export | undefined> {
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
    room.need(known.bytes)
    return { part: known, rest: { body: null, start, total: start } }
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
    gzipSha256: answer.headers.get('kassa-gzip-sha256') ?? '',
    bytes: Number(answer.headers.get('kassa-bytes')) || null,
  }
  const isResumed = answer.status === 206
  const rest = Number(answer.headers.get('content-length') ?? 0)
  try {
    room.need(part.bytes === null ? null : part.bytes + rest)
  } catch (error) {
    await answer.body.cancel()
    throw error
  }
  if (!isResumed) rmSync(file, { force: true })
  writePart(path, part)
  const from = isResumed ? start : 0
  const total = from + rest
  return { part, rest: { body: answer.body, start: from, total } }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
