import type { DeviceConfig, Line } from '#shared/contracts/device.ts'
import { Failure } from '#shared/domain/failure.ts'
import { gatewayOf } from './gateway-of.ts'

/** The path of a port; null for a line that several may have. */
export function nameOfLine(line: Line): string | null {
  return line.kind === 'serial' || line.kind === 'usb' ? line.path : null
}

/** One cable has one device. Throws Failure `conflict` at the field; `at` leads to it in a list. */
export function refuseSharedLine(
  config: DeviceConfig,
  others: Iterable<DeviceConfig>,
  at = '',
): void {
  const path = nameOfLine(config.line)
  if (path === null) return
  for (const other of others) {
    if (other.device === config.device || gatewayOf(other) !== gatewayOf(config)) continue
    if (nameOfLine(other.line) !== path) continue
    const message = `${path} belongs to device ${other.device}: remove that, or set another port`
    throw new Failure('conflict', `${at}line.path: ${message}`, {
      fields: [{ field: `${at}line.path`, value: path, message }],
    })
  }
}
