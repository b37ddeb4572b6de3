import { setImmediate } from 'node:timers/promises'
import { asc, eq } from 'drizzle-orm'
import { Failure } from '#shared/domain/failure.ts'
import type { GroupDatabase } from '../db/open.ts'
import { findCompany } from '../masterdata/find.ts'
import { lookupKeyOf } from '../masterdata/lookup-key.ts'
import { store } from '../masterdata/schema.ts'
import type { ImportKind } from './columns.ts'
import { type CsvRecord, detectSeparator, readRecords } from './csv.ts'
import { decodeFile } from './decode.ts'
import { readHeader } from './header.ts'
import type { Job, Line, LineVerdict } from './kind.ts'
import { kinds } from './kinds.ts'
import type { ImportReport } from './report.ts'
import { createReport } from './report-writer.ts'

export interface ImportFile {
  readonly kind: ImportKind
  readonly company: string
  readonly bytes: Uint8Array
  /** Who sent it, and when. */
  readonly given: Job['given']
}

/** Loads the good lines in transactions of some thousands and reports the others. */
export async function runImport(group: GroupDatabase, file: ImportFile): Promise<ImportReport> {
  const { encoding, text } = decodeFile(file.bytes)
  const opened = await openJob(group, file.company)
  const kind = kinds[file.kind]
  const report = createReport({ kind: file.kind, company: opened.company.code, encoding })

  const records = readRecords(text, detectSeparator(text))
  const columns = headerOf(file.kind, records, opened)
  const job: Job = { ...opened, columns, given: file.given }
  let waiting: Line[] = []
  let broken: LineVerdict[] = []
  const load = async () => {
    report.add([...broken, ...(await kind.load(waiting, job))])
    waiting = []
    broken = []
    // Tills and pages of the same process get their turn between two transactions.
    await setImmediate()
  }
  for (const record of records) {
    const read = toLine(record, columns)
    if ('verdict' in read) broken.push(read)
    else waiting.push(read)
    if (waiting.length + broken.length >= kind.linesPerSave) await load()
  }
  await load()
  return report.result()
}

type OpenedJob = Omit<Job, 'columns' | 'given'>

async function openJob(group: GroupDatabase, companyCode: string): Promise<OpenedJob> {
  const company = await findCompany(group.db, companyCode)
  const stores = await group.db
    .select({ code: store.code, timeZone: store.timeZone })
    .from(store)
    .where(eq(store.companyId, company.id))
    .orderBy(asc(store.id))
    .all()
  const zoneByStore = new Map(stores.map(({ code, timeZone }) => [code, timeZone]))
  const zone = stores[0]?.timeZone ?? 'UTC'
  const zoneOf = (code: string) => zoneByStore.get(code) ?? zone
  const storeCodes = new Set(zoneByStore.keys())
  const lookupKey = await lookupKeyOf(group)
  return { group, company, lookupKey, zoneOf, storeCodes, lineByKey: new Map() }
}

function headerOf(kind: ImportKind, records: Iterator<CsvRecord>, job: OpenedJob): string[] {
  const first = records.next()
  if (first.done === true) throw new Failure('invalid', 'The file has no header line.')
  const header = first.value
  if (header.outcome === 'broken') {
    throw new Failure(
      'invalid',
      `The header (line ${header.line}) cannot be read: ${header.reason}.`,
    )
  }
  const columns = readHeader(kind, header.cells)
  for (const column of columns) {
    const [, code] = /^price@([A-Z0-9]+)/.exec(column) ?? []
    if (code === undefined || job.storeCodes.has(code)) continue
    const known = [...job.storeCodes].join(', ')
    const reason = `${code} is not a store of ${job.company.code}; it has ${known || 'none yet'}`
    const fields = [{ field: 'header', value: column, message: reason }]
    throw new Failure('invalid', `The column "${column}": ${reason}.`, { fields })
  }
  return columns
}

function toLine(record: CsvRecord, columns: readonly string[]): Line | LineVerdict {
  const { line } = record
  const reject = (value: string, reason: string, fix: string): LineVerdict => ({
    line,
    verdict: { outcome: 'rejected', problems: [{ column: '', value, reason, fix }] },
  })
  if (record.outcome === 'broken') {
    return reject(record.value, record.reason, 'double a quote that is part of the text')
  }
  const { cells } = record
  const width = cells.findLastIndex((cell) => cell.trim() !== '') + 1
  if (cells.length < columns.length || width > columns.length) {
    const reason = `has ${cells.length} cells where the header has ${columns.length}`
    return reject(cells.join(' | ').slice(0, 100), reason, 'put quotes around text with separators')
  }
  return { line, cells }
}
