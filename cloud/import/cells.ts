import { isBlank, unseenWords } from '#shared/domain/blank.ts'
import type { FieldProblem } from '../masterdata/verdict.ts'
import { readBarcode } from './barcode-cell.ts'
import { decimal } from './decimal.ts'
import { isoTime } from './iso-time.ts'

/** One reader for all lines of a file: making its functions anew for each line would cost more. */
export interface CellReader {
  /** Goes on to the next line; its problems are those found by what is read after this. */
  open(texts: readonly string[]): FieldProblem[]
  readonly cells: Cells
}

/**
 * One line's cells by column. A column that the file lacks is undefined (leave it as it is), and so
 * is an empty cell where empty means nothing; what cannot be read becomes a problem.
 */
export interface Cells {
  /** Null = the file has no such column. */
  raw(column: string): string | null
  readonly columns: readonly string[]
  text(column: string, max?: number): string | undefined
  /** A name that may not be emptied. */
  name(column: string, max?: number): string | undefined
  money(column: string): number | null | undefined
  /** Thousandths. */
  quantity(column: string): number | undefined
  /** Percent in the file, basis points here. */
  percent(column: string): number | undefined
  flag(column: string): boolean | undefined
  words(column: string): string[] | undefined
  barcodes(column: string): string[] | undefined
  time(column: string, options: { zone: string; isEnd: boolean }): number | null
  matching(column: string, pattern: RegExp, fix: string): string | undefined
  reject(column: string, reason: string, fix: string, value?: string): undefined
}

const yes = new Set(['1', 'true', 'yes', 'y', 'x', '+', 'да', 'тийм', 'da', 'ano'])
const no = new Set(['0', 'false', 'no', 'n', '-', 'нет', 'үгүй', 'nu', 'ne'])

export function createCellReader(columns: readonly string[]): CellReader {
  const positionByColumn = new Map(columns.map((column, position) => [column, position]))
  let texts: readonly string[] = []
  let problems: FieldProblem[] = []
  const written = (column: string) => {
    const position = positionByColumn.get(column)
    return position === undefined ? null : (texts[position] ?? '').trim()
  }
  const raw = (column: string) => {
    const cell = written(column)
    return cell === null || !isBlank(cell) ? cell : ''
  }
  const reject = (column: string, reason: string, fix: string, value?: string) => {
    problems.push({ column, value: value ?? raw(column) ?? '', reason, fix })
    return undefined
  }
  const number = (column: string, options: { decimals: number; max: number; fix: string }) => {
    const cell = raw(column)
    if (cell === null || cell === '') return undefined
    const parsed = decimal(cell, options.decimals)
    if (parsed === undefined) return reject(column, 'is not a number', options.fix)
    if (parsed < 0) return reject(column, 'is negative', 'write 0 or more')
    if (parsed > options.max) return reject(column, 'is too large', options.fix)
    return parsed
  }
  const text = (column: string, max = 200) => {
    const cell = raw(column)?.replace(/\s+/g, ' ')
    if (cell === undefined) return undefined
    if (cell.length > max) return reject(column, `is longer than ${max} characters`, 'shorten it')
    if (/\p{Cc}/u.test(cell)) return reject(column, 'holds control characters', 'take them out')
    return cell
  }
  const words = (column: string) =>
    raw(column)
      ?.split(/[\s|]+/)
      .filter((word) => word !== '')
  const cells: Cells = {
    raw,
    columns,
    text,
    name: (column, max) => {
      const cell = text(column, max)
      if (cell !== '') return cell
      const unseen = written(column) ?? ''
      const reason = unseen === '' ? 'is missing' : unseenWords(unseen)
      return reject(column, reason, 'fill in the cell', unseen)
    },
    money(column) {
      if (raw(column) === '') return null
      const fix = 'write it like 1234.50 or 1234,50'
      return number(column, { decimals: 2, max: 10 ** 13, fix })
    },
    quantity: (column) =>
      number(column, { decimals: 3, max: 10 ** 9, fix: 'write it like 10 or 0.5' }),
    percent: (column) =>
      number(column, { decimals: 2, max: 10_000, fix: 'write it like 21 or 21.5' }),
    flag(column) {
      const cell = raw(column)?.toLowerCase() ?? ''
      if (cell === '') return undefined
      if (yes.has(cell) || no.has(cell)) return yes.has(cell)
      return reject(column, 'is neither yes nor no', 'write yes or no, 1 or 0')
    },
    words,
    barcodes(column) {
      const read = words(column)?.map((word) => readBarcode(word))
      for (const barcode of read ?? []) {
        if (barcode.outcome === 'bad') reject(column, barcode.reason, barcode.fix, barcode.text)
      }
      return read && [...new Set(read.map((barcode) => barcode.text))]
    },
    time(column, options) {
      const cell = raw(column) ?? ''
      if (cell === '') return null
      const time = isoTime(cell, options)
      const fix = 'write YYYY-MM-DD, or a time with its zone such as 2026-01-31T09:00+08:00'
      return time ?? reject(column, 'is not a day or time', fix) ?? null
    },
    matching(column, pattern, fix) {
      const cell = raw(column)
      if (cell === null || cell === '' || pattern.test(cell)) return cell ?? undefined
      return reject(column, 'is not written right', fix)
    },
    reject,
  }
  return {
    cells,
    open(next) {
      texts = next
      problems = []
      return problems
    },
  }
}
