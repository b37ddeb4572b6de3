import type { DeviceStatus } from '#shared/contracts/device.ts'
import type { DeviceFault } from '#shared/contracts/till.ts'
import type { Devices } from './devices.ts'

export const noGateway = 'its gateway is not connected'

type Seen = Pick<DeviceStatus, 'availability' | 'state'>

/** This till's devices that do not work as they should, each with the reason in words. */
export function faultsAt(
  devices: Pick<Devices, 'list' | 'printerOf'>,
  till: string,
): readonly DeviceFault[] {
  const printer = devices.printerOf(till)?.config.device
  return devices.list().flatMap((status) => {
    const { config } = status
    const fault = faultOf(status)
    if (config.kind === 'reserved-line' || fault === null) return []
    const isHere =
      config.kind === 'receipt-printer' ? config.device === printer : config.till === till
    const { device, name, kind } = config
    return isHere ? [{ device, name: name || device, kind, ...fault }] : []
  })
}

/** Null = well. */
export function faultOf(seen: Seen): Pick<DeviceFault, 'state' | 'reason'> | null {
  const { availability } = seen
  if (availability === null) return { state: 'offline', reason: noGateway }
  const { state } = availability
  const reason = reasonOf(seen)
  if (state === 'offline') return { state, reason: reason || 'not connected yet' }
  return reason === '' ? null : { state, reason }
}

/** What its gateway says of it; empty when it works. */
export function reasonOf({ availability, state }: Seen): string {
  return availability?.reason || (state?.error ?? '')
}
