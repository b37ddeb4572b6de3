import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import { z } from 'zod'
import { scanSums, TableSums } from '#shared/feed/digest.ts'
import { createRowSum, type RowSum } from '#shared/feed/row-sum.ts'
import type { WriterDatabase } from './connection.ts'
import { type ChangeClass, changeClasses } from './cut.ts'
import { writeDurably } from './durable.ts'
import { type FeedPaths, generationPath } from './paths.ts'

/**
 * The row sums of each commit of the kept generations, beside the feed (spine A3 rule 10): the
 * first line of a generation's file holds those it began with, each further one what a commit
 * changed. Lines are not synced: a generation whose end is not told is summed up by a scan.
 */
export interface Digests {
  /** The sums of all tables at this commit; undefined where there is none such, or it is not kept. */
  readonly at: (generation: number, frame: number) => TableSums | undefined
  /** How many frames of this generation, from `start` on, carry what. */
  readonly kinds: (generation: number, start: number, frames: number) => FramesByKind
  /** Begins a commit: the sums of the tables it touches, going on from those of now. */
  readonly begin: () => PendingSums
  /** A generation begins with the sums of now. */
  readonly startGeneration: (generation: number) => void
  /** Sums that a scan found, which hold from this commit on. */
  readonly replace: (generation: number, frame: number, sums: TableSums) => void
}

export interface FramesByKind {
  readonly urgent: number
  readonly balances: number
}

export interface PendingSums {
  readonly of: (table: string) => RowSum
  /** After COMMIT. */
  readonly keep: (generation: number, frame: number, kind: ChangeClass) => void
}

const Line = z.object({
  frame: z.int().min(0),
  tables: TableSums,
  /** All tables there are: those of the lines before it that are not here are gone. */
  isWhole: z.boolean().optional(),
  /** Of the commit; an older cloud did not tell, and what is not told counts as urgent. */
  class: z.enum(changeClasses).optional(),
})
type Line = z.infer<typeof Line>

export function createDigests(paths: FeedPaths, start: TableSums): Digests {
  let now = start
  let toldFrame = 0
  const path = (generation: number) => generationPath(paths, generation, 'digests')
  /** Read at the first question, then kept up. */
  const linesByGeneration = new Map<number, Line[]>()
  const linesOf = (generation: number): Line[] => {
    const lines = linesByGeneration.get(generation) ?? readLines(path(generation))
    if (lines.length > 0) linesByGeneration.set(generation, lines)
    return lines
  }
  const append = (generation: number, line: Line): void => {
    toldFrame = line.frame
    appendFileSync(path(generation), `${JSON.stringify(line)}\n`)
    linesByGeneration.get(generation)?.push(line)
  }
  return {
    at: (generation, frame) => foldTo(linesOf(generation), frame),
    kinds(generation, start, frames) {
      let balances = 0
      let before = 0
      for (const line of linesOf(generation)) {
        const first = Math.max(start, before + 1)
        const last = Math.min(start + frames - 1, line.frame)
        if (line.class === 'balances' && first <= last) balances += last - first + 1
        before = line.frame
      }
      return { urgent: frames - balances, balances }
    },
    begin() {
      const open = new Map<string, RowSum>()
      return {
        of(table) {
          const known = open.get(table) ?? createRowSum(now[table])
          open.set(table, known)
          return known
        },
        keep(generation, frame, kind) {
          const changed = [...open]
            .map(([table, sum]) => [table, sum.text()] as const)
            .filter(([table, text]) => now[table] !== text)
          if (changed.length === 0 && frame === toldFrame) return
          const tables = Object.fromEntries(changed)
          now = { ...now, ...tables }
          append(generation, { frame, tables, class: kind })
        },
      }
    },
    startGeneration(generation) {
      linesByGeneration.clear()
      toldFrame = 0
      writeDurably(path(generation), `${JSON.stringify({ frame: 0, tables: now })}\n`)
    },
    replace(generation, frame, sums) {
      now = sums
      append(generation, { frame, tables: sums, isWhole: true })
    },
  }
}

/**
 * What the digest of a generation's beginning is told to be: by its own file, or by the last commit
 * of the generation before it if that is told. Undefined: only a scan knows.
 */
export function toldSums(
  paths: FeedPaths,
  generation: number,
  framesBefore: number | undefined,
): TableSums | undefined {
  const own = readLines(generationPath(paths, generation, 'digests'))
  if (own.length === 1) return foldTo(own, 0)
  if (own.length > 1 || framesBefore === undefined) return undefined
  return foldTo(readLines(generationPath(paths, generation - 1, 'digests')), framesBefore)
}

/** After the last commit that a generation's file tells of. */
export function tablesTold(paths: FeedPaths, generation: number): TableSums | undefined {
  const lines = readLines(generationPath(paths, generation, 'digests'))
  const last = lines.at(-1)
  return last && foldTo(lines, last.frame)
}

/** The sums of the file as it is; turns of the event loop come between the steps. */
export async function scanFeed(db: WriterDatabase): Promise<TableSums> {
  const steps = scanSums((sql, ...values) => db.prepare(sql).raw(true).all(values) as unknown[][])
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    await turn()
  }
}

/** Lines up to the first that a crash tore. */
function readLines(path: string): Line[] {
  if (!existsSync(path)) return []
  const lines: Line[] = []
  for (const text of readFileSync(path, 'utf8').split('\n')) {
    const line = lineOf(text)
    if (line === undefined) break
    lines.push(line)
  }
  return lines
}

function lineOf(text: string): Line | undefined {
  try {
    return Line.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

function foldTo(lines: readonly Line[], frame: number): TableSums | undefined {
  if (!lines.some((line) => line.frame === frame)) return undefined
  const all = lines.filter((line) => line.frame <= frame)
  const until = all.slice(
    Math.max(
      0,
      all.findLastIndex((line) => line.isWhole),
    ),
  )
  return Object.assign({}, ...until.map((line) => line.tables)) as TableSums
}
