import type { Duplex } from 'node:stream'
import type { Line } from '#shared/contracts/device.ts'

export type SerialSettings = Extract<Line, { kind: 'serial' }>

/**
 * The native binding of `serialport` aborts a Bun process, so it is loaded only where it works;
 * under Bun the line is `stty` and plain files.
 */
export async function openSerialLine(settings: SerialSettings): Promise<Duplex> {
  if (process.versions.bun === undefined) {
    const { openNodeSerialLine } = await import('./serial-node.ts')
    return openNodeSerialLine(settings)
  }
  const { openBunSerialLine } = await import('./serial-bun.ts')
  return openBunSerialLine(settings)
}
