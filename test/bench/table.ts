import type { Figure } from './figure.ts'

/** One line a figure, so that a bench can be read as it ends. */
export function lineOf({ what, measured, budget, met }: Figure): string {
  return `${what.padEnd(56)}  ${measured.padEnd(64)}  ${budget.padEnd(28)}  ${met ? 'met' : 'MISSED'}`
}
