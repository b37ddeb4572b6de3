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
 * replica's log or note. However long this process itself stood still, that counts as one look: what
 * the other said meanwhile is read only afterwards.
 */
export function createKillTimer(options: {
  readonly limitMs: () => number
  readonly onSilent: () => void
}): KillTimer {
  let timer: NodeJS.Timeout | undefined
  let silentForMs = 0
  let lookedAt = 0
  let watched: string | undefined
  let seen = ''
  const everyMs = () => Math.min(1000, options.limitMs() / 4)
  const stop = () => {
    clearInterval(timer)
    timer = undefined
  }
  const look = () => {
    const state = watched === undefined ? '' : stateOf(watched)
    const now = performance.now()
    if (state !== seen) silentForMs = 0
    else silentForMs += Math.min(now - lookedAt, everyMs())
    seen = state
    lookedAt = now
    if (silentForMs < options.limitMs()) return
    stop()
    options.onSilent()
  }
  return {
    start() {
      stop()
      silentForMs = 0
      lookedAt = performance.now()
      timer = setInterval(look, everyMs())
    },
    progress(file) {
      silentForMs = 0
      lookedAt = performance.now()
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
