import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'
import { checksum, FRAME_BYTES, frameSum, type Sum } from './checksum.ts'

export const WAL_HEADER_BYTES = 32

/** A page as one transaction wrote it to the log. */
export interface Frame {
  readonly page: number
  /** Ends a transaction. */
  readonly isCommit: boolean
  /** Do the header's salts and the checksums up to here agree? SQLite reads no farther than this. */
  readonly isValid: boolean
  /** Does its checksum follow from the one that stands in the frame before it? */
  readonly isLinked: boolean
  /** Where its header begins in the file. */
  readonly at: number
}

/** What the log of a journal says, read frame by frame: it may be larger than the memory. */
export interface Log {
  /** Of transactions that were saved: what SQLite reads, or more where the log is damaged. */
  readonly frames: readonly Frame[]
  /** In words; null = whole, or cut by a power loss in a transaction that nobody was told of. */
  readonly damage: string | null
  readonly salts: Buffer
}

const none: Log = { frames: [], damage: null, salts: Buffer.alloc(8) }

/** The log's present round: what was written before it was begun anew is in the file already. */
export function readLog(journal: string): Log {
  const path = `${journal}-wal`
  if (!existsSync(path)) return none
  const file = openSync(path, 'r')
  try {
    return judge(readRound(file))
  } finally {
    closeSync(file)
  }
}

interface Round {
  readonly frames: readonly Frame[]
  readonly isHeaderWhole: boolean
  readonly salts: Buffer
}

/**
 * All frames with the salts of the header, or of the first frame where the header is damaged, and
 * the damaged ones between them.
 */
function readRound(file: number): Round {
  const { size } = fstatSync(file)
  const header = Buffer.alloc(WAL_HEADER_BYTES)
  if (readSync(file, header, 0, WAL_HEADER_BYTES, 0) < WAL_HEADER_BYTES) {
    return { frames: [], isHeaderWhole: true, salts: none.salts }
  }
  const [a, b] = checksum(header.subarray(0, 24), [0, 0])
  const isHeaderWhole = header.readUInt32BE(24) === a && header.readUInt32BE(28) === b
  const bytes = Buffer.alloc(FRAME_BYTES)
  const frames: Frame[] = []
  let foreign: Frame[] = []
  let salts = Buffer.from(header.subarray(16, 24))
  let before: Sum = [header.readUInt32BE(24), header.readUInt32BE(28)]
  let isValid = isHeaderWhole
  for (let at = WAL_HEADER_BYTES; at + FRAME_BYTES <= size; at += FRAME_BYTES) {
    readSync(file, bytes, 0, FRAME_BYTES, at)
    if (at === WAL_HEADER_BYTES && !isHeaderWhole) salts = Buffer.from(bytes.subarray(8, 16))
    const isOfRound = bytes.compare(salts, 0, 8, 8, 16) === 0
    const stored: Sum = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
    const sum = isOfRound || frames.length > 0 ? frameSum(bytes, before) : before
    const isLinked = isOfRound && sum[0] === stored[0] && sum[1] === stored[1]
    isValid &&= isLinked
    const page = bytes.readUInt32BE(0)
    const frame = { page, isCommit: bytes.readUInt32BE(4) !== 0, isValid, isLinked, at }
    before = stored
    foreign.push(frame)
    if (!isOfRound) continue
    for (const one of foreign) frames.push(one)
    foreign = []
  }
  return { frames, isHeaderWhole, salts }
}

/**
 * SQLite stops reading at the first frame that is not whole. That is right for a transaction that a
 * power loss cut: its frames, also its last one, may have reached the disk in any order, and behind
 * them may stand what is left of another one like it. A frame that follows from a commit frame
 * proves more: it was written after that commit was synced, so all before it was saved.
 */
function judge({ frames, isHeaderWhole, salts }: Round): Log {
  const broken = frames.findIndex(({ isValid }) => !isValid)
  if (broken === -1) return { frames, damage: null, salts }
  const isProof = (frame: Frame, i: number): boolean =>
    i > broken && frame.isLinked && frames[i - 1]?.isCommit === true
  let last = frames.findLastIndex(isProof)
  // The header is synced before the first frame is written.
  if (!isHeaderWhole && last === -1) last = frames.findLastIndex(({ isCommit }) => isCommit)
  if (last === -1) return { frames: frames.slice(0, broken), damage: null, salts }
  while (frames[last + 1]?.isLinked === true) last += 1
  const commits = frames.slice(broken, last + 1).filter(({ isCommit }) => isCommit).length
  const damage = `the log is damaged in frame ${broken + 1}, before ${commits} commits`
  return { frames: frames.slice(0, last + 1), damage, salts }
}
