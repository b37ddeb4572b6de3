import type { JSX } from 'preact'
import type { Problem } from '#shared/contracts/problem.ts'
import { wordsOf } from '../notices.ts'

export function ProblemBox({ problem }: { readonly problem: Problem | null }): JSX.Element | null {
  if (problem === null) return null
  const { detail, fix } = wordsOf(problem)
  return (
    <div class="notice danger" role="alert">
      <strong>{detail}</strong>
      <span>{fix}</span>
    </div>
  )
}
