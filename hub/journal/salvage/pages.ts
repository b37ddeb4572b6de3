import { existsSync, readFileSync } from 'node:fs'

/** Pages of a SQLite file and of its write-ahead log, read without SQLite: https://sqlite.org/fileformat2.html */
export const PAGE_BYTES = 4096
const WAL_HEADER_BYTES = 32
const FRAME_HEADER_BYTES = 24

/** Every version of every page that is on the disk, the newest first. */
export interface PageStore {
  readonly versions: (page: number) => readonly Buffer[]
  readonly numbers: () => Iterable<number>
}

export function readPages(path: string): PageStore {
  const byNumber = new Map<number, Buffer[]>()
  const file = existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
  for (let at = 0; at < file.length; at += PAGE_BYTES)
    byNumber.set(at / PAGE_BYTES + 1, [padded(file.subarray(at, at + PAGE_BYTES))])
  for (const frame of readFrames(walOf(path))) {
    const known = byNumber.get(frame.page)
    if (known === undefined) byNumber.set(frame.page, [frame.bytes])
    else known.unshift(frame.bytes)
  }
  return {
    versions: (page) => byNumber.get(page) ?? [],
    numbers: () => byNumber.keys(),
  }
}

/** The last page of a file that was cut is shorter than a page. */
function padded(bytes: Buffer): Buffer {
  if (bytes.length === PAGE_BYTES) return bytes
  return Buffer.concat([bytes, Buffer.alloc(PAGE_BYTES - bytes.length)])
}

export function walOf(path: string): Buffer {
  return existsSync(`${path}-wal`) ? readFileSync(`${path}-wal`) : Buffer.alloc(0)
}

interface Frame {
  readonly page: number
  /** Ends a transaction. */
  readonly isCommit: boolean
  readonly bytes: Buffer
  /** Do the header's salts and the checksums up to here agree? SQLite reads no farther than this. */
  readonly isValid: boolean
  readonly at: number
}

/**
 * The frames of the log's present round: those with the salts of its header, or of its first frame
 * where the header is damaged. A log that was just begun anew has none; what stands behind its
 * header then is of the round before, which is in the file already.
 */
export function readFrames(wal: Buffer): Frame[] {
  if (wal.length < WAL_HEADER_BYTES + FRAME_HEADER_BYTES) return []
  const isHeaderWhole = isHeaderValid(wal)
  const salts = saltsAt(wal, isHeaderWhole ? 16 : WAL_HEADER_BYTES + 8)
  let sum = checksum(wal.subarray(0, 24), [0, 0])
  let isValid = isHeaderWhole
  const frames: Frame[] = []
  const step = FRAME_HEADER_BYTES + PAGE_BYTES
  for (let at = WAL_HEADER_BYTES; at + step <= wal.length; at += step) {
    // A frame with other salts is of an earlier round, unless these very bytes are the damaged ones.
    const isOfRound = saltsAt(wal, at + 8) === salts
    sum = frameSum(wal, at, sum)
    isValid =
      isValid &&
      isOfRound &&
      wal.readUInt32BE(at + 16) === sum[0] &&
      wal.readUInt32BE(at + 20) === sum[1]
    if (!isOfRound && !followsInRound(wal, at + step, salts)) break
    frames.push({
      page: wal.readUInt32BE(at),
      isCommit: wal.readUInt32BE(at + 4) !== 0,
      bytes: wal.subarray(at + FRAME_HEADER_BYTES, at + step),
      isValid,
      at,
    })
  }
  return frames
}

function followsInRound(wal: Buffer, at: number, salts: string): boolean {
  return at + 16 <= wal.length && saltsAt(wal, at + 8) === salts
}

function saltsAt(wal: Buffer, at: number): string {
  return wal.toString('latin1', at, at + 8)
}

function isHeaderValid(wal: Buffer): boolean {
  const [a, b] = checksum(wal.subarray(0, 24), [0, 0])
  return wal.readUInt32BE(24) === a && wal.readUInt32BE(28) === b
}

/** A log whose checksums agree again, so that SQLite reads past the damaged frame. */
export function resum(wal: Buffer): Buffer {
  const frames = readFrames(wal)
  const first = frames[0]
  if (first === undefined) return wal
  const mended = Buffer.from(
    wal.subarray(0, (frames.at(-1)?.at ?? 0) + FRAME_HEADER_BYTES + PAGE_BYTES),
  )
  mended.writeUInt32BE(0x377f0682, 0)
  mended.writeUInt32BE(3007000, 4)
  mended.writeUInt32BE(PAGE_BYTES, 8)
  const salts = isHeaderValid(wal)
    ? wal.subarray(16, 24)
    : wal.subarray(first.at + 8, first.at + 16)
  salts.copy(mended, 16)
  let sum = checksum(mended.subarray(0, 24), [0, 0])
  mended.writeUInt32BE(sum[0], 24)
  mended.writeUInt32BE(sum[1], 28)
  for (const { at } of frames) {
    salts.copy(mended, at + 8)
    sum = frameSum(mended, at, sum)
    mended.writeUInt32BE(sum[0], at + 16)
    mended.writeUInt32BE(sum[1], at + 20)
  }
  return mended
}

type Sum = readonly [number, number]

function frameSum(wal: Buffer, at: number, before: Sum): Sum {
  const ofHeader = checksum(wal.subarray(at, at + 8), before)
  return checksum(
    wal.subarray(at + FRAME_HEADER_BYTES, at + FRAME_HEADER_BYTES + PAGE_BYTES),
    ofHeader,
  )
}

/** Little-endian words, as the magic 0x377f0682 says; every machine that we run on writes that one. */
function checksum(bytes: Buffer, [a, b]: Sum): Sum {
  let s0 = a
  let s1 = b
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    s0 = (s0 + bytes.readUInt32LE(at) + s1) >>> 0
    s1 = (s1 + bytes.readUInt32LE(at + 4) + s0) >>> 0
  }
  return [s0, s1]
}
