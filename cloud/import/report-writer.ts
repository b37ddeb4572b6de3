import type { LineVerdict } from './kind.ts'
import { type ImportReport, type LineProblem, problemsMax } from './report.ts'

export interface ReportWriter {
  /** Verdicts of a part of the file; parts come in the order of the file. */
  add(verdicts: readonly LineVerdict[]): void
  result(): ImportReport
}

export function createReport(
  head: Pick<ImportReport, 'kind' | 'company' | 'encoding'>,
): ReportWriter {
  const counts = { created: 0, updated: 0, unchanged: 0, rejected: 0 }
  const problems: LineProblem[] = []
  let problemCount = 0
  return {
    add(verdicts) {
      for (const { line, verdict } of verdicts.toSorted((a, b) => a.line - b.line)) {
        counts[verdict.outcome] += 1
        if (verdict.outcome !== 'rejected') continue
        problemCount += verdict.problems.length
        const room = problemsMax - problems.length
        problems.push(
          ...verdict.problems.slice(0, room).map((problem) => ({
            line,
            ...problem,
            value: problem.value.slice(0, 100),
          })),
        )
      }
    },
    result() {
      const { created, updated, unchanged, rejected } = counts
      const read = created + updated + unchanged + rejected
      return { ...head, read, ...counts, problems, problemCount }
    },
  }
}
