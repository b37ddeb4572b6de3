import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Problem } from '#shared/contracts/problem.ts'
import { download } from '../download.ts'
import { problemOf } from '../problems.ts'
import { t } from '../texts.ts'
import { Button } from '../ui/button.tsx'
import { ProblemBox } from '../ui/problem-box.tsx'
import { type SalesQuery, salesPath } from './report.ts'

const formats = ['csv', 'xlsx'] as const

/** The same report as a file, or on paper. */
export function TakeAway({ query }: { readonly query: SalesQuery }): JSX.Element {
  const [busy, setBusy] = useState<string | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)

  async function take(format: (typeof formats)[number]): Promise<void> {
    setBusy(format)
    setProblem(null)
    try {
      await download(salesPath, { ...query, format })
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(null)
    }
  }
  return (
    <>
      {formats.map((format) => (
        <Button
          key={format}
          name={`download-${format}`}
          disabled={busy !== null}
          onPress={() => take(format)}
        >
          {t(`console.download.${format}`)}
        </Button>
      ))}
      <Button name="print" onPress={() => window.print()}>
        {t('console.print')}
      </Button>
      <ProblemBox problem={problem} />
    </>
  )
}
