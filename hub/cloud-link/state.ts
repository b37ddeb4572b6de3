/** Is the cloud there? Two channels speak of it; either one working is enough (spine B1.13). */
export interface CloudState {
  readonly now: () => { readonly online: boolean; readonly since: number | null }
  readonly report: (channel: 'stream' | 'push', isUp: boolean) => void
  readonly onChange: (listener: (online: boolean) => void) => void
}

export function createCloudState(clock: () => number): CloudState {
  const up = { stream: false, push: false }
  const listeners = new Set<(online: boolean) => void>()
  let online = false
  let since: number | null = null
  return {
    now: () => ({ online, since }),
    report(channel, isUp) {
      up[channel] = isUp
      // A stream that broke says more than a push that worked a while ago.
      if (channel === 'stream' && !isUp) up.push = false
      const next = up.stream || up.push
      if (next === online && since !== null) return
      online = next
      since = clock()
      for (const listener of listeners) listener(online)
    },
    onChange: (listener) => void listeners.add(listener),
  }
}
