import { useState } from 'preact/hooks'
import type { PageOf } from './every-page.ts'
import { type Loaded, useLoad } from './load.ts'
import { problemOf } from './problems.ts'

export interface Pages<T> extends Omit<Loaded<T>, 'data'> {
  readonly items: readonly T[] | null
  /** Absent at the end of the list. */
  readonly more: (() => Promise<void>) | undefined
}

interface Tail<T> {
  /** The first page that it continues; of another one it is worth nothing. */
  readonly of: PageOf<T>
  readonly page: PageOf<T>
}

/** A list by cursor: the first page by `key`, the next ones when asked for. */
export function usePages<T>(
  key: string,
  load: (after: string | undefined, signal?: AbortSignal) => Promise<PageOf<T>>,
): Pages<T> {
  const first = useLoad(key, (signal) => load(undefined, signal))
  const [tail, setTail] = useState<Tail<T> | null>(null)
  const [failed, setFailed] = useState<ReturnType<typeof problemOf> | null>(null)
  const [loadingMore, setLoadingMore] = useState(false)
  const head = first.data
  const rest = tail !== null && tail.of === head ? tail.page : null
  const next = rest === null ? head?.next : rest.next

  async function more(): Promise<void> {
    // Of another filter: its cursor leads nowhere in this one.
    if (first.busy || head === null || next === null || next === undefined || loadingMore) return
    setLoadingMore(true)
    try {
      const page = await load(next)
      const items = [...(rest?.items ?? []), ...page.items]
      setTail({ of: head, page: { items, next: page.next } })
      setFailed(null)
    } catch (error) {
      setFailed(problemOf(error))
    } finally {
      setLoadingMore(false)
    }
  }

  return {
    items: head === null ? null : [...head.items, ...(rest?.items ?? [])],
    problem: first.problem ?? failed,
    busy: first.busy || loadingMore,
    reload: first.reload,
    more: next === null || next === undefined ? undefined : more,
  }
}
