import type { z } from 'zod'
import type { HubToCloud } from '#shared/contracts/sync.ts'
import { HOLD_PATIENCE_MS } from '#shared/value/hub/hold-desk.ts'
import type { ValueLine } from './line.ts'

/** Questions to the cloud that are lost without harm: a customer waits for them 800 ms at most. */
export interface Questions<Answer extends { readonly id: string }> {
  /** Null: there is no line, or no answer in time. */
  readonly ask: (make: (id: string) => z.infer<typeof HubToCloud>) => Promise<Answer | null>
  /** False: nobody waits for it any more. */
  readonly hear: (answer: Answer) => boolean
}

export function createQuestions<Answer extends { readonly id: string }>(deps: {
  readonly line: ValueLine
  readonly newId: () => string
}): Questions<Answer> {
  const open = new Map<string, (answer: Answer | null) => void>()
  return {
    async ask(make) {
      if (!deps.line.isOpen()) return null
      const id = deps.newId()
      return new Promise((resolve) => {
        const end = (answer: Answer | null): void => {
          clearTimeout(patience)
          open.delete(id)
          resolve(answer)
        }
        const patience = setTimeout(() => end(null), HOLD_PATIENCE_MS)
        open.set(id, end)
        if (!deps.line.send(make(id))) end(null)
      })
    },
    hear(answer) {
      const end = open.get(answer.id)
      end?.(answer)
      return end !== undefined
    },
  }
}
