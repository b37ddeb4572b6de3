import { useRef, useState } from 'preact/hooks'
import type { Problem } from '#shared/contracts/problem.ts'
import { newId } from './new-id.ts'
import { problemOf } from './problems.ts'

export interface Action {
  readonly busy: boolean
  readonly problem: Problem | null
  /** One at a time; what it is refused with stays until the next. */
  readonly run: (job: () => Promise<void>) => Promise<void>
}

/** Something that a page asks the cloud to do. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  async function run(job: () => Promise<void>): Promise<void> {
    if (busy) return
    setBusy(true)
    setProblem(null)
    try {
      await job()
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  return { busy, problem, run }
}

/** The id of a request: asked again after a lost answer the same one, for other content a new one. */
export function useRequestId(): (content: unknown) => string {
  const last = useRef({ text: '', id: '' })
  return (content) => {
    const text = JSON.stringify(content)
    if (last.current.text !== text) last.current = { text, id: newId() }
    return last.current.id
  }
}
