import type { Done } from './books.ts'

/** What a verb answered: why not, or what it did. */
export function answerOf(done: Done): string {
  const reason = done['reason']
  return typeof reason === 'string' ? reason : done.outcome
}
