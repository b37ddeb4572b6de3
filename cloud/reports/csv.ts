import type { Cell, Table } from './table.ts'

/** RFC 4180 in UTF-8 with a byte order mark, without which Excel takes it for something else. */
export function tableToCsv({ header, rows }: Table): string {
  const titles = header.map((title): Cell => ({ kind: 'text', text: title }))
  const lines = [titles, ...rows].map((cells) => cells.map(csvCell).join(','))
  return `\uFEFF${lines.join('\r\n')}\r\n`
}

function csvCell(cell: Cell): string {
  switch (cell.kind) {
    case 'text':
      return quoted(formulaSafe(cell.text))
    case 'number':
      return decimalText(cell.value, cell.decimals)
    case 'empty':
      return ''
  }
}

/** A sheet would run text that begins like a formula; an apostrophe makes it text again. */
export function formulaSafe(text: string): string {
  return /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Whole units to decimals without a float between: -5 with 2 → -0.05. */
export function decimalText(value: number, decimals: number): string {
  if (decimals === 0) return String(value)
  const digits = String(Math.abs(value)).padStart(decimals + 1, '0')
  const sign = value < 0 ? '-' : ''
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}
