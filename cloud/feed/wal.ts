import { closeSync, existsSync, openSync, readSync } from 'node:fs'

/**
 * SQLite's write-ahead log as a file: a header of 32 bytes, then frames of 24 + 4096 bytes
 * (https://www.sqlite.org/fileformat2.html#the_write_ahead_log). The libSQL sync protocol sends
 * frames as they stand here.
 */
export const PAGE_BYTES = 4096
export const FRAME_BYTES = 24 + PAGE_BYTES
export const HEADER_BYTES = 32

export interface WalHeader {
  /** Both salts as hex; they change whenever the log is begun anew. */
  readonly salts: string
  readonly isBigEndian: boolean
  readonly checksum: Checksum
}
interface Checksum {
  readonly s0: number
  readonly s1: number
}

/** Undefined where the log is empty or its header was not written to the end. */
export function readWalHeader(fd: number): WalHeader | undefined {
  const header = Buffer.alloc(HEADER_BYTES)
  if (readSync(fd, header, 0, HEADER_BYTES, 0) < HEADER_BYTES) return undefined
  const magic = header.readUInt32BE(0)
  if (magic !== 0x377f0682 && magic !== 0x377f0683) return undefined
  if (header.readUInt32BE(8) !== PAGE_BYTES) return undefined
  const isBigEndian = (magic & 1) === 1
  const checksum = addTo({ s0: 0, s1: 0 }, header.subarray(0, 24), isBigEndian)
  if (!isChecksum(checksum, header, 24)) return undefined
  return { salts: header.toString('hex', 16, 24), isBigEndian, checksum }
}

/** Null where there is no log, or an empty one. */
export function saltsOf(path: string): string | null {
  if (!existsSync(path)) return null
  const file = openSync(path, 'r')
  try {
    return readWalHeader(file)?.salts ?? null
  } finally {
    closeSync(file)
  }
}

/** Frames up to the last commit, each proven by its salts and the running checksum. */
export function countValidFrames(fd: number, header: WalHeader): number {
  const frame = Buffer.alloc(FRAME_BYTES)
  let { checksum } = header
  let committed = 0
  for (let count = 1; ; count += 1) {
    const read = readSync(fd, frame, 0, FRAME_BYTES, frameOffset(count))
    if (read < FRAME_BYTES || frame.toString('hex', 8, 16) !== header.salts) return committed
    checksum = addTo(checksum, frame.subarray(0, 8), header.isBigEndian)
    checksum = addTo(checksum, frame.subarray(24), header.isBigEndian)
    if (!isChecksum(checksum, frame, 16)) return committed
    if (isCommit(frame, 0)) committed = count
  }
}

/** Where frame `number` (from 1) begins in the log. */
export function frameOffset(number: number): number {
  return HEADER_BYTES + (number - 1) * FRAME_BYTES
}

/** A commit frame carries the size of the database after it. */
export function isCommit(frames: Buffer, index: number): boolean {
  return frames.readUInt32BE(index * FRAME_BYTES + 4) !== 0
}

/** All of one history; frames of a log begun anew over them have other salts. */
export function areOfHistory(frames: Buffer, salts: string): boolean {
  for (let offset = 0; offset < frames.length; offset += FRAME_BYTES) {
    if (frames.toString('hex', offset + 8, offset + 16) !== salts) return false
  }
  return true
}

/** Whole transactions if at least one ends in these frames, else all of them. */
export function cutAtCommit(frames: Buffer): Buffer {
  for (let index = frames.length / FRAME_BYTES - 1; index >= 0; index -= 1) {
    if (isCommit(frames, index)) return frames.subarray(0, (index + 1) * FRAME_BYTES)
  }
  return frames
}

function addTo({ s0, s1 }: Checksum, bytes: Buffer, isBigEndian: boolean): Checksum {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let a = s0
  let b = s1
  for (let offset = 0; offset < bytes.length; offset += 8) {
    a = (a + view.getUint32(offset, !isBigEndian) + b) >>> 0
    b = (b + view.getUint32(offset + 4, !isBigEndian) + a) >>> 0
  }
  return { s0: a, s1: b }
}

function isChecksum({ s0, s1 }: Checksum, bytes: Buffer, offset: number): boolean {
  return bytes.readUInt32BE(offset) === s0 && bytes.readUInt32BE(offset + 4) === s1
}
