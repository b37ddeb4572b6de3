import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { checksum, FRAME_BYTES, frameSum, PAGE_BYTES } from './checksum.ts'
import { type Log, WAL_HEADER_BYTES } from './log.ts'

const MAGIC = 0x377f0682
const VERSION = 3_007_000

/** Writes a log whose checksums agree again, so that SQLite reads past the damaged frame. */
export function writeMendedLog(journal: string, { frames, salts }: Log, target: string): void {
  const to = openSync(target, 'w', 0o600)
  try {
    if (frames.length === 0) return
    const header = Buffer.alloc(WAL_HEADER_BYTES)
    header.writeUInt32BE(MAGIC, 0)
    header.writeUInt32BE(VERSION, 4)
    header.writeUInt32BE(PAGE_BYTES, 8)
    salts.copy(header, 16)
    let sum = checksum(header.subarray(0, 24), [0, 0])
    header.writeUInt32BE(sum[0], 24)
    header.writeUInt32BE(sum[1], 28)
    writeSync(to, header)
    const from = openSync(`${journal}-wal`, 'r')
    try {
      const frame = Buffer.alloc(FRAME_BYTES)
      for (const { at } of frames) {
        readSync(from, frame, 0, FRAME_BYTES, at)
        salts.copy(frame, 8)
        sum = frameSum(frame, sum)
        frame.writeUInt32BE(sum[0], 16)
        frame.writeUInt32BE(sum[1], 20)
        writeSync(to, frame)
      }
    } finally {
      closeSync(from)
    }
  } finally {
    closeSync(to)
  }
}
