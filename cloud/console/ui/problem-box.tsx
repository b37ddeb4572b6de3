import type { JSX } from 'preact'
import type { Problem } from '#shared/contracts/problem.ts'
import { wordsOf } from '../problems.ts'
import { t } from '../texts.ts'

interface ProblemBoxProps {
  readonly problem: Problem | null
  readonly onRetry?: (() => void) | undefined
}

export function ProblemBox({ problem, onRetry }: ProblemBoxProps): JSX.Element | null {
  if (problem === null) return null
  const { title, detail } = wordsOf(problem)
  return (
    <div class="notice danger problem" role="alert">
      <div>
        <strong>{title}</strong>
        <p>{detail}</p>
      </div>
      {onRetry !== undefined && (
        <button type="button" class="button" onClick={onRetry}>
          {t('console.retry')}
        </button>
      )}
    </div>
  )
}
