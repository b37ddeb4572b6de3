import type { z } from 'zod'
import type { HubToCloud } from '#shared/contracts/sync.ts'
import type { HubSession } from '#shared/value/hub/receive.ts'

/** The way to the cloud, as far as value goes over it. */
export interface ValueLine {
  /** Opened by a handshake of this process; null = nothing may be asked. */
  readonly session: () => HubSession | null
  /** There is a session and a connection: a question would be on its way. */
  readonly isOpen: () => boolean
  /** False: there is no connection. */
  readonly send: (message: z.infer<typeof HubToCloud>) => boolean
}
