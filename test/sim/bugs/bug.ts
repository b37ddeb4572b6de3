import type { Invariant } from '../oracle.ts'
import type { Rules } from '../rules.ts'

/** A mistake that somebody could have made, and how soon the simulator must find it. */
export interface Bug {
  /** What the program does wrong, in one sentence. */
  readonly mistake: string
  /**
   * Found within so many steps, over seeds 1, 2, 3 …: about three times the mean of ten campaigns that
   * began elsewhere, and more than the worst of them.
   */
  readonly withinSteps: number
  /** The laws that name the matter: one of them must find it. */
  readonly breaks: readonly Invariant[]
  /** Operations that its shrunk story may take. */
  readonly storyAtMost: number
  /** The rules that are wrong in such a program. What it remembers must begin anew in each call. */
  readonly change: (rules: Rules) => Partial<Rules>
}
