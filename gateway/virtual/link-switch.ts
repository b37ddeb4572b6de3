import { z } from 'zod'

/** The one-box start's switch of the link between hub and cloud. */
export interface LinkSwitch {
  /** Null when the switch does not answer. */
  isCut(): Promise<boolean | null>
  set(cut: boolean): Promise<boolean | null>
}

const State = z.object({ cut: z.boolean() })
const timeoutMs = 1000

export function createLinkSwitch(url: string): LinkSwitch {
  return {
    isCut: () => ask({}),
    set: (cut) =>
      ask({
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ cut }),
      }),
  }

  async function ask(request: RequestInit): Promise<boolean | null> {
    try {
      const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(timeoutMs) })
      if (!answer.ok) return null
      const state = State.safeParse(await answer.json())
      return state.success ? state.data.cut : null
    } catch {
      // Not there is a state of the switch, shown on the page.
      return null
    }
  }
}
