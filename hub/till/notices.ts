import { signal } from '@preact/signals'
import type { Problem } from '#shared/contracts/problem.ts'
import { NoAnswer, Refusal } from './api.ts'
import { hubLostSince } from './session.ts'
import { t } from './texts.ts'

export interface Notice {
  readonly tone: 'good' | 'info' | 'warn' | 'danger'
  readonly title: string
  readonly detail: string
}

/** One line under the entry field: what happened last, until the next thing happens. */
export const notice = signal<Notice | null>(null)

export function say(tone: Notice['tone'], title: string, detail = ''): void {
  notice.value = { tone, title, detail }
}

export function clearNotice(): void {
  notice.value = null
}

/** Anything that went wrong with a request, as words; a bug goes on to the console. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) return error.problem
  if (error instanceof NoAnswer) {
    hubLostSince.value ??= Date.now()
    const title = t('till.problem.no-answer')
    return { type: 'about:blank', title, status: 503, detail: t('till.problem.no-answer.detail') }
  }
  throw error
}

/** The problem's own words, then what to do about it. */
export function wordsOf(problem: Problem): { readonly detail: string; readonly fix: string } {
  const fields = problem.errors?.map((error) => `${error.field}: ${error.message}`) ?? []
  return { detail: [problem.detail || problem.title, ...fields].join(' · '), fix: fixOf(problem) }
}

function fixOf(problem: Problem): string {
  switch (problem.status) {
    case 401:
      return t('till.fix.sign-in')
    case 403:
      return t('till.fix.right')
    case 404:
      return t('till.fix.not-found')
    case 409:
      return t('till.fix.conflict')
    case 429:
      return t('till.fix.wait')
    case 503:
      return t('till.fix.hub')
    default:
      return t('till.fix.check')
  }
}

export function sayProblem(error: unknown): void {
  const { detail, fix } = wordsOf(problemOf(error))
  say('danger', detail, fix)
}
