import type { Duplex } from 'node:stream'
import type { Line } from '#shared/contracts/device.ts'
import { openSerialLine } from './serial.ts'
import { openTcpLine } from './tcp.ts'
import type { VirtualLines } from './virtual.ts'

export interface LineDeps {
  /** Where `virtual` lines end: the virtual devices of this gateway. */
  readonly virtualLines: VirtualLines
  readonly connectTimeoutMs?: number
}

/**
 * Opens the line of a device: a new Duplex on each call, so nothing of a dead connection comes back.
 * Rejects when it cannot be opened; the caller tries again with back-off.
 */
export function openLine(device: string, line: Line, deps: LineDeps): Promise<Duplex> {
  switch (line.kind) {
    case 'virtual':
      return deps.virtualLines.open(device)
    case 'tcp':
      return openTcpLine({
        host: line.host,
        port: line.port,
        timeoutMs: deps.connectTimeoutMs ?? 5000,
      })
    case 'serial':
      return openSerialLine(line)
  }
}
