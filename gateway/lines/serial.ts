import type { Duplex } from 'node:stream'
import type { Line } from '#shared/contracts/device.ts'
import { checkDeviceFile, openFault } from './device-file.ts'

export type SerialSettings = Extract<Line, { kind: 'serial' }>

/**
 * The native binding of `serialport` aborts a Bun process, so it is loaded only where it works;
 * under Bun the line is `stty` and plain files. What lay in the port before it is opened is
 * dropped: an old scan must fill no basket, and half of an old receipt must not come out.
 */
export async function openSerialLine(settings: SerialSettings): Promise<Duplex> {
  await checkDeviceFile(settings)
  const open =
    process.versions.bun === undefined
      ? (await import('./serial-node.ts')).openNodeSerialLine
      : (await import('./serial-bun.ts')).openBunSerialLine
  return open(settings).catch((error: unknown) => {
    throw openFault(settings, error)
  })
}
