import { openRemote, type RemoteDatabase } from './client.ts'

/** What is known of the way to a database server that took a request and said nothing. */
export interface RemoteLine {
  /** Whoever would block the cloud for an answer asks first. */
  readonly isSilent: () => boolean
  /** An answer did not come in time: the server is asked until one does, from whomever. */
  readonly hear: (isSilent: boolean) => void
  readonly close: () => void
}

const PROBE_EVERY_MS = 500
const PROBE_MS = 2000

/**
 * A synchronous question to a silent server holds up the whole cloud, the next one again. So after the
 * first that was not answered none is put, until an asynchronous one has been.
 */
export function openLine(remote: RemoteDatabase): RemoteLine {
  let silent = false
  let timer: NodeJS.Timeout | undefined
  const probe = async (): Promise<void> => {
    const client = openRemote({ ...remote, timeoutMs: Math.min(PROBE_MS, remote.timeoutMs) })
    try {
      await client.execute('SELECT 1')
      silent = false
    } catch {
      if (silent) timer = setTimeout(() => void probe(), PROBE_EVERY_MS).unref()
    } finally {
      client.close()
    }
  }
  return {
    isSilent: () => silent,
    hear(isSilent) {
      const wasSilent = silent
      silent = isSilent
      if (wasSilent === isSilent) return
      clearTimeout(timer)
      if (!isSilent) return
      timer = setTimeout(() => void probe(), PROBE_EVERY_MS).unref()
    },
    close() {
      silent = false
      clearTimeout(timer)
    },
  }
}
