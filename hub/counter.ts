import { Failure } from '#shared/domain/failure.ts'
import type { CustomerDisplays } from './devices/customer-display.ts'
import type { Hardware } from './devices/hardware.ts'
import type { Scales } from './devices/weigh.ts'

/** What stands at a till beside its printer. */
export type Counter = CustomerDisplays & Pick<Scales, 'has' | 'weigh'>

/** Hardware starts after the claim; a hub without it sells without displays and scales. */
export function createCounter(hardware: () => Hardware | null): Counter {
  return {
    quoted: (till, priced) => hardware()?.displays.quoted(till, priced),
    sold: (receipt) => hardware()?.displays.sold(receipt),
    has: (till) => hardware()?.scales.has(till) ?? false,
    async weigh(till) {
      const running = hardware()
      if (running === null) throw new Failure('unavailable', 'this hub has no devices yet')
      return await running.scales.weigh(till)
    },
  }
}
