import { statSync } from 'node:fs'

export interface KillTimer {
  /** Begins to watch; `paths` are files that grow while the official client blocks its process. */
  readonly start: () => void
  /** Something moved. */
  readonly progress: (file?: string) => void
  readonly stop: () => void
}

/**
 * Calls `onSilent` after `limitMs()` without a message from the process and without a change of the
 * replica's log or note.
 */
export function createKillTimer(options: {
  readonly limitMs: () => number
  readonly onSilent: () => void
}): KillTimer {
  let timer: NodeJS.Timeout | undefined
  let movedAt = 0
  let watched: string | undefined
  let seen = ''
  const stop = () => {
    clearInterval(timer)
    timer = undefined
  }
  const look = () => {
    const state = watched === undefined ? '' : stateOf(watched)
    if (state !== seen) movedAt = performance.now()
    seen = state
    if (performance.now() - movedAt < options.limitMs()) return
    stop()
    options.onSilent()
  }
  return {
    start() {
      stop()
      movedAt = performance.now()
      timer = setInterval(look, Math.min(1000, options.limitMs() / 4))
    },
    progress(file) {
      movedAt = performance.now()
      if (file !== undefined) watched = file
    },
    stop,
  }
}

function stateOf(file: string): string {
  return [`${file}-wal`, `${file}-info`]
    .map((path) => {
      const stat = statSync(path, { throwIfNoEntry: false })
      return `${stat?.size}/${stat?.mtimeMs}`
    })
    .join(' ')
}
