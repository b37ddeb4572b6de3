import { createHash } from 'node:crypto'
import { PAGE_BYTES } from './checksum.ts'
import { type EventRow, eventOf, slice, varint } from './event-row.ts'
import { freePages, type PageStore, type Place } from './pages.ts'

/** Where the rows of `event` lie, by their seq; the rows themselves are read when they are needed. */
export interface EventIndex {
  /** Every seq that a readable row has, sorted; nothing about them is known to be true yet. */
  readonly places: readonly number[]
  /** Its different rows, the newest first. */
  readonly rowsAt: (seq: number) => EventRow[]
  /**
   * The first seq that stands in a page in use: what stands below is of freed pages and older
   * versions, and was pruned. Null where that cannot be told.
   */
  readonly firstInUse: number | null
}

/** A leaf cell; `more` = an older row under the same seq. */
interface Cell {
  readonly place: Place
  readonly start: number
  readonly sum: number
  more: Cell | null
}

const TABLE_LEAF = 0x0d
const HEADER_BYTES = 8

/**
 * From leaf pages alone, so that neither the file's header nor the pages above them need be whole.
 * The records are checked by their own chain afterwards (mend-chain.ts).
 */
export function indexEvents(pages: PageStore): EventIndex {
  const cells = new Map<number, Cell>()
  const free = freePages(pages)
  const page = Buffer.alloc(PAGE_BYTES)
  const overflow = Buffer.alloc(PAGE_BYTES)
  let firstInUse = Number.POSITIVE_INFINITY
  for (const number of pages.numbers()) {
    for (const [age, place] of pages.versions(number).entries()) {
      pages.read(place, page)
      const isInUse = age === 0 && free?.has(number) === false
      for (const start of cellsOf(page)) {
        const found = cellAt(page, start, (next) => readNewest(pages, next, overflow))
        if (found === null) continue
        const { seq, payload } = found
        add(cells, seq, { place, start, sum: sumOf(payload), more: null })
        if (isInUse) firstInUse = Math.min(firstInUse, seq)
      }
    }
  }
  return {
    places: [...cells.keys()].toSorted((a, b) => a - b),
    rowsAt(seq) {
      const rows: EventRow[] = []
      for (let cell = cells.get(seq) ?? null; cell !== null; cell = cell.more) {
        pages.read(cell.place, page)
        const found = cellAt(page, cell.start, (next) => readNewest(pages, next, overflow))
        if (found !== null) rows.push(found.row)
      }
      return rows
    },
    firstInUse: free === null || firstInUse === Number.POSITIVE_INFINITY ? null : firstInUse,
  }
}

/** The same row stands in many versions of its page. */
function add(cells: Map<number, Cell>, seq: number, cell: Cell): void {
  let known = cells.get(seq)
  if (known === undefined) return void cells.set(seq, cell)
  while (known.sum !== cell.sum) {
    if (known.more === null) known.more = cell
    known = known.more
  }
}

function sumOf(payload: Buffer): number {
  return createHash('sha256').update(payload).digest().readUIntBE(0, 6)
}

function cellsOf(page: Buffer): number[] {
  if (page[0] !== TABLE_LEAF) return []
  const cells = Math.min(page.readUInt16BE(3), (PAGE_BYTES - HEADER_BYTES) / 2)
  return Array.from({ length: cells }, (_, i) => page.readUInt16BE(HEADER_BYTES + 2 * i))
}

function readNewest(pages: PageStore, page: number, into: Buffer): Buffer | null {
  const [newest] = pages.versions(page)
  return newest === undefined ? null : pages.read(newest, into)
}

interface Found {
  readonly seq: number
  readonly payload: Buffer
  readonly row: EventRow
}

type ReadPage = (page: number) => Buffer | null

function cellAt(page: Buffer, start: number, readOverflow: ReadPage): Found | null {
  try {
    const size = varint(page, start)
    const seq = varint(page, size.next)
    const payload = payloadAt(page, seq.next, size.value, readOverflow)
    const row = payload && eventOf(seq.value, payload)
    return payload && row && { seq: seq.value, payload, row }
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

function payloadAt(page: Buffer, start: number, size: number, read: ReadPage): Buffer | null {
  if (size > MAX_PAYLOAD) return null
  if (size <= MAX_LOCAL) return slice(page, start, size)
  const wanted = MIN_LOCAL + ((size - MIN_LOCAL) % OVERFLOW_BYTES)
  const local = wanted <= MAX_LOCAL ? wanted : MIN_LOCAL
  const parts = [slice(page, start, local)]
  let next = page.readUInt32BE(start + local)
  for (let left = size - local; left > 0; left -= OVERFLOW_BYTES) {
    const overflow = read(next)
    if (overflow === null) return null
    // A copy: the next page is read into the same bytes.
    parts.push(Buffer.from(overflow.subarray(4, 4 + Math.min(left, OVERFLOW_BYTES))))
    next = overflow.readUInt32BE(0)
  }
  return Buffer.concat(parts)
}
