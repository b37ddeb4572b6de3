import type { HubStatus } from '#shared/contracts/till.ts'
import { Failure } from '#shared/domain/failure.ts'
import type { Hardware } from './devices/hardware.ts'
import type { PrintQueue } from './print/queue.ts'

/** What selling needs of the printers. */
export type Prints = Pick<PrintQueue, 'plan' | 'added' | 'printOf' | 'openDrawer'> & {
  readonly printerOf: (till: string) => HubStatus['printer']
  readonly redirect: PrintQueue['redirect']
  /** Throws Failure `unavailable` where no hardware runs. */
  readonly queue: () => PrintQueue
}

/** Hardware starts after the claim; a hub without it sells without paper. */
export function createPrints(hardware: () => Hardware | null): Prints {
  function queue(): PrintQueue {
    const running = hardware()
    if (running === null) throw new Failure('unavailable', 'this hub has no devices yet')
    return running.prints
  }

  return {
    queue,
    plan: (request) => hardware()?.prints.plan(request) ?? { jobs: [], statements: [] },
    added: (jobs) => hardware()?.prints.added(jobs),
    printOf: (refId) => hardware()?.prints.printOf(refId) ?? null,
    openDrawer: async (till, id) => queue().openDrawer(till, id),
    redirect: async (from, to) => queue().redirect(from, to),
    printerOf(till) {
      const running = hardware()
      if (running === null) return { state: 'none', reason: '', queued: 0 }
      return { ...running.devices.printerStateOf(till), queued: running.prints.queued(till) }
    },
  }
}
