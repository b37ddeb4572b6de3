import type { Server } from 'node:http'
import { serve } from '@hono/node-server'
import { type DevicePageRoutesDeps, devicePageRoutes } from './routes.ts'

export type { DeviceSummary } from './routes.ts'

export interface DevicePage {
  readonly url: string
  /** Something in `devices()` is new: open pages fetch it. */
  changed(): void
  close(): Promise<void>
}

/** Serves the device page. Rejects with `EADDRINUSE` when the port is taken. */
export async function startDevicePage(
  deps: Omit<DevicePageRoutesDeps, 'subscribe'> & { readonly host: string; readonly port: number },
): Promise<DevicePage> {
  const listeners = new Set<() => void>()
  const app = devicePageRoutes({
    ...deps,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  })
  const stopListening = deps.virtualDevices.onChange(changed)
  const server = await listen()
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : deps.port
  return { url: `http://${deps.host}:${port}`, changed, close }

  function listen(): Promise<Server> {
    return new Promise((resolve, reject) => {
      const options = { fetch: app.fetch, hostname: deps.host, port: deps.port }
      const starting = serve(options, () => resolve(starting as Server))
      starting.once('error', reject)
    })
  }

  function changed(): void {
    for (const listener of listeners) listener()
  }

  async function close(): Promise<void> {
    stopListening()
    await new Promise<void>((resolve) => {
      server.close(() => resolve())
      // Event streams stay open for ever; a page asks again by itself.
      server.closeAllConnections()
    })
  }
}
