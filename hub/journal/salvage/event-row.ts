/** A row of `event` as it lies on the disk; nothing about it is known to be true yet. */
export interface EventRow {
  readonly seq: number
  readonly epoch: number
  readonly id: string
  readonly type: string
  readonly at: number
  readonly hash: string
  readonly requestHash: string
  readonly body: string
  readonly firstHash: string | null
}

/** The record of a row of `event`; null where it is none. Throws RangeError where it is damaged. */
export function eventOf(seq: number, payload: Buffer): EventRow | null {
  const values = recordOf(payload)
  const [rowid, epoch, id, type, at, hash, requestHash, body, firstHash = null] = values
  const isEvent =
    rowid === null &&
    typeof epoch === 'number' &&
    typeof id === 'string' &&
    typeof type === 'string' &&
    typeof at === 'number' &&
    typeof hash === 'string' &&
    /^[0-9a-f]{64}$/.test(hash) &&
    typeof requestHash === 'string' &&
    typeof body === 'string' &&
    (firstHash === null || typeof firstHash === 'string')
  if (!isEvent) return null
  return { seq, epoch, id, type, at, hash, requestHash, body, firstHash }
}

type Value = string | number | null

function recordOf(payload: Buffer): Value[] {
  const header = varint(payload, 0)
  const values: Value[] = []
  let at = header.value
  for (let next = header.next; next < header.value; ) {
    const serial = varint(payload, next)
    next = serial.next
    const { value, bytes } = valueOf(payload, at, serial.value)
    values.push(value)
    at += bytes
  }
  return values
}

const INTEGER_BYTES = [0, 1, 2, 3, 4, 6, 8] as const

function valueOf(payload: Buffer, at: number, serial: number): { value: Value; bytes: number } {
  if (serial === 0) return { value: null, bytes: 0 }
  if (serial === 8 || serial === 9) return { value: serial - 8, bytes: 0 }
  if (serial < 7) {
    const bytes = INTEGER_BYTES[serial] ?? 0
    const value = bytes === 8 ? Number(payload.readBigInt64BE(at)) : payload.readIntBE(at, bytes)
    return { value, bytes }
  }
  // Text is odd from 13; an event holds neither floats nor blobs.
  if (serial < 13 || serial % 2 === 0) throw new RangeError(`serial type ${serial}`)
  const bytes = (serial - 13) / 2
  return { value: slice(payload, at, bytes).toString('utf8'), bytes }
}

export function varint(
  bytes: Buffer,
  start: number,
): { readonly value: number; readonly next: number } {
  let value = 0
  for (let at = start; at < start + 8; at += 1) {
    const byte = bytes.readUInt8(at)
    value = value * 128 + (byte & 0x7f)
    if (byte < 0x80) return { value, next: at + 1 }
  }
  throw new RangeError('a number of nine bytes')
}

export function slice(bytes: Buffer, start: number, length: number): Buffer {
  if (start + length > bytes.length) throw new RangeError('a value beyond its page')
  return bytes.subarray(start, start + length)
}
