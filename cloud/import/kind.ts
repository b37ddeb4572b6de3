import type { GroupDatabase } from '../db/open.ts'
import { type Company, openScope, type SaveScope } from '../masterdata/scope.ts'
import type { FieldProblem, Verdict } from '../masterdata/verdict.ts'
import { type Cells, createCellReader } from './cells.ts'

/** One import under way. */
export interface Job {
  readonly group: GroupDatabase
  readonly company: Company
  readonly columns: readonly string[]
  /** Who sent the file, and when. */
  readonly given: { readonly at: number; readonly by: string }
  readonly lookupKey: string
  zoneOf(store: string): string
  readonly storeCodes: ReadonlySet<string>
  /** Line of the file by what may stand in it only once. */
  readonly lineByKey: Map<string, number>
}

export interface Line {
  readonly line: number
  /** In the order of the job's columns. */
  readonly cells: readonly string[]
}

export interface LineVerdict {
  readonly line: number
  readonly verdict: Verdict
}

/** What may stand only once in a file. */
export interface FileKey {
  readonly column: string
  readonly value: string
}

export interface KindSpec<Draft> {
  /** Reads a line; what is wrong is a problem of its cells. */
  read(cells: Cells, job: Job): Draft
  keys(draft: Draft): readonly FileKey[]
  /** What takes long and must not hold the group's writer. */
  prepare?(drafts: readonly Draft[], job: Job): Promise<readonly Draft[]>
  save(scope: SaveScope, drafts: readonly Draft[]): Verdict[]
  /** Lines per transaction; all lines of the file for a tree. */
  readonly linesPerSave?: number
}

export interface Kind {
  readonly linesPerSave: number
  load(lines: readonly Line[], job: Job): Promise<LineVerdict[]>
}

export function createKind<Draft>(spec: KindSpec<Draft>): Kind {
  return {
    linesPerSave: spec.linesPerSave ?? 2000,
    async load(lines, job) {
      const reader = createCellReader(job.columns)
      const read = lines.map(({ line, cells: texts }) => {
        const problems = reader.open(texts)
        const draft = spec.read(reader.cells, job)
        const twice = spec.keys(draft).flatMap((key) => claim(job, line, key))
        return { line, draft, problems: [...problems, ...twice] }
      })
      const good = read.filter(({ problems }) => problems.length === 0)
      const drafts = good.map(({ draft }) => draft)
      const verdicts = await save(spec, (await spec.prepare?.(drafts, job)) ?? drafts, job)
      const verdictByLine = new Map(good.map(({ line }, position) => [line, verdicts[position]]))
      return read.map(({ line, problems }) => ({
        line,
        verdict: verdictByLine.get(line) ?? { outcome: 'rejected', problems },
      }))
    },
  }
}

async function save<Draft>(spec: KindSpec<Draft>, drafts: readonly Draft[], job: Job) {
  if (drafts.length === 0) return []
  return await job.group.writeHot((hot) => {
    const scope = openScope(hot, job)
    const verdicts = spec.save(scope, drafts)
    scope.changes.flush()
    return verdicts
  })
}

function claim({ lineByKey }: Job, line: number, { column, value }: FileKey): FieldProblem[] {
  const key = `${column}:${value}`
  const first = lineByKey.get(key)
  if (first === undefined) lineByKey.set(key, line)
  if (first === undefined || first === line || value === '') return []
  const fix = 'keep one of the two lines'
  return [{ column, value, reason: `already stands in line ${first}`, fix }]
}
