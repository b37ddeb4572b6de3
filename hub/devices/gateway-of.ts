import type { DeviceConfig } from '#shared/contracts/device.ts'

export const DEFAULT_GATEWAY = 'main'

export function gatewayOf(config: Pick<DeviceConfig, 'gateway'>): string {
  return config.gateway ?? DEFAULT_GATEWAY
}
