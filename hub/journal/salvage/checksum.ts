/** Of SQLite's write-ahead log: https://sqlite.org/fileformat2.html, 4.2. */
export type Sum = readonly [number, number]

export const PAGE_BYTES = 4096
export const FRAME_HEADER_BYTES = 24
export const FRAME_BYTES = FRAME_HEADER_BYTES + PAGE_BYTES

/** Little-endian words, as the magic 0x377f0682 says; every machine that we run on writes that one. */
export function checksum(bytes: Buffer, [a, b]: Sum): Sum {
  let s0 = a
  let s1 = b
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    s0 = (s0 + bytes.readUInt32LE(at) + s1) >>> 0
    s1 = (s1 + bytes.readUInt32LE(at + 4) + s0) >>> 0
  }
  return [s0, s1]
}

/** Of a frame, by the sum of the one before it; its salts and its own sum do not count. */
export function frameSum(frame: Buffer, before: Sum): Sum {
  const ofHeader = checksum(frame.subarray(0, 8), before)
  return checksum(frame.subarray(FRAME_HEADER_BYTES, FRAME_BYTES), ofHeader)
}
