import type { Coverage } from './coverage.ts'
import type { Plan } from './plan.ts'
import type { Story } from './story.ts'

export interface Violation {
  /** A name from the oracle's list: `value-conserved`. */
  readonly invariant: string
  /** What is wrong, with the amounts, in the trade's words. */
  readonly words: string
  readonly atStep: number
  /** Virtual time. */
  readonly at: number
}

export interface RunResult {
  /** Tasks that the agenda ran. */
  readonly steps: number
  /** The first one; the run ends there. */
  readonly violation: Violation | null
  readonly coverage: Coverage
  /** Transitions that honest rules reached and nobody listed: a mistake of the simulator. */
  readonly unlisted: readonly string[]
  /** Of everything the run did: equal for equal plans and rules. */
  readonly digest: string
  /** Null unless it was asked for. */
  readonly story: Story | null
}

export interface RunOptions<Rules> {
  readonly rules: Rules
  /** Whether to tell the story; it must change nothing else. */
  readonly record: boolean
}

/** Plays one plan from its first operation until the books have come to rest. */
export type RunSeed<Rules> = (plan: Plan, options: RunOptions<Rules>) => RunResult

/** What the command line needs to know of the simulated world. */
export interface Simulator<Rules> {
  readonly runSeed: RunSeed<Rules>
  /** The product's rules, or those with one deliberate bug. Throws RangeError for an unknown name. */
  rulesWith(bug: string | null): Rules
  readonly bugNames: readonly string[]
  /** Every name of the coverage. */
  readonly transitions: readonly string[]
}
