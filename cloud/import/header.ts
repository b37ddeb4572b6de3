import { Failure } from '#shared/domain/failure.ts'
import { describeColumns, type FileFormat, fileFormats, type ImportKind } from './columns.ts'

/** Turns the first record into the columns' names, or says which names are understood. */
export function readHeader(kind: ImportKind, cells: readonly string[]): string[] {
  const format: FileFormat = fileFormats[kind]
  const nameBySpelling = new Map(
    format.columns.flatMap(({ name, also = [] }) => [name, ...also].map((word) => [word, name])),
  )
  // A spreadsheet's empty columns at the right end are nothing.
  const width = cells.findLastIndex((cell) => cell.trim() !== '') + 1
  const names = cells.slice(0, width).map((cell) => {
    const spelling = cell.trim().toLowerCase().replace(/\s+/g, '_')
    if (format.pattern?.matches.test(spelling) === true && !nameBySpelling.has(spelling)) {
      return spelling.replace(/@[a-z0-9]+/, (store) => store.toUpperCase()).replace(',', '.')
    }
    return nameBySpelling.get(spelling) ?? refuse(kind, cell, 'is not a column')
  })
  const twice = names.find((name, position) => names.indexOf(name) !== position)
  if (twice !== undefined) refuse(kind, twice, 'is named twice')
  const absent = format.columns.find(({ name, isKey }) => isKey === true && !names.includes(name))
  if (absent !== undefined) refuse(kind, absent.name, 'is missing')
  if (kind === 'members' && !['code', 'cards', 'phone'].some((name) => names.includes(name))) {
    refuse(kind, 'code', 'is missing, and so are cards and phone')
  }
  return names
}

function refuse(kind: ImportKind, value: string, reason: string): never {
  const known = (fileFormats[kind] as FileFormat).columns.map((column) => column.name).join(', ')
  throw new Failure('invalid', `The column "${value}" ${reason}; ${kind} may have: ${known}.`, {
    fields: [{ field: 'header', value, message: reason }],
    extra: { columns: describeColumns(kind) },
  })
}
