import { isBlank } from '#shared/domain/blank.ts'

/** A record with the number of the file's line it begins in, or why that line cannot be read. */
export type CsvRecord =
  | { readonly outcome: 'read'; readonly line: number; readonly cells: readonly string[] }
  | {
      readonly outcome: 'broken'
      readonly line: number
      readonly value: string
      readonly reason: string
    }

/** A cell over many lines is more often a quote that was never closed. */
const cellLengthMax = 10_000

/**
 * RFC 4180, read from text: quoted cells may hold separators, line ends and doubled quotes; a quote
 * inside an unquoted cell is text. Empty lines are passed over. A broken quote costs its own line
 * only: reading goes on at the next one.
 */
export function* readRecords(text: string, separator: string): Generator<CsvRecord> {
  let at = 0
  let line = 1
  while (at < text.length) {
    const start = { at, line }
    const cells: string[] = []
    let broken: string | undefined
    let lineEnd = endOfLine(text, at)
    for (;;) {
      if (text[at] === '"') {
        const cell = readQuoted(text, at, separator)
        if (cell.outcome === 'broken') {
          broken = cell.reason
          break
        }
        cells.push(cell.text)
        line += cell.lineEnds
        at = cell.end
        if (at > lineEnd) lineEnd = endOfLine(text, at)
      } else {
        const next = text.indexOf(separator, at)
        const end = next === -1 || next > lineEnd ? lineEnd : next
        cells.push(text.slice(at, end === lineEnd ? trimReturn(text, at, end) : end))
        at = end
      }
      if (text[at] !== separator) break
      at += 1
    }
    if (broken === undefined) {
      at = lineEnd + 1
      line += 1
      if (!cells.every(isBlank)) {
        yield { outcome: 'read', line: start.line, cells }
      }
    } else {
      at = endOfLine(text, start.at) + 1
      line = start.line + 1
      const value = text.slice(start.at, at).trimEnd().slice(0, 100)
      yield { outcome: 'broken', line: start.line, value, reason: broken }
    }
  }
}

/** The separator that the header line has most of, outside quotes. */
export function detectSeparator(text: string): string {
  const header = text.slice(0, endOfLine(text, 0)).replace(/"[^"]*"/g, '')
  const count = (separator: string) => header.split(separator).length
  return [';', '\t'].reduce((best, other) => (count(other) > count(best) ? other : best), ',')
}

type Quoted =
  | {
      readonly outcome: 'read'
      readonly text: string
      readonly end: number
      readonly lineEnds: number
    }
  | { readonly outcome: 'broken'; readonly reason: string }

function readQuoted(text: string, at: number, separator: string): Quoted {
  let close = at
  for (;;) {
    close = text.indexOf('"', close + 1)
    if (close === -1 || close - at > cellLengthMax) {
      return { outcome: 'broken', reason: 'a quote is opened but not closed' }
    }
    if (text[close + 1] !== '"') break
    close += 1
  }
  const inside = text.slice(at + 1, close).replaceAll('""', '"')
  let end = close + 1
  if (text[end] === '\r') end += 1
  if (end < text.length && text[end] !== separator && text[end] !== '\n') {
    return { outcome: 'broken', reason: 'text follows a closing quote' }
  }
  return { outcome: 'read', text: inside, end, lineEnds: inside.split('\n').length - 1 }
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end === -1 ? text.length : end
}

function trimReturn(text: string, at: number, end: number): number {
  return end > at && text[end - 1] === '\r' ? end - 1 : end
}
