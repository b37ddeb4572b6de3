import type { Problem } from '#shared/contracts/problem.ts'
import { NoAnswer, Refusal } from './api.ts'
import { t } from './texts.ts'

/** Anything that went wrong with a request, as a problem; a bug goes on to the browser's console. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) return error.problem
  if (error instanceof NoAnswer) {
    return { type: 'about:blank', title: '', status: 0, detail: t('console.problem.no-answer') }
  }
  throw error
}

/** What it means in the reader's language, then the cloud's own words. */
export function wordsOf(problem: Problem): { readonly title: string; readonly detail: string } {
  const title = titleOf(problem.status)
  // The cloud speaks to programs here; a person needs other words.
  if (problem.status === 401) return { title, detail: t('console.problem.key.what') }
  const detail = problem.detail || problem.title
  return { title, detail: detail.charAt(0).toUpperCase() + detail.slice(1) }
}

function titleOf(status: number): string {
  switch (status) {
    case 0:
    case 502:
    case 503:
      return t('console.problem.away')
    case 401:
      return t('console.problem.key')
    case 403:
      return t('console.problem.right')
    case 404:
      return t('console.problem.not-found')
    case 409:
      return t('console.problem.conflict')
    case 413:
    case 422:
      return t('console.problem.check')
    default:
      return t('console.problem.fault')
  }
}
