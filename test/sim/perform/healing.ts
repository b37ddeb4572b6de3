import type { Agenda } from '../agenda.ts'

/** Once the plan is over nothing goes wrong any more, and whatever is down comes up at once. */
export interface Healing {
  isHealed(): boolean
  heal(): void
  /** Ends a mishap that healing ends too. */
  later(ms: number, end: () => void): void
  /** Comes back after a time, or at once. */
  comeBack(downMs: number, act: () => void): void
}

export function createHealing(agenda: Agenda): Healing {
  let healed = false

  return {
    isHealed: () => healed,
    heal() {
      healed = true
    },
    later(ms, end) {
      agenda.after(ms, () => {
        if (!healed) end()
      })
    },
    comeBack: (downMs, act) => agenda.after(healed ? 0 : downMs, act),
  }
}
