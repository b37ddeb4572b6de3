import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { Problem } from '#shared/contracts/problem.ts'
import { problemOf } from './problems.ts'

export interface Loaded<T> {
  /** What came last; it stays on the screen while the next comes, so that nothing jumps. */
  readonly data: T | null
  readonly problem: Problem | null
  /** What is shown may be of another key than the one that is asked for. */
  readonly busy: boolean
  readonly reload: () => void
}

interface Options {
  /** Asks again this often while the page is looked at. */
  readonly everyMs?: number
}

/** `of`: the key that was answered last, also with a problem. */
type Answered<T> = Omit<Loaded<T>, 'reload'> & { readonly of: string }

/** Loads when `key` changes; what came for an older key is dropped. */
export function useLoad<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
  { everyMs }: Options = {},
): Loaded<T> {
  const [{ of, ...state }, setState] = useState<Answered<T>>({
    of: key,
    data: null,
    problem: null,
    busy: true,
  })
  const [round, setRound] = useState(0)
  const latest = useRef(load)
  latest.current = load

  useEffect(() => {
    const abort = new AbortController()
    setState((before) => ({ ...before, busy: true }))
    const run = async (): Promise<void> => {
      try {
        const data = await latest.current(abort.signal)
        if (!abort.signal.aborted) setState({ of: key, data, problem: null, busy: false })
      } catch (error) {
        if (abort.signal.aborted) return
        const problem = problemOf(error)
        setState((before) => ({ ...before, of: key, problem, busy: false }))
      }
    }
    void run()
    return () => abort.abort()
  }, [key, round])

  const reload = useCallback(() => setRound((before) => before + 1), [])
  useEffect(() => {
    if (everyMs === undefined) return
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') reload()
    }, everyMs)
    return () => clearInterval(timer)
  }, [everyMs, reload])
  return { ...state, busy: state.busy || of !== key, reload }
}
