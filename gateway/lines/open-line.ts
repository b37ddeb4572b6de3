import { realpath } from 'node:fs/promises'
import type { Duplex } from 'node:stream'
import type { Line } from '#shared/contracts/device.ts'
import { openSerialLine } from './serial.ts'
import { openTcpLine } from './tcp.ts'
import { openUsbLine } from './usb.ts'
import type { VirtualLines } from './virtual.ts'
import { nameLine } from './words.ts'

export interface LineDeps {
  /** Where `virtual` lines end: the virtual devices of this gateway. */
  readonly virtualLines: VirtualLines
  readonly connectTimeoutMs?: number | undefined
}

/**
 * Opens the line of a device: a new Duplex on each call, so nothing of a dead connection comes back.
 * Rejects when it cannot be opened; the caller tries again with back-off. Every line, whatever
 * carries it, keeps this contract:
 * - bytes come and go unchanged, and a slow end holds the other back;
 * - `close` comes once, within two seconds of a pulled cable, also for who only writes;
 * - a write on a closed line is refused, and nothing of it comes out of a later line;
 * - `end` lets out what was written, `destroy` drops it.
 */
export async function openLine(device: string, line: Line, deps: LineDeps): Promise<Duplex> {
  const opened = await openKind(device, line, deps)
  // A line that dies before its driver listens must not take the gateway with it.
  opened.on('error', () => undefined)
  if (opened.destroyed) throw new Error(`${nameLine(line)} was lost as it opened`)
  return opened
}

function openKind(device: string, line: Line, deps: LineDeps): Promise<Duplex> {
  switch (line.kind) {
    case 'virtual':
      return deps.virtualLines.open(device)
    case 'tcp':
      return openTcpLine({ ...line, timeoutMs: deps.connectTimeoutMs ?? 5000 })
    case 'serial':
      return openSerialLine(line)
    case 'usb':
      return openUsbLine(line)
  }
}

export interface Lines {
  /** As `openLine`; refuses a line that a device of this gateway has open. */
  open(device: string, line: Line, connectTimeoutMs?: number): Promise<Duplex>
}

/** The lines of one gateway: no two devices talk into each other's bytes. */
export function createLines(deps: LineDeps): Lines {
  const holders = new Map<string, string>()
  return {
    async open(device, line, connectTimeoutMs = deps.connectTimeoutMs) {
      const key = await keyOf(device, line)
      const holder = holders.get(key)
      if (holder !== undefined)
        throw new Error(`${nameLine(line)} is in use by device ${holder}: set another line`)
      holders.set(key, device)
      try {
        const opened = await openLine(device, line, { ...deps, connectTimeoutMs })
        opened.once('close', () => holders.delete(key))
        return opened
      } catch (error) {
        holders.delete(key)
        throw error
      }
    },
  }
}

async function keyOf(device: string, line: Line): Promise<string> {
  switch (line.kind) {
    case 'virtual':
      return `virtual ${device}`
    case 'tcp':
      return `tcp ${line.host}:${line.port}`
    case 'serial':
    case 'usb':
      // Two names may be one port.
      return await realpath(line.path).catch(() => line.path)
  }
}
