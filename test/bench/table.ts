import type { Figure } from './figure.ts'

/** One line a figure, so that a bench can be read as it ends. */
export function lineOf({ what, measured, budget, met, because }: Figure): string {
  const line = `${what.padEnd(56)}  ${measured.padEnd(64)}  ${budget.padEnd(28)}  ${wordOf(met)}`
  return met === false && because !== undefined ? `${line}: ${because}` : line
}

function wordOf(met: Figure['met']): string {
  if (met === null) return '–'
  return met ? 'met' : 'MISSED'
}
