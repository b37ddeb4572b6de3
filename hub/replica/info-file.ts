import { z } from 'zod'
import type { FeedPosition } from '#shared/contracts/sync.ts'
import { writeDurably } from '../disk/durable.ts'
import { readSaved } from '../disk/saved.ts'

/** The official client's note beside its file: how far the replica is. */
const Info = z.object({
  hash: z.int(),
  version: z.literal(0),
  durable_frame_num: z.int(),
  generation: z.int().min(1),
})

/** Undefined where there is none or it is damaged; the client would refuse it too. */
export function readInfo(path: string): FeedPosition | undefined {
  const info = readSaved(`${path}-info`, Info)
  if (!info) return undefined
  const position = { generation: info.generation, frame: info.durable_frame_num }
  return infoHash(position) === info.hash ? position : undefined
}

/** What the client would have written after its own first copy (spine rule 11). */
export function writeInfo(path: string, position: FeedPosition): void {
  const { generation, frame } = position
  const info = { hash: infoHash(position), version: 0, durable_frame_num: frame, generation }
  writeDurably(`${path}-info`, JSON.stringify(info))
}

/** CRC-32 of version, frame and generation, each a little-endian u32. */
function infoHash({ generation, frame }: FeedPosition): number {
  const bytes = Buffer.alloc(12)
  bytes.writeUInt32LE(frame, 4)
  bytes.writeUInt32LE(generation, 8)
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}
