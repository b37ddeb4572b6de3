export type CsvRow = Readonly<Record<string, string | number | boolean | undefined>>

/** RFC 4180 text; the columns are those of all rows, in order of their first appearance. */
export function csvText(rows: readonly CsvRow[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const lines = rows.map((row) => columns.map((column) => cell(row[column])).join(','))
  return `${[columns.map(cell).join(','), ...lines].join('\r\n')}\r\n`
}

function cell(value: CsvRow[string]): string {
  if (value === undefined) return ''
  const text = value === true ? 'yes' : value === false ? 'no' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
