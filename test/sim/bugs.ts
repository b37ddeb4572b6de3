import { productRules, type Rules } from './rules.ts'

/** A mistake that somebody could have made, and how soon the simulator must find it. */
export interface Bug {
  /** Found within so many steps, over seeds 1, 2, 3 … */
  readonly withinSteps: number
  readonly change: (rules: Rules) => Partial<Rules>
}

export const bugs: Readonly<Record<string, Bug>> = {}

export function rulesWith(bug: string | null): Rules {
  if (bug === null) return productRules
  const found = bugs[bug]
  if (found === undefined) throw new RangeError(`there is no bug "${bug}"`)
  return { ...productRules, ...found.change(productRules) }
}
