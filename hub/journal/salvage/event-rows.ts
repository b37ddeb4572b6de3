import { PAGE_BYTES, type PageStore } from './pages.ts'

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

const TABLE_LEAF = 0x0d
const HEADER_BYTES = 8

/**
 * Every readable row of `event` by its seq, newest version first: from leaf pages alone, so that
 * neither the file's header nor the pages above them need be whole. The records are checked by
 * their own chain afterwards (mend-chain.ts).
 */
export function readEventRows(pages: PageStore): Map<number, EventRow[]> {
  const rows = new Map<number, EventRow[]>()
  for (const number of pages.numbers()) {
    for (const page of pages.versions(number)) {
      for (const row of rowsOf(page, pages)) {
        const known = rows.get(row.seq)
        if (known === undefined) rows.set(row.seq, [row])
        else if (!known.some((other) => other.hash === row.hash && other.body === row.body))
          known.push(row)
      }
    }
  }
  return rows
}

function rowsOf(page: Buffer, pages: PageStore): EventRow[] {
  if (page[0] !== TABLE_LEAF) return []
  const cells = page.readUInt16BE(3)
  const found: EventRow[] = []
  for (let i = 0; i < cells && HEADER_BYTES + 2 * i + 2 <= PAGE_BYTES; i += 1) {
    const row = cellAt(page, page.readUInt16BE(HEADER_BYTES + 2 * i), pages)
    if (row !== null) found.push(row)
  }
  return found
}

function cellAt(page: Buffer, start: number, pages: PageStore): EventRow | null {
  try {
    const size = varint(page, start)
    const seq = varint(page, size.next)
    const payload = payloadAt(page, seq.next, size.value, pages)
    return payload === null ? null : eventOf(seq.value, payload)
  } catch (error) {
    // An offset or a length that points outside: not a row, or a damaged one.
    if (error instanceof RangeError) return null
    throw error
  }
}

const MAX_LOCAL = PAGE_BYTES - 35
const MIN_LOCAL = Math.floor(((PAGE_BYTES - 12) * 32) / 255) - 23
const OVERFLOW_BYTES = PAGE_BYTES - 4
/** No body is longer than a request may be. */
const MAX_PAYLOAD = 4 * 1024 * 1024

function payloadAt(page: Buffer, start: number, size: number, pages: PageStore): Buffer | null {
  if (size > MAX_PAYLOAD) return null
  if (size <= MAX_LOCAL) return slice(page, start, size)
  const wanted = MIN_LOCAL + ((size - MIN_LOCAL) % OVERFLOW_BYTES)
  const local = wanted <= MAX_LOCAL ? wanted : MIN_LOCAL
  const parts = [slice(page, start, local)]
  let next = page.readUInt32BE(start + local)
  for (let left = size - local; left > 0; left -= OVERFLOW_BYTES) {
    const [overflow] = pages.versions(next)
    if (overflow === undefined) return null
    parts.push(overflow.subarray(4, 4 + Math.min(left, OVERFLOW_BYTES)))
    next = overflow.readUInt32BE(0)
  }
  return Buffer.concat(parts)
}

type Value = string | number | null

function eventOf(seq: number, payload: Buffer): EventRow | null {
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

function varint(bytes: Buffer, start: number): { readonly value: number; readonly next: number } {
  let value = 0
  for (let at = start; at < start + 8; at += 1) {
    const byte = bytes.readUInt8(at)
    value = value * 128 + (byte & 0x7f)
    if (byte < 0x80) return { value, next: at + 1 }
  }
  throw new RangeError('a number of nine bytes')
}

function slice(bytes: Buffer, start: number, length: number): Buffer {
  if (start + length > bytes.length) throw new RangeError('a value beyond its page')
  return bytes.subarray(start, start + length)
}
