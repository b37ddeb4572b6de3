import type { DeviceConfig } from '#shared/contracts/device.ts'
import { Failure } from '#shared/domain/failure.ts'
import { refuseSharedLine } from './line-conflict.ts'

/** What each device for itself cannot say wrong. Throws Failure that names the place in the file. */
export function checkDeviceFile(configs: readonly DeviceConfig[]): void {
  const seen = new Map<string, DeviceConfig>()
  for (const [index, config] of configs.entries()) {
    const { device } = config
    if (seen.has(device)) {
      const message = 'is there twice: give each device a name of its own'
      throw new Failure('invalid', `devices.${index}.device (${device}): ${message}`, {
        fields: [{ field: `devices.${index}.device`, value: device, message }],
      })
    }
    refuseSharedLine(config, seen.values(), `devices.${index}.`)
    seen.set(device, config)
  }
}
